using System.Collections.Immutable;
using System.Globalization;
using Strata.Linux.Files;

namespace Strata.Linux.Yaml;

/// <summary>
/// The keys of one mapping of a configuration file, asked for one by one. Every error is one line that starts with file,
/// line and key. A key without a value counts as not given.
/// </summary>
public sealed class YamlSection
{
    private readonly string _file;
    private readonly string _path;
    private readonly YamlNode.Map _map;
    private readonly List<string> _asked = [];

    private YamlSection(string file, string path, YamlNode.Map map) => (_file, _path, _map) = (file, path, map);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is not YAML that is read here.</exception>
    public static YamlSection Read(string file)
    {
        using var tree = new FileTree("/");
        return Parse(file, ConfigurationFile.Bytes(tree, file).Span);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InputException">They are not YAML that is read here.</exception>
    public static YamlSection Parse(string file, ReadOnlySpan<byte> bytes) =>
        new(file, "", YamlReader.Read(file, System.Text.Encoding.UTF8.GetString(bytes)));

    /// <summary>Keys that stand here, in order.</summary>
    public IEnumerable<string> Keys => _map.Entries.Select(entry => entry.Key);

    /// <summary>A value as it is written; null when it is not given.</summary>
    public string? Text(string key) => Scalar(key)?.Value;

    /// <summary>A value of a kind that a function knows; null when it is not given.</summary>
    /// <param name="key">The key.</param>
    /// <param name="parse">Tells whether it knows the text, and the value.</param>
    /// <param name="known">What it knows, for the error.</param>
    public T? Value<T>(string key, Func<string, T?> parse, string known)
        where T : struct => Scalar(key) is not { } scalar ? null : parse(scalar.Value) ?? throw Wrong(key, scalar.Line, $"{scalar.Value}: not {known}");

    /// <summary>True or false; null when it is not given.</summary>
    public bool? Flag(string key) => Value<bool>(
        key,
        text => text.ToUpperInvariant() switch { "TRUE" or "YES" or "ON" => true, "FALSE" or "NO" or "OFF" => false, _ => null },
        "true or false");

    /// <summary>A whole number; null when it is not given.</summary>
    public int? Number(string key, int least, int most) => Value<int>(
        key,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null,
        $"a whole number from {least} to {most}");

    /// <summary>A time such as <c>500ms</c>, <c>30s</c> or <c>1h30m</c>; null when it is not given.</summary>
    public TimeSpan? Time(string key, TimeSpan least, TimeSpan most) => Value<TimeSpan>(
        key,
        text => Duration.Parse(text) is { } time && time >= least && time <= most ? time : null,
        $"a time from {Duration.Text(least)} to {Duration.Text(most)}, such as 500ms, 30s or 1h30m");

    /// <summary>Values of a sequence, each with its line; a single value counts as a sequence of one. Default when it is not given.</summary>
    public ImmutableArray<(string Text, int Line)> Texts(string key) => Find(key) switch
    {
        null or YamlNode.Scalar { IsNull: true } => default,
        YamlNode.Scalar one => [(one.Value, one.Line)],
        YamlNode.List list => [.. list.Items.Select(item => item is YamlNode.Scalar one ? (one.Value, one.Line) : throw Wrong(key, item.Line, "not a list of plain values"))],
        var other => throw Wrong(key, other.Line, "not a list"),
    };

    /// <summary>The mapping under a key; null when it is not given.</summary>
    public YamlSection? Section(string key) => Find(key) switch
    {
        null or YamlNode.Scalar { IsNull: true } => null,
        YamlNode.Map map => new YamlSection(_file, _path + key + ".", map),
        var other => throw Wrong(key, other.Line, "not a mapping; lines of the form key: value are"),
    };

    /// <summary>Refuses every key that nobody asked for.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public void End()
    {
        foreach (var (key, line, _) in _map.Entries)
        {
            if (!_asked.Contains(key, StringComparer.Ordinal))
            {
                throw new InputException($"{_file}:{line}: {_path}{key}: no such key; known are {string.Join(", ", _asked.Distinct(StringComparer.Ordinal))}");
            }
        }
    }

    /// <summary>The error for a key, with the line where it stands.</summary>
    public InputException Wrong(string key, string what) =>
        Wrong(key, _map.Entries.FirstOrDefault(entry => entry.Key == key) is { Key: not null } entry ? entry.Line : _map.Line, what);

    /// <summary>The error for a key at a line.</summary>
    public InputException Wrong(string key, int line, string what) => new($"{_file}:{line}: {_path}{key}: {what}");

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _map.Entries.FirstOrDefault(entry => entry.Key == key).Value;
    }

    private YamlNode.Scalar? Scalar(string key) => Find(key) switch
    {
        null or YamlNode.Scalar { IsNull: true } => null,
        YamlNode.Scalar scalar => scalar,
        var other => throw Wrong(key, other.Line, "a single value is wanted here"),
    };
}
