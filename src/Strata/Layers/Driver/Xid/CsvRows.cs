using System.Text;

namespace Strata.Layers.Driver.Xid;

/// <summary>Reads comma-separated values with quotes, as the embedded fact tables have them.</summary>
internal static class CsvRows
{
    /// <summary>Rows of an embedded table as values by column name.</summary>
    public static IEnumerable<Dictionary<string, string>> Embedded(string name)
    {
        using var stream = typeof(CsvRows).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException("the table " + name + " is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var rows = Parse(reader.ReadToEnd());
        var header = rows[0];
        return rows.Skip(1).Select(row => header.Index().ToDictionary(
            column => column.Item, column => column.Index < row.Count ? row[column.Index] : "", StringComparer.Ordinal)).ToList();
    }

    private static List<List<string>> Parse(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
                continue;
            }
            switch (c)
            {
                case '"':
                    quoted = true;
                    break;
                case ',':
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\n':
                    row.Add(field.ToString());
                    field.Clear();
                    rows.Add(row);
                    row = [];
                    break;
                case '\r':
                    break;
                default:
                    field.Append(c);
                    break;
            }
        }
        if (field.Length > 0 || row.Count > 0)
        {
            row.Add(field.ToString());
            rows.Add(row);
        }
        return rows;
    }
}
