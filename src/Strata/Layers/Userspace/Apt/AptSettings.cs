using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine;

namespace Strata.Layers.Userspace.Apt;

/// <summary>One setting of apt.</summary>
/// <param name="Name">Name with its scopes, joined by <c>::</c>; an entry of a list has the name of the list.</param>
/// <param name="Value">Its value.</param>
/// <param name="Source">Where it stands.</param>
public sealed record AptSetting(string Name, string Value, Source Source);

/// <summary>The configuration of apt: all files of apt.conf.d in their order, then apt.conf.</summary>
/// <param name="All">Settings in the order in which apt reads them, those that <c>#clear</c> took out left away.</param>
/// <param name="Unread">Files that could not be read.</param>
public sealed partial record AptSettings(ImmutableArray<AptSetting> All, ImmutableArray<Source> Unread)
{
    // More than anybody writes; what stands behind is not read.
    private const int Most = 10_000;
    private const int MostScopes = 32;
    private const int LongestName = 256;

    /// <summary>The value that counts, the last one; null when not set.</summary>
    public AptSetting? Last(string name) => All.LastOrDefault(setting => Is(setting, name));

    /// <summary>The entries of a list.</summary>
    public IEnumerable<AptSetting> List(string name) => All.Where(setting => Is(setting, name));

    /// <summary>Reads the files in their order; total.</summary>
    public static AptSettings Of(IEnumerable<TextDocument> files)
    {
        var settings = new List<AptSetting>();
        var statements = 0;
        foreach (var file in files)
        {
            Add(file, settings, ref statements);
        }
        return new AptSettings([.. settings], []);
    }

    /// <summary>Reads one file of apt's configuration; total.</summary>
    public static ImmutableArray<AptSetting> Parse(TextDocument file) => Of([file]).All;

    private static void Add(TextDocument file, List<AptSetting> settings, ref int statements)
    {
        var scopes = new Stack<string>();
        string? name = null;
        string? value = null;
        var inComment = false;
        for (var i = 0; i < file.Lines.Length; i++)
        {
            foreach (Match token in Token().Matches(WithoutComment(file.Lines[i], ref inComment)))
            {
                switch (token.Value)
                {
                    case "{":
                        scopes.Push(Join(scopes, name));
                        (name, value) = (null, null);
                        break;
                    case "}":
                        scopes.TryPop(out _);
                        (name, value) = (null, null);
                        break;
                    case ";":
                        statements++;
                        Set(settings, scopes, name, value, file.At(i));
                        (name, value) = (null, null);
                        break;
                    default:
                        var isText = token.Groups["text"].Success;
                        (name, value) = name is null && !isText ? (token.Value, value) : (name, isText ? token.Groups["text"].Value : token.Value);
                        break;
                }
                if (scopes.Count > MostScopes || name?.Length > LongestName || statements >= Most)
                {
                    return;
                }
            }
        }
    }

    private static void Set(List<AptSetting> settings, Stack<string> scopes, string? name, string? value, Source source)
    {
        if (value is null)
        {
            return;
        }
        if (name == "#clear")
        {
            var cleared = Join(scopes, value);
            var within = cleared + "::";
            settings.RemoveAll(setting => Is(setting, cleared) || setting.Name.StartsWith(within, StringComparison.OrdinalIgnoreCase));
            return;
        }
        settings.Add(new AptSetting(Join(scopes, name), value, source));
    }

    private static string Join(Stack<string> scopes, string? name)
    {
        var own = (name ?? "").TrimEnd(':');
        return scopes.TryPeek(out var scope) && scope.Length > 0 ? own.Length > 0 ? scope + "::" + own : scope : own;
    }

    // A line comment starts with // or with #, which is a directive when a word follows; /* may span lines.
    private static string WithoutComment(string line, ref bool inComment)
    {
        var kept = inComment ? "" : line;
        if (inComment && line.IndexOf("*/", StringComparison.Ordinal) is >= 0 and var end)
        {
            (inComment, kept) = (false, line[(end + 2)..]);
        }
        if (LineComment().Match(kept) is { Success: true } comment)
        {
            kept = kept[..comment.Groups["comment"].Index];
        }
        var start = kept.IndexOf("/*", StringComparison.Ordinal);
        if (start < 0 || InQuotes(kept, start))
        {
            return kept;
        }
        var close = kept.IndexOf("*/", start + 2, StringComparison.Ordinal);
        inComment = close < 0;
        return kept[..start] + (close < 0 ? "" : kept[(close + 2)..]);
    }

    private static bool InQuotes(string line, int at) => line.AsSpan(0, at).Count('"') % 2 == 1;

    private static bool Is(AptSetting setting, string name) => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""
        "(?<text>[^"]*)"|[{};]|[^\s{};"]+
        """, RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("""
        ^(?:[^"/]|"[^"]*"|/(?!/))*?(?<comment>//|(?<![^\s;])#(?!clear\b|include\b))
        """, RegexOptions.CultureInvariant)]
    private static partial Regex LineComment();
}
