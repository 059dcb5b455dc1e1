using System.Collections.Immutable;
using System.Globalization;
using Strata.Linux.Files;
using Strata.Linux.Tools;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>
/// The kernel's log of the current boot: the ring buffer, or the journal where the start of the ring buffer is overwritten.
/// What programs wrote into the ring buffer is kept apart under their names, because any of them can imitate the driver.
/// </summary>
internal sealed class KernelMessages(FileTree tree, ToolRunner tools, KernelJournal journal)
{
    private static readonly ToolCall Dmesg = ToolCall.Of("dmesg");

    public IEnumerable<LogText> Current()
    {
        var source = new Source(KernelDevice.Path);
        var buffer = tree.Guard(KernelDevice.Path, source, KernelBuffer.Read);
        if (buffer.TryGet(out var records) && !records.IsEmpty)
        {
            var isWhole = records[0].Sequence == 0;
            if (!isWhole && journal.CurrentBoot() is { } longer)
            {
                return [longer];
            }
            return [Kernel(records), .. Programs(records)];
        }
        if (journal.CurrentBoot() is { } log)
        {
            return [log];
        }
        return tools.Run(Dmesg).TryGet(out var output) && output.ExitCode == 0
            ? [new LogText("dmesg", Era.Current, LogLines.Of(output.Output))]
            : [];
    }

    private static LogText Kernel(ImmutableArray<KernelRecord> records) =>
        new("dmesg", Era.Current, Number(records.Where(record => record.IsKernel).SelectMany(record => record.Lines())));

    private IEnumerable<LogText> Programs(ImmutableArray<KernelRecord> records)
    {
        var written = records.Where(record => !record.IsKernel).ToImmutableArray();
        if (!written.IsEmpty)
        {
            var boot = BootTime();
            yield return new LogText("kmsg of programs", Era.Current, Number(written.SelectMany(record => Lines(boot, record))));
        }
    }

    private static IEnumerable<string> Lines(DateTimeOffset boot, KernelRecord record)
    {
        var time = boot.AddMicroseconds(record.Microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+0000";
        foreach (var line in record.Text.Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var named = colon > 2 && line[colon - 1] == ']' && !line.AsSpan(0, colon).Contains(' ');
            yield return named ? $"{time} {line}" : $"{time} a-program: {line}";
        }
    }

    private DateTimeOffset BootTime()
    {
        var line = tree.Read("/proc/stat").Map(stat => stat.Lines.FirstOrDefault(line => line.StartsWith("btime ", StringComparison.Ordinal)) ?? "").Or("")!;
        return line.Length > 6 && long.TryParse(line.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, uint.MaxValue))
            : DateTimeOffset.UnixEpoch;
    }

    private static IEnumerable<LogLine> Number(IEnumerable<string> lines) =>
        lines.Select((line, index) => new LogLine(index + 1, line)).ToImmutableArray();
}
