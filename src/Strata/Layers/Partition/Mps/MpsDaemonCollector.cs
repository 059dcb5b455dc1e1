using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Partition.Mps;

/// <summary>Finds the processes of MPS and their directories.</summary>
public static class MpsDaemonCollector
{
    private const int MostProcesses = 20_000;
    private const int MostFiles = 256;

    /// <summary>The processes of a machine; a clean stop leaves the sockets behind, so only a process tells that a daemon runs.</summary>
    public static ImmutableArray<MpsDaemon> Collect(IMachine machine) =>
    [
        .. machine.List("/proc").Or([])
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Take(MostProcesses)
            .Where(name => machine.Read($"/proc/{name}/comm").Or(null)?.FirstTrimmed.StartsWith("nvidia-cuda-mps", StringComparison.Ordinal) ?? false)
            .Select(name => Of(machine, name)),
    ];

    // The environment would tell it too, and much that is nobody's business.
    private static MpsDaemon Of(IMachine machine, string process)
    {
        var open = machine.List($"/proc/{process}/fd").Or([]).Take(MostFiles).Select(file => machine.ReadLink($"/proc/{process}/fd/{file}").Or("")).ToList();
        return new MpsDaemon(int.Parse(process, CultureInfo.InvariantCulture), Holder("/control_lock"), Holder("/control.log"));

        string? Holder(string file) => open.Find(path => path.EndsWith(file, StringComparison.Ordinal))?[..^file.Length];
    }
}
