using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Redaction;

/// <summary>Reads one file of apt's configuration from its first line to its last and keeps the settings that decide what is upgraded; every other value and all comments go.</summary>
internal sealed partial class AptConfig(Placeholders names)
{
    private const int LongestName = 200;
    private static readonly string[] Kept = ["Unattended-Upgrade::", "APT::Periodic::"];
    private static readonly string[] Private = ["Unattended-Upgrade::Mail", "Unattended-Upgrade::Sender"];

    private readonly List<string> _scopes = [];
    private string? _name;
    private bool _inComment;
    private bool _inText;

    /// <summary>True for the files of apt's configuration.</summary>
    public static bool Owns(string path) => path.StartsWith("/etc/apt/apt.conf", StringComparison.Ordinal);

    /// <summary>The next line.</summary>
    public string Remove(string line)
    {
        var text = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length;)
        {
            at = _inComment ? Comment(line, at) : _inText ? Text(line, at, text) : Token(line, at, text);
        }
        return text.ToString();
    }

    private int Token(string line, int at, StringBuilder text)
    {
        switch (line[at])
        {
            case '"':
                text.Append('"');
                _inText = true;
                return at + 1;
            case '/' when IsAt(line, at, "//"):
            case '#' when !IsAt(line, at, "#clear") && !IsAt(line, at, "#include"):
                return line.Length;
            case '/' when IsAt(line, at, "/*"):
                _inComment = true;
                return at + 2;
            case '{' or '}' or ';':
                Close(line[at]);
                text.Append(line[at]);
                return at + 1;
            case var blank when char.IsWhiteSpace(blank):
                text.Append(blank);
                return at + 1;
            default:
                return Word(line, at, text);
        }
    }

    private void Close(char sign)
    {
        if (sign == '{')
        {
            _scopes.Add(Join() is { Length: <= LongestName } scope ? scope : "?");
        }
        else if (sign == '}' && _scopes.Count > 0)
        {
            _scopes.RemoveAt(_scopes.Count - 1);
        }
        _name = null;
    }

    private int Comment(string line, int at)
    {
        var end = line.IndexOf("*/", at, StringComparison.Ordinal);
        _inComment = end < 0;
        return end < 0 ? line.Length : end + 2;
    }

    private int Text(string line, int at, StringBuilder text)
    {
        var end = line.IndexOf('"', at);
        _inText = end < 0;
        text.Append(Value(line[at..(end < 0 ? line.Length : end)])).Append(end < 0 ? "" : "\"");
        return end < 0 ? line.Length : end + 1;
    }

    private int Word(string line, int at, StringBuilder text)
    {
        var end = at;
        while (end < line.Length && !char.IsWhiteSpace(line[end]) && line[end] is not ('{' or '}' or ';' or '"'))
        {
            end++;
        }
        var word = line[at..end];
        var isName = _name is null && !IsAt(line, Blanks(line, end), ";");
        text.Append(isName || (_name == "#clear" && IsKept(word + "::")) ? word : Value(word));
        _name ??= !isName ? null : word.Length <= LongestName ? word : "?";
        return end;
    }

    private string Value(string value) =>
        value.Length == 0 || IsKept(Join() + "::") || Plain().IsMatch(value) ? value : names.For(Placeholders.Secret, value);

    private string Join()
    {
        var scope = _scopes.Count > 0 ? _scopes[^1] : "";
        var own = (_name ?? "").TrimEnd(':');
        return scope.Length == 0 ? own : own.Length == 0 ? scope : scope + "::" + own;
    }

    private static bool IsKept(string name) =>
        Array.Exists(Kept, kept => name.StartsWith(kept, StringComparison.OrdinalIgnoreCase))
        && !Array.Exists(Private, own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase));

    private static int Blanks(string line, int at)
    {
        while (at < line.Length && char.IsWhiteSpace(line[at]))
        {
            at++;
        }
        return at;
    }

    private static bool IsAt(string line, int at, string text) => string.CompareOrdinal(line, at, text, 0, text.Length) == 0;

    [GeneratedRegex("^(?:true|false|yes|no|[0-9]{1,4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
