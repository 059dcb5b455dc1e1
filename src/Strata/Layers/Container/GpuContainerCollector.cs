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
    private const int MostContainers = 1000;
    private static readonly string[] DeviceSlices = ["/sys/fs/cgroup/devices/system.slice", "/sys/fs/cgroup/devices/machine.slice", "/sys/fs/cgroup/devices/docker"];
    private static readonly string[] Slices = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/machine.slice", .. DeviceSlices];
    private static readonly string[] Engines = ["docker-", "libpod-", "cri-containerd-", "crio-"];

    /// <summary>Collects those containers, and counts those that could not be looked into.</summary>
    public static (Reading<ImmutableArray<GpuContainer>> AtRisk, int Unseen) Collect(IMachine machine)
    {
        var list = machine.List(Transient);
        if (!list.TryGet(out var names))
        {
            return (list.Map(_ => ImmutableArray<GpuContainer>.Empty), 0);
        }
        var found = ImmutableArray.CreateBuilder<GpuContainer>();
        var unseen = 0;
        foreach (var name in names.Where(IsContainer))
        {
            var scope = name[..^".d".Length];
            var rules = machine.Read($"{Transient}/{name}/50-DeviceAllow.conf");
            if (!rules.TryGet(out var document) || NamesNvidia(document))
            {
                continue;
            }
            var looks = Slices.Select(slice => Mounted(machine, $"{slice}/{scope}/cgroup.procs")).ToList();
            unseen += looks.Exists(look => look.IsUnreadable) ? 1 : 0;
            if (looks.Find(look => look.IsKnown)?.Or(default) is { Mount: not null } mounted)
            {
                found.Add(new GpuContainer(scope, mounted.Pid, mounted.Mount, document.Find("DeviceAllow=")));
            }
        }
        return (Reading.Known(found.ToImmutable(), list.Source), unseen);
    }

    /// <summary>
    /// Containers whose GPU is mounted and whose device rules do not let them read or write it. Only control groups of
    /// version 1 can be read; those of version 2 keep the rules as a program in the kernel.
    /// </summary>
    public static ImmutableArray<GpuContainer> Revoked(IMachine machine)
    {
        var found = ImmutableArray.CreateBuilder<GpuContainer>();
        foreach (var scope in DeviceSlices.SelectMany(slice => machine.List(slice).Or([]).Where(name => IsContainer(name + ".d") || name.Length == 64).Select(name => $"{slice}/{name}")).Take(MostContainers))
        {
            var name = scope[(scope.LastIndexOf('/') + 1)..];
            if (machine.Read(scope + "/devices.list").TryGet(out var rules) && !LetsOpen(rules) && Mounted(machine, scope + "/cgroup.procs").Or(default) is { Mount: not null } mounted)
            {
                found.Add(new GpuContainer(name, mounted.Pid, mounted.Mount, rules.Find("c 195:") is { Line: not null } left ? left : rules.Whole));
            }
        }
        return found.ToImmutable();
    }

    private static bool LetsOpen(TextDocument rules) => rules.Lines.Any(line =>
        line.StartsWith("a ", StringComparison.Ordinal) || (line.StartsWith("c 195:", StringComparison.Ordinal) && line.Contains(" r", StringComparison.Ordinal)) || line.StartsWith("c *:* r", StringComparison.Ordinal));

    private static bool IsContainer(string name) =>
        name.EndsWith(".scope.d", StringComparison.Ordinal) && Engines.Any(engine => name.StartsWith(engine, StringComparison.Ordinal));

    // 195 is the character device major of the driver.
    private static bool NamesNvidia(TextDocument rules) => rules.Lines.Any(line =>
        line.Contains("/195:", StringComparison.Ordinal) || line.Contains("nvidia", StringComparison.Ordinal) || line.Contains("char-*", StringComparison.Ordinal));

    // Absent where no process or no GPU is; other users' processes only root may look into.
    private static Reading<(int Pid, Source Mount)> Mounted(IMachine machine, string processes)
    {
        var list = machine.Read(processes);
        if (!list.TryGet(out var ids) || !int.TryParse(ids.FirstTrimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return Reading.Absent<(int Pid, Source Mount)>(list.Source);
        }
        var mounts = machine.Read($"/proc/{pid}/mountinfo");
        return mounts.TryGet(out var document) && document.Find(" /dev/nvidia") is not { Line: not null }
            ? Reading.Absent<(int Pid, Source Mount)>(mounts.Source)
            : mounts.Map(text => (pid, text.Find(" /dev/nvidia")));
    }
}
