using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>
/// Turns an nvidia-bug-report.log into a machine. Sections become files, tool outputs and logs with their age; what the
/// script did not collect stays unreadable. Written from reports of script versions 22353489 (2017) to 38278083 (2026).
/// </summary>
public static partial class BugReportReader
{
    /// <summary>The script itself: its output is the list of what it collected, one section header a line, in order.</summary>
    public static ToolCall Course { get; } = ToolCall.Of("nvidia-bug-report.sh");

    /// <summary>Reads a report.</summary>
    public static TranscriptMachine Read(string name, IEnumerable<LogLine> lines)
    {
        var machine = new TranscriptMachine(new Origin(OriginKind.BugReport, name));
        var logs = new List<LogText>();
        var clock = new ReportClock();
        var xorg = new List<(LogText Log, DateTimeOffset? Written)>();
        var course = new List<LogLine>();
        foreach (var section in BugReportSections.Split(lines))
        {
            if (section.Header.Length > 0)
            {
                course.Add(new LogLine((section.Lines.Count > 0 ? section.Lines[0].Number : course.LastOrDefault().Number + 2) - 1, section.Header));
            }
            switch (section.Header)
            {
                case var header when header.StartsWith("*** ", StringComparison.Ordinal):
                    AddFile(machine, section, clock, logs, xorg);
                    break;
                case "dmesg:":
                    logs.Add(new LogText("dmesg", Era.Current, section.Lines));
                    break;
                case "Scanning kernel log files for NVIDIA kernel messages:":
                    KernelLogScan.AddTo(logs, section.Lines);
                    break;
                case var header when header.StartsWith("journalctl ", StringComparison.Ordinal):
                    logs.Add(new LogText(header, KernelLogScan.EraOfJournal(header), section.Lines));
                    break;
                case var header when header.StartsWith('/'):
                    AddTool(machine, section);
                    break;
                default:
                    AddPrologue(machine, section);
                    break;
            }
        }
        machine.Add(Course, Document(Course.CommandLine, course));
        logs.AddRange(xorg.Select(item => item.Log with { Era = clock.IsSinceBoot(item.Written) ? Era.Current : Era.Past }));
        foreach (var log in logs.Where(log => log.Lines.Any()).OrderBy(log => log.Era))
        {
            machine.Add(log);
        }
        KernelLogScan.KeepCurrentBootOf(machine, logs);
        machine.AddDirectoriesOf("/proc/driver/nvidia/gpus");
        machine.AddDirectoriesOf("/var/lib/dkms");
        machine.AddDirectoriesOf("/usr/share/nvidia");
        machine.Origin = machine.Origin with { TakenAt = clock.TakenAt };
        return machine;
    }

    private static void AddFile(
        TranscriptMachine machine, BugReportSection section, ReportClock clock, List<LogText> logs, List<(LogText, DateTimeOffset?)> xorg)
    {
        var header = section.Header["*** ".Length..];
        if (Missing().Match(header) is { Success: true } missing)
        {
            machine.AddAbsent(Normal(missing.Groups["path"].Value), new Source(missing.Groups["path"].Value, section.Lines.Count > 0 ? section.Lines[0].Number - 1 : null, section.Header));
            return;
        }
        if (header.StartsWith("ls: ", StringComparison.Ordinal))
        {
            AddLinks(machine, section);
            return;
        }
        if (header.EndsWith(" is not readable", StringComparison.Ordinal))
        {
            return;
        }
        var path = Normal(header);
        var body = section.Lines;
        DateTimeOffset? written = null;
        if (body.Count > 0 && body[0].Text.StartsWith("*** ls:", StringComparison.Ordinal))
        {
            written = clock.Note(path, body[0].Text);
            body = [.. body.Skip(1)];
        }
        var document = Document(path, body);
        if (path.Contains("/Xorg.", StringComparison.Ordinal))
        {
            xorg.Add((new LogText(path, Era.Past, body), written));
        }
        else if (path.StartsWith("/var/log/", StringComparison.Ordinal))
        {
            logs.Add(new LogText(path, Era.Past, body));
            machine.Add(path, document);
        }
        else
        {
            machine.Add(path, document);
        }
    }

    private static void AddLinks(TranscriptMachine machine, BugReportSection section)
    {
        var text = new TextDocument("ls", [.. section.Lines.Prepend(new LogLine(0, section.Header)).Select(line => line.Text.Replace("*** ls: ", "", StringComparison.Ordinal))]);
        ListingParser.AddTo(machine, "", text);
    }

    private static void AddTool(TranscriptMachine machine, BugReportSection section)
    {
        if (ShellCommand.Parse("$ " + section.Header) is not { } command)
        {
            return;
        }
        var call = CanonicalCall.Of(command.Tool, command.Arguments);
        if (command.Tool == "systemctl")
        {
            UnitStatus.AddTo(machine, Document(call.CommandLine, section.Lines));
            return;
        }
        var document = Document(call.CommandLine, section.Lines);
        if (!document.Lines.All(string.IsNullOrWhiteSpace))
        {
            machine.AddIfMissing(call, document);
        }
    }

    private static void AddPrologue(TranscriptMachine machine, BugReportSection section)
    {
        foreach (var line in section.Lines)
        {
            if (line.Text.StartsWith("uname: ", StringComparison.Ordinal))
            {
                machine.AddIfMissing(ToolCall.Of("uname", "-a"), new TextDocument("uname", [line.Text["uname: ".Length..]], line.Number));
            }
            else if (Parameter().Match(line.Text) is { Success: true } parameter)
            {
                machine.Add(parameter.Groups["path"].Value, new TextDocument(parameter.Groups["path"].Value, [parameter.Groups["value"].Value], line.Number));
            }
        }
    }

    /// <summary>Makes a document of lines that keep their numbers in the report.</summary>
    internal static TextDocument Document(string name, IReadOnlyList<LogLine> lines)
    {
        var last = lines.Count;
        while (last > 0 && string.IsNullOrWhiteSpace(lines[last - 1].Text))
        {
            last--;
        }
        var first = 0;
        while (first < last && string.IsNullOrWhiteSpace(lines[first].Text))
        {
            first++;
        }
        var part = lines.Skip(first).Take(last - first).ToList();
        return new TextDocument(name, [.. part.Select(line => line.Text)], part.Count > 0 ? part[0].Number : 1)
        {
            Numbers = [.. part.Select(line => line.Number)],
        };
    }

    private static string Normal(string path) => path.Trim().Replace("/./", "/", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<path>/\S.*) does not exist$", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^(?<path>/sys/module/nvidia\w*/parameters/\w+):(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
