using System.Collections.Immutable;
using System.Globalization;
using Strata.Machine;

namespace Strata.Layers.Container;

/// <summary>
/// Finds running containers whose GPU was mounted by the toolkit's hook while the device rules that systemd keeps for
/// their scope do not name it: the next reload of systemd sets its own rules again and the GPU is gone.
/// </summary>
public static class GpuContainerCollector
{
    private const string Transient = "/run/systemd/transient";
    private static readonly string[] Slices = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/machine.slice"];
    private static readonly string[] Engines = ["docker-", "libpod-", "cri-containerd-", "crio-"];

    /// <summary>Collects those containers.</summary>
    public static Reading<ImmutableArray<GpuContainer>> Collect(IMachine machine)
    {
        var list = machine.List(Transient);
        if (!list.TryGet(out var names))
        {
            return list.Map(_ => ImmutableArray<GpuContainer>.Empty);
        }
        var found = ImmutableArray.CreateBuilder<GpuContainer>();
        foreach (var name in names.Where(IsContainer))
        {
            var scope = name[..^".d".Length];
            var rules = machine.Read($"{Transient}/{name}/50-DeviceAllow.conf");
            if (rules.TryGet(out var document) && !NamesNvidia(document) && Mounted(machine, scope) is { } mounted)
            {
                found.Add(new GpuContainer(scope, mounted.Pid, mounted.Mount, document.Find("DeviceAllow=")));
            }
        }
        return Reading.Known(found.ToImmutable(), list.Source);
    }

    private static bool IsContainer(string name) =>
        name.EndsWith(".scope.d", StringComparison.Ordinal) && Engines.Any(engine => name.StartsWith(engine, StringComparison.Ordinal));

    // 195 is the character device major of the driver.
    private static bool NamesNvidia(TextDocument rules) => rules.Lines.Any(line =>
        line.Contains("/195:", StringComparison.Ordinal) || line.Contains("nvidia", StringComparison.Ordinal) || line.Contains("char-*", StringComparison.Ordinal));

    private static (int Pid, Source Mount)? Mounted(IMachine machine, string scope)
    {
        foreach (var slice in Slices)
        {
            if (machine.Read($"{slice}/{scope}/cgroup.procs").TryGet(out var processes)
                && int.TryParse(processes.FirstTrimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && machine.Read($"/proc/{pid}/mountinfo").TryGet(out var mounts)
                && mounts.Find(" /dev/nvidia") is { Line: not null } mount)
            {
                return (pid, mount);
            }
        }
        return null;
    }
}
