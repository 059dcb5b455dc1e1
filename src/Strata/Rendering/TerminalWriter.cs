using System.Collections.Immutable;
using System.Text;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Writes a document for a terminal or a plain text file.</summary>
public sealed class TerminalWriter
{
    private const int LinesPerQuote = 3;
    private readonly TerminalStyle _style;
    private readonly StringBuilder _out = new();

    private TerminalWriter(TerminalStyle style) => _style = style with { Width = Math.Clamp(style.Width, 40, 120) };

    /// <summary>Renders the document.</summary>
    public static string Render(Document document, TerminalStyle style)
    {
        var writer = new TerminalWriter(style);
        Block? before = null;
        foreach (var block in document.Blocks)
        {
            if (before is not null && NeedsGap(before, block))
            {
                writer._out.Append('\n');
            }
            writer.Write(block, before is Block.Label ? "     " : "   ");
            before = block;
        }
        return writer._out.ToString();
    }

    private static bool NeedsGap(Block before, Block block) =>
        block is Block.Heading or Block.Ladder || (before is Block.Ladder) || (block is Block.Table && before is not Block.Heading);

    private void Write(Block block, string indent)
    {
        switch (block)
        {
            case Block.Answer answer:
                var word = Names.Of(answer.Status).ToUpperInvariant();
                Flow(answer.Text, Paint(word, Colour(answer.Status) + ";1") + "  ", word.Length + 2, new string(' ', word.Length + 2));
                break;
            case Block.Heading { Status: { } status } heading:
                Flow(heading.Text, Paint(Signs.Of(status), Colour(status) + ";1") + " ", 3, "   ", bold: true);
                break;
            case Block.Heading heading:
                Flow(heading.Text, "", 0, "", bold: true);
                break;
            case Block.Label label:
                Flow(label.Text, "   ", 3, "   ", bold: true);
                break;
            case Block.Paragraph paragraph:
                Flow(paragraph.Text, "   ", 3, "   ");
                break;
            case Block.Remark remark:
                Flow(remark.Text, "   ", 3, "   ", dim: true);
                break;
            case Block.Ladder ladder:
                Write(ladder.Rows);
                break;
            case Block.Quotes quotes:
                Write(quotes.Lines);
                break;
            case Block.Steps steps:
                Write(steps.All);
                break;
            case Block.Items items:
                foreach (var item in items.All)
                {
                    Flow(item, indent + "- ", indent.Length + 2, indent + "  ");
                }
                break;
            case Block.Table table:
                Write(table);
                break;
        }
    }

    private void Write(ImmutableArray<LadderRow> rows)
    {
        foreach (var row in rows)
        {
            var sign = Paint(Signs.Of(row.Status), Colour(row.Status));
            var name = TextFlow.Pad(row.Name, 10);
            Line($" {sign} {name} {TextFlow.Cut(Plain(row.Summary), _style.Width - 15)}");
        }
    }

    private void Write(ImmutableArray<Quote> quotes)
    {
        foreach (var quote in quotes)
        {
            var text = Plain(quote.Text);
            var where = Plain(quote.Where);
            if (text.Length == 0)
            {
                Flow(where, "     ", 5, "     ");
                continue;
            }
            var used = 5 + TextFlow.Columns(where) + 2;
            if (used + TextFlow.Columns(text) <= _style.Width)
            {
                Line($"     {Paint(where, "36")}  {text}");
                continue;
            }
            Flow(where, "     ", 5, "     ", colour: "36");
            var lines = TextFlow.Wrap(text, _style.Width - 7).ToList();
            for (var i = 0; i < Math.Min(lines.Count, LinesPerQuote); i++)
            {
                var last = i == LinesPerQuote - 1 && lines.Count > LinesPerQuote;
                Line("       " + (last ? TextFlow.Cut(lines[i] + " ...", _style.Width - 7) : lines[i]));
            }
        }
    }

    private void Write(ImmutableArray<Step> steps)
    {
        var number = 0;
        foreach (var step in steps)
        {
            number++;
            var mark = steps.Length > 1 ? $"{number}. " : "";
            Flow($"{step.Text} ({step.Note})", "     " + mark, 5 + mark.Length, new string(' ', 5 + mark.Length));
            if (step.Prompt is { } prompt)
            {
                // A command is never broken: it must survive copy and paste.
                Line("       " + Paint(_style.Ascii ? TextFlow.ToAscii(prompt) : prompt, "1"));
            }
        }
    }

    private void Write(Block.Table table)
    {
        var rows = table.Rows.Select(row => row.Select(Plain).ToArray()).ToList();
        var header = table.Header.Select(Plain).ToArray();
        var widths = Enumerable.Range(0, header.Length)
            .Select(column => rows.Select(row => TextFlow.Columns(row[column])).Append(TextFlow.Columns(header[column])).Max())
            .ToArray();
        Line(Paint(Row(header, widths), "1"));
        foreach (var row in rows)
        {
            Line(Row(row, widths));
        }
    }

    private string Row(string[] cells, int[] widths)
    {
        var line = string.Join("  ", cells.Select((cell, column) => TextFlow.Pad(cell, widths[column])));
        return TextFlow.Cut(line.TrimEnd(), Math.Max(_style.Width, widths[0] + 12));
    }

    private void Flow(string text, string first, int firstColumns, string next, bool bold = false, bool dim = false, string? colour = null)
    {
        var width = _style.Width - firstColumns;
        var code = colour ?? (bold ? "1" : dim ? "2" : "");
        var lead = first;
        foreach (var line in TextFlow.Wrap(Plain(text), width))
        {
            Line(lead + Paint(line, code));
            lead = next;
        }
    }

    private void Line(string line) => _out.Append(line.TrimEnd()).Append('\n');

    private string Plain(string text) => _style.Ascii ? TextFlow.ToAscii(text) : text;

    private string Paint(string text, string code) => _style.Colour && code.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;

    private static string Colour(Status status) => status switch
    {
        Status.Ok => "32",
        Status.Warning => "33",
        Status.Fault => "31",
        Status.Unknown => "35",
        _ => "2",
    };
}
