using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>The driver libraries inside a container are of another version than the module of its host.</summary>
public sealed class ContainerLibrariesDiffer : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 150),
        "driver-library-mismatch-container-vs-host",
        "The driver libraries in the container differ from the host's kernel module",
        "A container uses the kernel module of its host, so its libnvidia-ml and libcuda must be of exactly that version. Here they are not: they were installed inside (LXC, or an image with driver packages), or the host was upgraded after the container was started. Host and GPU are fine; a reboot of the host does not help.")
    {
        Reference = "NVIDIA/libnvidia-container#266; charmed-kubernetes/bundle#284",
    };

    private static readonly LogSign KernelSaw = new("does not match DSO version", @"kernel (?:reported )?version (?<kernel>[0-9.]+) does not match DSO version (?<library>[0-9.]+)")
    {
        Samples = ["kernel version 470.57.2 does not match DSO version 495.46.0 -- cannot find working devices in this configuration"],
    };

    private static readonly LogSign ToolOfHost = new("nvidia-container-cli: initialization error", @"nvidia-container-cli: initialization error:\s+(?:driver|nvml) error: driver/library version mismatch")
    {
        Span = 2,
        Samples = ["nvidia-container-cli: initialization error: nvml error: driver/library version mismatch"],
    };

    private static readonly LogSign HostSees = new("NVIDIA-SMI", @"NVIDIA-SMI\s+(?<version>[0-9]+\.[0-9]+[0-9.]*)\s+(?:Driver|KMD) Version")
    {
        Samples = ["| NVIDIA-SMI 550.144.03             Driver Version: 550.144.03     CUDA Version: 12.4     |"],
    };

    private static readonly ImmutableArray<LogSign> Lxc =
    [
        new("lxc", @"(?i)\b(?:lxc|lxd|incus)\b") { Samples = ["lxc.cgroup2.devices.allow: c 195:* rwm"] },
        new("LXC") { Samples = ["the LXC has the same user-space driver"] },
        new("pct ") { Samples = ["# pct enter 101"] },
    ];

    private static readonly LogSign LxcHasGpu = new("lxc.", @"\blxc\.(?:cgroup2?\.devices\.allow|mount\.entry)\b.*(?:\bc 195:|nvidia)")
    {
        Samples = ["lxc.cgroup2.devices.allow: c 195:* rwm", "lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file"],
    };

    // Kubernetes gives pods the libraries of the host, so a mismatch in a pod is one of the host.
    private static readonly ImmutableArray<LogSign> Pods =
    [
        new("kubectl ") { Samples = ["$ kubectl logs gpu-pod"] },
        new("nvidia-device-plugin") { Samples = ["nvidia-device-plugin-daemonset-zndv7   0/1   CrashLoopBackOff"] },
    ];

    // Only the driver of a vGPU host says this. Its own tools are of its version; the release's guest driver differs in the last part.
    private static readonly LogSign VgpuHost = new("software scheduler", @"NVRM: GPU at \S+ has software scheduler (?:ENABLED|DISABLED) with policy")
    {
        Samples = ["[    8.120044] NVRM: GPU at 0000:3b:00.0 has software scheduler ENABLED with policy BEST_EFFORT."],
    };

    private static readonly ImmutableArray<LogSign> Upgraded =
    [
        new("unattended-upgrade") { Samples = ["2024-05-01 06:12:01 startup packages unattended-upgrade"] },
        new("upgrade lib", @"upgrade lib(?:nvidia|cuda)") { Samples = ["2024-05-01 06:12:05 upgrade libnvidia-compute-535:amd64 535.161.07-0ubuntu1 535.171.04-0ubuntu1"] },
        new("upgrade nvidia-") { Samples = ["2024-05-01 06:12:05 upgrade nvidia-utils-535:amd64 535.161.07-0ubuntu1 535.171.04-0ubuntu1"] },
        new("Upgrade: ", @"Upgrade: .*nvidia") { Samples = ["Upgrade: nvidia-utils-535:amd64 (535.161.07-0ubuntu1, 535.171.04-0ubuntu1)"] },
    ];

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs =>
        [ContainerSigns.NvmlMismatch, DriverSigns.ApiMismatch, KernelSaw, ToolOfHost, HostSees, VgpuHost, LxcHasGpu, .. Lxc, .. Pods, .. Upgraded, .. ContainerMentions.All];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        if (GuestDriverOnVgpuHost(snapshot) is { } guest)
        {
            return Verdict.Found(guest);
        }
        var ownLibraries = log.HasAny(Lxc.AsSpan());
        // A container with libraries of its own is also seen from the module's side: the client is the one inside.
        var failed = ownLibraries ? log.Current(ContainerSigns.NvmlMismatch, KernelSaw, DriverSigns.ApiMismatch) : log.Current(ContainerSigns.NvmlMismatch, KernelSaw);
        // The toolkit's own program runs on the host: when it complains, versions differ there.
        var onHost = log.Has(ToolOfHost) || failed.Any(hit => (hit.Source.Text ?? "").Contains("nvidia-container-cli", StringComparison.Ordinal));
        if (failed.IsEmpty || onHost || snapshot.Origin.Kind != OriginKind.Text)
        {
            return Verdict.Quiet;
        }
        var host = log.Current(HostSees);
        var container = (host.IsEmpty ? ContainerMentions.Near(log, failed) : ContainerMentions.First(log)) ?? log.Current(LxcHasGpu).FirstOrDefault()?.Source;
        if (container is null || (host.IsEmpty && !ownLibraries && (log.HasAny(Pods.AsSpan()) || log.HasAny(Upgraded.AsSpan()))))
        {
            return Verdict.Quiet;
        }
        var evidence = failed.Concat(host.Take(1)).Select(hit => hit.Source).Append(container);
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, ownLibraries ? InstalledInside : Injected) with
        {
            Confidence = Confidence.Likely,
            AlsoDependsOn = ["cdi-spec-stale", "image-ships-driver-files"],
        });
    }

    private Finding? GuestDriverOnVgpuHost(Snapshot snapshot)
    {
        var host = snapshot.Log.Current(VgpuHost);
        var refused = snapshot.Log.Current(DriverSigns.ApiMismatch).Where(hit => IsGuestDriver(hit["client"], hit["module"])).ToList();
        return host.IsEmpty || refused.Count == 0
            ? null
            : Find(LogWeight.Of(snapshot), Repair.ConfigFix, refused.Select(hit => hit.Source).Append(host[0].Source), InstalledInside) with
            {
                Title = $"A container has the vGPU guest driver {refused[^1]["client"]}; the host's module is the vGPU manager's {refused[^1]["module"]}",
                Confidence = Confidence.Likely,
            };
    }

    private static bool IsGuestDriver(string client, string module) =>
        client.Split('.') is [var branch, var minor, var build] && module.Split('.') is [var hostBranch, var hostMinor, var hostBuild]
        && branch == hostBranch && minor == hostMinor && build != hostBuild;

    private static ImmutableArray<PlanAction> InstalledInside { get; } =
    [
        PlanAction.Look("Read the version of the host's module", "cat", "/proc/driver/nvidia/version"),
        PlanAction.ByHand("Install the libraries of exactly this version inside the container: the .run installer with --no-kernel-module, or the packages of that version, and hold them", needsRoot: true),
    ];

    private static ImmutableArray<PlanAction> Injected { get; } =
    [
        PlanAction.ByHand("Make the container anew, so that it gets the libraries of the driver that is loaded now", Risk.Disruptive, "this container"),
        PlanAction.ByHand("If a new container fails too: remove driver packages (libnvidia-compute, nvidia-utils, libcuda1) from the image"),
        PlanAction.Look("Read the version of the host's module", "cat", "/proc/driver/nvidia/version"),
    ];
}
