using System.Globalization;
using Strata.Linux.Files;

namespace Strata.Linux.Processes;

/// <summary>What the kernel tells of a process in one line (source: proc(5), /proc/pid/stat). Times are in ticks.</summary>
/// <param name="Start">When it started, after the start of the host.</param>
/// <param name="Ran">Time that it ran, in user space and in the kernel.</param>
/// <param name="ResidentPages">Pages that it has in memory.</param>
internal sealed record ProcessStat(long Start, long Ran, long ResidentPages)
{
    /// <summary>The kernel tells times of processes in hundredths of a second, whatever its own tick is.</summary>
    public const double TicksPerSecond = 100;

    // Fields behind the name in its brackets, from zero; the name may hold blanks and brackets of its own.
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int StartTicks = 19;
    private const int Resident = 21;

    /// <summary>The line of a process; null where there is none.</summary>
    public static ProcessStat? Of(FileTree tree, int process) =>
        tree.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")).TryGet(out var text) ? Parse(text.FirstTrimmed) : null;

    /// <summary>Reads such a line; null for anything else.</summary>
    public static ProcessStat? Parse(string line)
    {
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > Resident && Number(fields[StartTicks]) is { } start && Number(fields[UserTicks]) is { } user && Number(fields[SystemTicks]) is { } system
            ? new ProcessStat(start, user + system, Number(fields[Resident]) ?? 0)
            : null;
    }

    /// <summary>Seconds since the host started; null where the kernel does not tell.</summary>
    public static double? Uptime(FileTree tree) =>
        tree.Read("/proc/uptime").TryGet(out var text) && double.TryParse(text.FirstTrimmed.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    private static long? Number(string field) => long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
