namespace Strata.Machine.Transcripts.Unwrapping;

/// <summary>Removes the indentation of a block of code in Markdown, where the block begins with a command or a known form.</summary>
internal static class Indentation
{
    private const int Fewest = 4;

    /// <summary>Moves such blocks to the left.</summary>
    public static List<LogLine> Remove(List<LogLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var width = Width(lines[i].Text);
            if (width < Fewest || !Begins(lines[i].Text))
            {
                continue;
            }
            var end = i;
            while (end < lines.Count && (string.IsNullOrWhiteSpace(lines[end].Text) || Width(lines[end].Text) >= width))
            {
                end++;
            }
            for (var at = i; at < end; at++)
            {
                lines[at] = lines[at] with { Text = Cut(lines[at].Text, width) };
            }
            i = end - 1;
        }
        return lines;
    }

    private static bool Begins(string line)
    {
        var bare = line.TrimStart();
        return ShellCommand.Parse(bare) is not null || (LogPrefix.Parse(bare).Length > 0 && LogPrefix.Parse(line).Length == 0)
            || (Shape.All.Any(shape => shape.First.IsMatch(bare)) && !Shape.All.Any(shape => shape.First.IsMatch(line)));
    }

    private static int Width(string line)
    {
        var width = 0;
        foreach (var letter in line)
        {
            if (letter is not (' ' or '\t'))
            {
                break;
            }
            width += letter == '\t' ? Fewest : 1;
        }
        return width;
    }

    private static string Cut(string line, int width)
    {
        var at = 0;
        while (at < line.Length && width > 0 && line[at] is ' ' or '\t')
        {
            width -= line[at++] == '\t' ? Fewest : 1;
        }
        return line[at..];
    }
}
