using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Strata.Sampling;

/// <summary>
/// Reads the control groups of a process, of version 1 and 2 (source: cgroups(7); the naming of kubelet's cgroupfs and systemd
/// drivers, containerd, CRI-O, Docker, Podman, LXC, systemd-machined, and Slurm's cgroup/v1 and cgroup/v2 plugins).
/// </summary>
public static partial class CgroupParser
{
    /// <summary>The owner that lines such as <c>0::/system.slice/ollama.service</c> name; what no line names is null.</summary>
    public static CgroupOwner Parse(ImmutableArray<string> lines)
    {
        var owner = new CgroupOwner(null, null, null, null);
        foreach (var line in lines)
        {
            // The path stands behind the second colon and may hold colons itself.
            var first = line.IndexOf(':', StringComparison.Ordinal);
            var second = first < 0 ? -1 : line.IndexOf(':', first + 1);
            if (second >= 0)
            {
                var told = OfPath(line[(second + 1)..]);
                owner = new CgroupOwner(owner.Container ?? told.Container, owner.Pod ?? told.Pod, owner.SlurmJob ?? told.SlurmJob, owner.Unit ?? told.Unit);
            }
        }
        return owner;
    }

    // Inner groups say more than outer ones: a node of a cluster may itself be a container.
    private static CgroupOwner OfPath(string path)
    {
        string? container = null, pod = null, job = null, unit = null;
        var (isPods, isSlurm, isLxc) = (false, false, false);
        foreach (var name in path.Split(['/', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (PodName().Match(name) is { Success: true } podName && (isPods || name.StartsWith("kubepods", StringComparison.Ordinal)))
            {
                pod = podName.Groups["uid"].Value.Replace('_', '-');
            }
            else if (ContainerName().Match(name) is { Success: true } containerName)
            {
                container = containerName.Groups["id"].Value;
            }
            else if (isSlurm && JobName().Match(name) is { Success: true } jobName)
            {
                job = jobName.Groups["id"].Value;
            }
            else if (SystemContainer().Match(name) is { Success: true } system)
            {
                container = system.Groups["name"].Value;
            }
            else if (isLxc)
            {
                container = name;
            }
            else if (name.EndsWith(".service", StringComparison.Ordinal) || name.EndsWith(".scope", StringComparison.Ordinal))
            {
                unit = name;
            }
            isPods |= name.StartsWith("kubepods", StringComparison.Ordinal);
            isSlurm |= name.StartsWith("slurm", StringComparison.Ordinal) || name.EndsWith("slurmstepd.scope", StringComparison.Ordinal);
            isLxc = name is "lxc" or "lxc.payload";
        }
        return new CgroupOwner(container, pod, job, unit);
    }

    // kubepods-burstable-pod0b1c_...slice of the systemd driver, pod0b1c-... of cgroupfs; a static pod has a hash without dashes.
    [GeneratedRegex(@"^(?:kubepods.*-)?pod(?<uid>[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice)?$", RegexOptions.CultureInvariant)]
    private static partial Regex PodName();

    [GeneratedRegex(@"^(?:[a-z][a-z-]*-)?(?<id>[0-9a-f]{64})(?:\.scope)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerName();

    [GeneratedRegex(@"^job_(?<id>[0-9]{1,19})$", RegexOptions.CultureInvariant)]
    private static partial Regex JobName();

    [GeneratedRegex(@"^(?:lxc\.payload\.(?<name>.+)|machine-(?<name>.+)\.scope|systemd-nspawn@(?<name>.+)\.service)$", RegexOptions.CultureInvariant)]
    private static partial Regex SystemContainer();
}
