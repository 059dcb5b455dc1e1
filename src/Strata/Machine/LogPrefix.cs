using System.Text.RegularExpressions;

namespace Strata.Machine;

/// <summary>What stands before the message of a log line. Read by position, never by the name of a month: logs come in any language.</summary>
/// <param name="Seconds">Seconds since boot, where the line has printk time.</param>
/// <param name="Wall">The wall-clock time as it is written, where the line has one.</param>
/// <param name="Writer">Program that wrote the line; empty when the line does not tell.</param>
/// <param name="Length">Number of characters before the message.</param>
public readonly partial record struct LogPrefix(double? Seconds, string? Wall, string Writer, int Length)
{
    /// <summary>True when the line is, as far as it tells, of the kernel.</summary>
    public bool IsKernel => Writer.Length == 0 || Writer is "kernel";

    /// <summary>Reads the prefix of a line; total.</summary>
    public static LogPrefix Parse(string line)
    {
        var position = 0;
        string? wall = null;
        var writer = "";
        double? seconds = null;
        if (Syslog().Match(line) is { Success: true } syslog && syslog.Groups["writer"].ValueSpan is not "NVRM")
        {
            wall = syslog.Groups["wall"].Value;
            writer = syslog.Groups["writer"].Value;
            position = syslog.Length;
        }
        else if (Dmesg().Match(line) is { Success: true } dmesg)
        {
            (wall, writer, position) = (dmesg.Groups["wall"].Value, "kernel", dmesg.Length);
        }
        else if (KernelOnly().Match(line) is { Success: true } bare)
        {
            writer = "kernel";
            position = bare.Length;
        }
        if (Printk().Match(line, position) is { Success: true } printk && printk.Index == position)
        {
            if (printk.Groups["seconds"] is { Success: true } digits
                && double.TryParse(digits.ValueSpan, System.Globalization.CultureInfo.InvariantCulture, out var value))
            {
                seconds = value;
            }
            else if (printk.Groups["wall"] is { Success: true } stamp)
            {
                wall ??= stamp.Value;
            }
            writer = writer.Length == 0 ? "kernel" : writer;
            position += printk.Length;
            if (Monotonic().Match(line, position) is { Success: true } monotonic)
            {
                writer = monotonic.Groups["writer"].Value;
                position += monotonic.Length;
            }
        }
        return new LogPrefix(seconds, wall, writer, position);
    }

    // dmesg --time-format iso: "2026-01-02T03:04:05,123456+01:00 text"; only the kernel's lines have the comma.
    [GeneratedRegex(@"^(?<wall>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:?\d\d) ", RegexOptions.CultureInvariant)]
    private static partial Regex Dmesg();

    // journalctl -o short-monotonic: "[ 1.234567] host kernel: text", "[ 1.234567] host systemd[1]: text".
    [GeneratedRegex(@"\G(?:(?:[\w.-]+ )?(?<writer>kernel)|[\w.-]+ (?<writer>[A-Za-z][\w.@/-]*)\[\d+\]): ", RegexOptions.CultureInvariant)]
    private static partial Regex Monotonic();

    // Two or three words or an ISO date, a time, a host, a program. "9月 23 11:52:50 host prog[1]: ", "Jul 04 20:18:16 host kernel: ".
    [GeneratedRegex(@"^(?:<\d+>)?(?<wall>\d{10}\.\d{6}|\S{1,6} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^ ]* [A-Z]{2,5}|(?:\d{4}-\d\d-\d\d[T ]|\S{1,12} +\S{1,12} +(?:\S{1,12} +)?)\d\d:\d\d:\d\d[^ ]*(?: [+-]\d{4})?) (?:(?<host>[^\s:\[\]]+) )?(?<writer>[^\s:\[\]]+)(?:\[\d+\])?: ", RegexOptions.CultureInvariant)]
    private static partial Regex Syslog();

    [GeneratedRegex(@"^(?:kern +:\w+ +: |<\d+>|kernel: )(?:kernel: )?", RegexOptions.CultureInvariant)]
    private static partial Regex KernelOnly();

    [GeneratedRegex(@"\G(?:(?<iso>\d{4}-\d\d-\d\dT\S+) )?\[(?: *(?<seconds>\d+\.\d+)(?: <[ +\d.]+>)?| *\+\d+\.\d+|[A-Z]\S{2,4} +\d+ \d\d:\d\d|(?<wall>[^\[\]]{8,40}\d\d:\d\d:\d\d[^\[\]]*))\](?:\[ *[TC]\d+\])? ?", RegexOptions.CultureInvariant)]
    private static partial Regex Printk();
}
