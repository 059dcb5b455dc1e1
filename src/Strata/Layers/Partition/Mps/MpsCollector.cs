using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Partition.Mps;

/// <summary>Finds MPS control daemons and their pipe directories.</summary>
public static class MpsCollector
{
    private const int MostProcesses = 20_000;
    private static readonly string[] Directories = ["/tmp/nvidia-mps", "/run/nvidia-mps", "/run/nvidia/mps/nvidia.com/gpu/pipe", "/run/nvidia/mps/nvidia.com/gpu.shared/pipe"];

    /// <summary>Collects the pipe directories.</summary>
    public static ImmutableArray<MpsPipe> Collect(IMachine machine)
    {
        var found = ImmutableArray.CreateBuilder<MpsPipe>();
        bool? daemon = null;
        foreach (var directory in Directories)
        {
            if (!machine.Stat(directory).TryGet(out var status) || !machine.Stat(directory + "/control").TryGet(out var control))
            {
                continue;
            }
            daemon ??= DaemonRuns(machine);
            found.Add(new MpsPipe(directory, control, status, machine.Stat(directory + "/control").Source)
            {
                Runs = daemon.Value,
                Closed = Closed(machine, directory),
            });
        }
        return found.ToImmutable();
    }

    // A clean stop leaves the sockets behind, so only a process tells that a daemon runs.
    private static bool DaemonRuns(IMachine machine) => machine.List("/proc").Or([])
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Take(MostProcesses)
        .Any(name => machine.Read($"/proc/{name}/comm").Or(null)?.FirstTrimmed.StartsWith("nvidia-cuda-mps", StringComparison.Ordinal) ?? false);

    private static ImmutableArray<string> Closed(IMachine machine, string directory)
    {
        var closed = ImmutableArray.CreateBuilder<string>();
        for (var parent = directory; parent.Length > 1; parent = parent[..Math.Max(1, parent.LastIndexOf('/'))])
        {
            if (machine.Stat(parent).TryGet(out var status) && status.Kind == FileKind.Directory && (status.Mode & 1) == 0)
            {
                closed.Add($"{parent} ({Convert.ToString(status.Mode & 0xFFF, 8)})");
            }
            if (parent == "/")
            {
                break;
            }
        }
        return closed.ToImmutable();
    }
}
