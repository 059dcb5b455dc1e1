using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Strata.Machine.Transcripts.Unwrapping;

namespace Strata.Machine.Transcripts;

/// <summary>
/// Turns pasted text into a machine: what stands behind a shell prompt or has a form of its own becomes files and tool
/// outputs, and every line is a line of a log.
/// </summary>
public static partial class PasteReader
{
    private const int MostRecognisedLines = 200_000;

    /// <summary>Reads one or several texts as one machine.</summary>
    public static TranscriptMachine Read(Origin origin, params IEnumerable<LogText> texts)
    {
        var machine = new TranscriptMachine(origin);
        foreach (var text in texts)
        {
            AddTo(machine, text);
        }
        return machine;
    }

    private static void AddTo(TranscriptMachine machine, LogText text)
    {
        var rest = text.Lines.GetEnumerator();
        var head = new List<LogLine>();
        var more = false;
        while (head.Count < MostRecognisedLines && (more = rest.MoveNext()))
        {
            head.Add(rest.Current);
        }
        head = Unwrapper.Unwrap(head);
        Recognise(machine, text.Name, head);
        if (more)
        {
            machine.Add(text with { Lines = head.Concat(Unwrapper.UnwrapEach(Rest(rest))) });
            return;
        }
        rest.Dispose();
        foreach (var part in BootSplitter.Split(text, head))
        {
            machine.Add(part);
        }
    }

    private static IEnumerable<LogLine> Rest(IEnumerator<LogLine> rest)
    {
        using (rest)
        {
            while (rest.MoveNext())
            {
                yield return rest.Current;
            }
        }
    }

    private static void Recognise(TranscriptMachine machine, string name, List<LogLine> lines)
    {
        var elsewhere = new bool[lines.Count];
        var (command, at, start) = ((ShellCommand?)null, -1, 0);
        for (var i = 0; i <= lines.Count; i++)
        {
            var isEnd = i == lines.Count;
            var next = isEnd ? null : CommandOf(lines[i].Text);
            var isFence = !isEnd && next is null && Fence().IsMatch(lines[i].Text);
            if (isFence && lines.Skip(start).Take(i - start).All(line => string.IsNullOrWhiteSpace(line.Text)))
            {
                // It opens: the output stands in a fence of its own below the command.
                (start, isFence) = (i + 1, false);
            }
            if (next is null && !isEnd && !isFence)
            {
                elsewhere[i] = command is { RunsElsewhere: true };
                continue;
            }
            if (command is not null)
            {
                AddBlock(machine, command, lines[at], Document(name, lines, start, i));
            }
            (command, at, start) = (next, i, i + 1);
        }
        AddShapes(machine, name, lines, elsewhere);
    }

    private static ShellCommand? CommandOf(string line) =>
        ShellCommand.Parse(line) ?? (Header().Match(line) is { Success: true } header ? OfHeader(header.Groups["what"].Value) : null);

    private static ShellCommand? OfHeader(string what) =>
        what.StartsWith('/') ? new ShellCommand("cat", what, IsFiltered: false) : ShellCommand.Parse("$ " + what);

    private static void AddBlock(TranscriptMachine machine, ShellCommand command, LogLine prompt, TextDocument output)
    {
        if (command.RunsElsewhere || output.Lines.IsEmpty)
        {
            return;
        }
        if (NotInstalled().IsMatch(output.Lines[0]))
        {
            machine.AddAbsent(CanonicalCall.Of(command.Tool, command.Arguments), output.At(0));
            return;
        }
        switch (command.Tool)
        {
            case "cat" or "less" or "more" or "head" or "tail" or "zcat":
                AddFile(machine, command, output);
                break;
            case "grep" or "egrep" or "fgrep" or "zgrep":
                AddGrep(machine, command, output);
                break;
            case "ls" or "ll":
                ListingParser.AddTo(machine, PathIn(command.Arguments) ?? "", output);
                break;
            case "dmesg" or "journalctl" or "echo" or "cd" or "export":
                break;
            case "nvidia-smi" when command.Arguments.Contains("--query-", StringComparison.Ordinal):
                // The command line names the columns.
                machine.Append(
                    CanonicalCall.Of(command.Tool, command.Arguments),
                    output with { Lines = output.Lines.Insert(0, prompt.Text), Numbers = output.Numbers.Insert(0, prompt.Number), FirstLine = prompt.Number });
                break;
            default:
                machine.Add(CanonicalCall.Of(command.Tool, command.Arguments), output);
                break;
        }
    }

