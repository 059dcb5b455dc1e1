using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>One <c>key = value</c> of a TOML file.</summary>
/// <param name="Table">Name of the table it stands in, without brackets and quotes.</param>
/// <param name="Key">Key.</param>
/// <param name="Value">Value without quotes.</param>
/// <param name="Source">Where it stands.</param>
public sealed record TomlEntry(string Table, string Key, string Value, Source Source)
{
    /// <summary>The texts of a list; the value itself where it is none.</summary>
    public ImmutableArray<string> Items => Value.StartsWith('[')
        ? [.. Value.Trim('[', ']').Split(',').Select(item => item.Trim().Trim('"', '\'')).Where(item => item.Length > 0)]
        : [Value];
}

/// <summary>Reads the plain lines of a TOML file: tables, and keys with values of one line or lists over several. Total; anything else is passed over.</summary>
public static class TomlLines
{
    private const int MostLinesOfList = 100;

    /// <summary>Parses a document.</summary>
    public static ImmutableArray<TomlEntry> Parse(TextDocument document)
    {
        var entries = ImmutableArray.CreateBuilder<TomlEntry>();
        var table = "";
        for (var i = 0; i < document.Lines.Length; i++)
        {
            var line = WithoutComment(document.Lines[i]).Trim();
            if (line.StartsWith('[') && line.EndsWith(']') && !line.Contains('=', StringComparison.Ordinal))
            {
                table = line.Trim('[', ']', ' ').Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
                continue;
            }
            var equal = line.IndexOf('=', StringComparison.Ordinal);
            if (equal > 0)
            {
                var at = i;
                var value = line[(equal + 1)..].Trim();
                while (value.StartsWith('[') && !value.Contains(']', StringComparison.Ordinal) && i + 1 < document.Lines.Length && i - at < MostLinesOfList)
                {
                    value += WithoutComment(document.Lines[++i]).Trim();
                }
                entries.Add(new TomlEntry(table, line[..equal].Trim().Trim('"'), value.Trim('"', '\''), document.At(at)));
            }
        }
        return entries.ToImmutable();
    }

    private static string WithoutComment(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == '#' && !quoted)
            {
                return line[..i];
            }
        }
        return line;
    }
}
