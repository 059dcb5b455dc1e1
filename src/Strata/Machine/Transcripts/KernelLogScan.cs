using System.Text.RegularExpressions;

namespace Strata.Machine.Transcripts;

/// <summary>The section "Scanning kernel log files" of a bug report: several logs of several boots, each behind its name.</summary>
internal static partial class KernelLogScan
{
    private const string Current = "journalctl -b -0";

    /// <summary>Adds each log with its age.</summary>
    public static void AddTo(List<LogText> logs, IReadOnlyList<LogLine> lines)
    {
        string? name = null;
        var body = new List<LogLine>();
        foreach (var line in lines)
        {
            if (Name().Match(line.Text) is not { Success: true } match)
            {
                body.Add(line);
                continue;
            }
            Flush();
            name = match.Groups["name"].Value;
            body = [];
        }
        Flush();

        void Flush()
        {
            if (name is not null)
            {
                logs.Add(new LogText(name, name.StartsWith("journalctl", StringComparison.Ordinal) ? EraOfJournal(name) : name == "/var/log/dmesg" ? Era.Current : Era.EarlierBoot, body));
            }
        }
    }

    /// <summary>Age of a journal by its boot offset.</summary>
    public static Era EraOfJournal(string command) =>
        BootOffset().Match(command) is { Success: true } match && match.Groups["offset"].Value is not ("0" or "-0") ? Era.EarlierBoot : Era.Current;

    /// <summary>Where neither a journal nor a ring buffer holds the current boot, the last boot of kern.log is it.</summary>
    public static void KeepCurrentBootOf(TranscriptMachine machine, List<LogText> logs)
    {
        if (logs.Exists(log => log.Era == Era.Current && log.Name is Current or "dmesg" && log.Lines.Any(line => line.Text.Length > 0)))
        {
            return;
        }
        foreach (var log in logs.Where(log => log.Name is "/var/log/kern.log" or "/var/log/messages" or "/var/log/kernel.log"))
        {
            var lines = log.Lines.ToList();
            var last = lines.FindLastIndex(line => line.Text.Contains("NVRM: loading NVIDIA", StringComparison.Ordinal));
            machine.Add(log with { Era = Era.Current, Lines = lines.Skip(Math.Max(0, last)) });
        }
    }

    [GeneratedRegex(@"^  (?<name>(?:/var/log/|journalctl )\S.*):$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"-b (?<offset>-?\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex BootOffset();
}
