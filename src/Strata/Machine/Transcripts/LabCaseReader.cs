using System.Collections.Immutable;

namespace Strata.Machine.Transcripts;

/// <summary>Reads a lab case from Markdown: a header between two lines of dashes, prose, fenced blocks. Total.</summary>
public static class LabCaseReader
{
    /// <summary>Reads a case.</summary>
    /// <param name="name">File name without its extension.</param>
    /// <param name="markdown">Content of the file.</param>
    public static LabCase Parse(string name, string markdown)
    {
        var lines = TextDocument.Of(name, markdown).Lines;
        var problems = new List<string>();
        var header = ReadHeader(lines, problems, out var start);
        var pieces = ReadPieces(name, lines, start, problems);
        var title = lines.Skip(start).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        var root = header.GetValueOrDefault("root", ["none"]).FirstOrDefault("none");
        return new LabCase(name, title is null ? name : title[2..].Trim(), pieces)
        {
            Source = string.Join(", ", header.GetValueOrDefault("source", [])),
            Root = root == "none" ? null : root,
            Finds = header.GetValueOrDefault("finds", []),
            History = header.GetValueOrDefault("history", []),
            Absent = header.GetValueOrDefault("absent", []),
            NotRoot = header.GetValueOrDefault("not-root", []),
            Verdict = header.GetValueOrDefault("verdict", []).FirstOrDefault(),
            IsWholeMachine = header.GetValueOrDefault("machine", []).Contains("whole", StringComparer.Ordinal),
            Problems = [.. problems],
        };
    }

    private static Dictionary<string, ImmutableArray<string>> ReadHeader(ImmutableArray<string> lines, List<string> problems, out int next)
    {
        var header = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        next = 0;
        if (lines.IsEmpty || lines[0] != "---")
        {
            problems.Add("no header");
            return header;
        }
        for (next = 1; next < lines.Length && lines[next] != "---"; next++)
        {
            var colon = lines[next].IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? lines[next] : lines[next][..colon];
            if (colon < 0 || key is not ("source" or "root" or "finds" or "history" or "absent" or "not-root" or "verdict" or "machine"))
            {
                problems.Add("header: " + lines[next]);
                continue;
            }
            header[key] = [.. lines[next][(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }
        next = Math.Min(next + 1, lines.Length);
        return header;
    }

    private static ImmutableArray<LabPiece> ReadPieces(string name, ImmutableArray<string> lines, int start, List<string> problems)
    {
        var pieces = ImmutableArray.CreateBuilder<LabPiece>();
        for (var i = start; i < lines.Length; i++)
        {
            var ticks = lines[i].Length - lines[i].TrimStart('`').Length;
            if (ticks < 3)
            {
                continue;
            }
            var end = i + 1;
            while (end < lines.Length && !IsClosing(lines[end], ticks))
            {
                end++;
            }
            if (end == lines.Length)
            {
                problems.Add("block without an end: " + lines[i]);
            }
            var block = ImmutableArray.Create(lines, i + 1, Math.Max(0, end - i - 1));
            if (ReadPiece(name, lines[i][ticks..].Trim(), block, i + 2) is { } piece)
            {
                pieces.Add(piece);
            }
            else
            {
                problems.Add("block: " + lines[i]);
            }
            i = end;
        }
        return pieces.ToImmutable();
    }

    private static bool IsClosing(string line, int ticks) => line.Length >= ticks && line.All(character => character == '`');

    private static LabPiece? ReadPiece(string lab, string label, ImmutableArray<string> block, int firstLine)
    {
        var blank = label.IndexOf(' ', StringComparison.Ordinal);
        var word = blank < 0 ? label : label[..blank];
        var rest = blank < 0 ? "" : label[(blank + 1)..].Trim();
        int? exit = null;
        if (word.StartsWith("tool=", StringComparison.Ordinal) && int.TryParse(word["tool=".Length..], out var code))
        {
            (word, exit) = ("tool", code);
        }
        LabPieceKind? kind = word switch
        {
            "" or "text" => LabPieceKind.Text,
            "file" => LabPieceKind.File,
            "link" => LabPieceKind.Link,
            "stat" => LabPieceKind.Stat,
            "tool" => LabPieceKind.Tool,
            "log" => LabPieceKind.Log,
            "earlier-log" => LabPieceKind.EarlierLog,
            "past-log" => LabPieceKind.PastLog,
            _ => null,
        };
        if (kind is null || (kind != LabPieceKind.Text && rest.Length == 0))
        {
            return null;
        }
        return new LabPiece(kind.Value, rest, exit, new TextDocument(rest.Length > 0 ? rest : lab, block, firstLine));
    }
}
