using System.Collections.Immutable;
using Strata.Machine;

namespace Strata.Layers.Partition.Mps;

/// <summary>Finds MPS control daemons and their pipe directories.</summary>
public static class MpsCollector
{
    private static readonly string[] Directories = ["/tmp/nvidia-mps", "/run/nvidia-mps", "/run/nvidia/mps/nvidia.com/gpu/pipe", "/run/nvidia/mps/nvidia.com/gpu.shared/pipe"];

    /// <summary>True where a daemon has left a trace: looking through all processes is dear.</summary>
    public static bool HasTraces(IMachine machine) => Directories.Append("/var/log/nvidia-mps").Any(directory => machine.Stat(directory).IsKnown);

    /// <summary>Collects the pipe directories.</summary>
    public static ImmutableArray<MpsPipe> Collect(IMachine machine, ImmutableArray<MpsDaemon> daemons)
    {
        var found = ImmutableArray.CreateBuilder<MpsPipe>();
        foreach (var directory in Directories.Concat(daemons.Select(daemon => daemon.PipeDirectory).OfType<string>()).Distinct(StringComparer.Ordinal))
        {
            if (!machine.Stat(directory).TryGet(out var status) || !machine.Stat(directory + "/control").TryGet(out var control))
            {
                continue;
            }
            found.Add(new MpsPipe(directory, control, status, machine.Stat(directory + "/control").Source)
            {
                Runs = !daemons.IsEmpty,
                Closed = Closed(machine, directory),
            });
        }
        return found.ToImmutable();
    }

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