    private static void AddFile(TranscriptMachine machine, ShellCommand command, TextDocument output)
    {
        if (PathIn(command.Arguments) is not { } path)
        {
            return;
        }
        if (output.Lines[0].Contains("No such file or directory", StringComparison.Ordinal))
        {
            machine.AddAbsent(path, output.At(0));
        }
        else
        {
            machine.Add(path, output);
        }
    }

    private static void AddGrep(TranscriptMachine machine, ShellCommand command, TextDocument output)
    {
        if (PathIn(command.Arguments) is { } path && !path.Contains('*', StringComparison.Ordinal) && !path.EndsWith('/') && !path.StartsWith("/var/log/", StringComparison.Ordinal))
        {
            machine.Append(path, output);
        }
    }

    private static string? PathIn(string arguments) =>
        arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(word => word.StartsWith('/'));

    private static void AddShapes(TranscriptMachine machine, string name, List<LogLine> lines, bool[] elsewhere)
    {
        var single = new Dictionary<Shape, List<int>>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Text;
            if (elsewhere[i] || line.Length > 2000 || Shape.All.FirstOrDefault(shape => shape.First.IsMatch(line)) is not { } shape)
            {
                continue;
            }
            if (shape.Following is null)
            {
                (single.TryGetValue(shape, out var rows) ? rows : single[shape] = []).Add(i);
                continue;
            }
            var end = i + 1;
            while (end < lines.Count && !elsewhere[end] && shape.Following.IsMatch(lines[end].Text) && ShellCommand.Parse(lines[end].Text) is null)
            {
                end++;
            }
            Put(machine, shape, Document(name, lines, i, end));
            i = end - 1;
        }
        foreach (var (shape, rows) in single)
        {
            var ordered = rows.ConvertAll(index => lines[index]);
            Put(machine, shape, new TextDocument(name, [.. ordered.Select(line => line.Text)], ordered[0].Number) { Numbers = [.. ordered.Select(line => line.Number)] });
        }
    }

    private static void Put(TranscriptMachine machine, Shape shape, TextDocument document)
    {
        if (shape.File is { } file)
        {
            machine.Add(file, document);
        }
        else if (shape is { IsInPieces: true, Call: { } table })
        {
            // What stands behind its command line was taken with it.
            if (!machine.HasLine(table, document.Numbers[0]))
            {
                machine.Append(table, document);
            }
        }
        else if (shape.Call is { } call && (shape.Following is not null || !machine.Run(call).IsKnown))
        {
            machine.Add(call, document);
        }
    }

    private static TextDocument Document(string name, List<LogLine> lines, int start, int end)
    {
        var part = lines.GetRange(start, end - start);
        return new TextDocument(name, [.. part.Select(line => line.Text)], part.Count > 0 ? part[0].Number : 1)
        {
            Numbers = [.. part.Select(line => line.Number)],
        };
    }

    // Where a block of code ends in Markdown, words may follow.
    [GeneratedRegex(@"^\s{0,3}(?:`{3,}|~{3,})", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    // A heading such as "dmesg:" or "/proc/iomem:" alone on its line.
    [GeneratedRegex(@"^(?:#+ |\*+ ?|Output of )?`?(?<what>/(?:proc|sys|etc|usr|lib|var)/[\w./-]+|(?:sudo )?(?:nvidia-smi|dmesg|lspci|lsmod|dkms status|modinfo nvidia|uname|journalctl)(?: -[\w-]+)*)`?:\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"command not found|is currently not installed|: not found$|Command '\S+' not found", RegexOptions.CultureInvariant)]
    private static partial Regex NotInstalled();
}
