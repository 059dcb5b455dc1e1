using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Strata.Judging;

namespace Strata.Rendering;

/// <summary>Writes a document as CommonMark with GitHub tables, for an issue or a chat.</summary>
public static class MarkdownWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_{}[]<>()#+!|~&$-=:.");

    /// <summary>Renders the document.</summary>
    public static string Render(Document document)
    {
        var text = new StringBuilder();
        foreach (var block in document.Blocks)
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }
            Write(text, block);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, Block block)
    {
        switch (block)
        {
            case Block.Answer answer:
                text.Append(CultureInfo.InvariantCulture, $"# {Names.Of(answer.Status).ToUpperInvariant()}: {Escape(answer.Text)}\n");
                break;
            case Block.Heading heading:
                var state = heading.Status is { } status ? Word(status) + ": " : "";
                text.Append(CultureInfo.InvariantCulture, $"## {state}{Escape(heading.Text)}\n");
                break;
            case Block.Label label:
                text.Append(CultureInfo.InvariantCulture, $"**{Escape(label.Text)}**\n");
                break;
            case Block.Paragraph paragraph:
                text.Append(Escape(paragraph.Text)).Append('\n');
                break;
            case Block.Remark remark:
                text.Append(Escape(remark.Text)).Append('\n');
                break;
            case Block.Ladder ladder:
                Write(text, ["", "layer", "status", "summary"], ladder.Rows.Select(row =>
                    (string[])[Code(Signs.Of(row.Status).Trim()), Escape(row.Name), Escape(Names.Of(row.Status)), Escape(row.Summary)]));
                break;
            case Block.Quotes quotes:
                Fence(text, "text", [.. quotes.Lines.Select(quote => $"{quote.Where}  {quote.Text}".TrimEnd())]);
                break;
            case Block.Steps steps:
                Write(text, steps.All);
                break;
            case Block.Items items:
                foreach (var item in items.All)
                {
                    text.Append("- ").Append(Escape(item)).Append('\n');
                }
                break;
            case Block.Table table:
                Write(text, [.. table.Header.Select(Escape)], table.Rows.Select(row => row.Select(Escape).ToArray()));
                break;
        }
    }

    private static void Write(StringBuilder text, ImmutableArray<Step> steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {Escape(steps[i].Text)} ({Escape(steps[i].Note)})\n");
            if (steps[i].Command is { } command)
            {
                text.Append('\n');
                Fence(text, "sh", [steps[i].NeedsRoot ? "sudo " + command : command], "   ");
                text.Append(i < steps.Length - 1 ? "\n" : "");
            }
        }
    }

    private static void Write(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        text.Append("| ").AppendJoin(" | ", header).Append(" |\n|").Append(string.Concat(Enumerable.Repeat("---|", header.Length))).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }
    }

    // The fence is longer than any run of back quotes inside, so that no quoted line can end it.
    private static void Fence(StringBuilder text, string language, ImmutableArray<string> lines, string indent = "")
    {
        var fence = new string('`', Math.Max(3, lines.Max(LongestRun) + 1));
        text.Append(indent).Append(fence).Append(language).Append('\n');
        foreach (var line in lines)
        {
            text.Append(indent).Append(line).Append('\n');
        }
        text.Append(indent).Append(fence).Append('\n');
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static int LongestRun(string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (Special.Contains(character) && Matters(text, i))
            {
                escaped.Append('\\');
            }
            escaped.Append(character);
        }
        return escaped.ToString();
    }

    // Full stops, dashes, colons and the like act only at the start of a line, or in a link ("://", "www.").
    private static bool Matters(string text, int i) => text[i] switch
    {
        '-' or '+' or '=' or '#' => i == 0,
        '.' => i > 0 && (char.IsAsciiDigit(text[0]) && text.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0 || text.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase)),
        ')' => char.IsAsciiDigit(text[0]) && text.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0,
        ':' => text.AsSpan(i).StartsWith("://", StringComparison.Ordinal),
        '(' => i > 0 && text[i - 1] == ']',
        '!' => i + 1 < text.Length && text[i + 1] == '[',
        '_' => i == 0 || i == text.Length - 1 || !char.IsAsciiLetterOrDigit(text[i - 1]) || !char.IsAsciiLetterOrDigit(text[i + 1]),
        '{' or '}' => false,
        _ => true,
    };

    private static string Word(Status status) => status == Status.Ok ? "Note" : char.ToUpperInvariant(Names.Of(status)[0]) + Names.Of(status)[1..];
}
