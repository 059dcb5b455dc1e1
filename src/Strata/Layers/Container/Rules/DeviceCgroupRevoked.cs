using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Partition;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>A reload of systemd took the GPU away from a running container.</summary>
public sealed class DeviceCgroupRevoked : Rule
{
    /// <summary>Ways to give a container devices that systemd knows of.</summary>
    public static ImmutableArray<PlanAction> Lasting { get; } =
    [
        PlanAction.ByHand("Start GPU containers through CDI, which tells systemd of the devices: `--device nvidia.com/gpu=all` instead of `--gpus all`", Risk.Disruptive, "the container while it is made anew"),
        PlanAction.Safe("Or make the links under /dev/char by which systemd finds the devices (at each boot, before containers start)", "nvidia-ctk", "system", "create-dev-char-symlinks", "--create-all"),
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 100),
        "container-device-cgroup-revoked-by-systemd-reload",
        "The container lost its GPU devices when systemd reloaded",
        "The toolkit's hook enters /dev/nvidia* into the container's device cgroup without telling systemd. At the next `systemctl daemon-reload` (package upgrades do one) systemd sets the rules that it knows, and the GPU is forbidden from then on. GPU, driver and host stay healthy; the container must be started anew.")
    {
        DependsOn =
        [
            "toolkit-no-cgroups-true-with-rootful-engine", "selinux-denies-container-gpu-device", "selinux-wrong-file-label",
            .. HostDriverFaults.All,
        ],
        Reference = "NVIDIA/nvidia-container-toolkit#48, #251",
    };

    private static readonly LogSign Reload = new("daemon-reload", @"systemctl (?:--system )?daemon-reload|daemon-re(?:load|exec)") { Samples = ["$ sudo systemctl daemon-reload"] };
    private static readonly LogSign Reloading = new("]: Reloading", @"systemd\[1\]: Reloading\b(?: requested|\.)") { Samples = ["Jun 01 10:00:00 node systemd[1]: Reloading."] };

    // Control groups of version 1 list what a container may do with the GPU; without r and w nothing but mknod is left.
    private static readonly LogSign Listed = new("c 195:", @"^\s*c 195:(?:\*|[0-9]{1,3}) (?<access>[rwm]{1,3})\s*$") { Samples = ["c 195:* m", "c 195:255 rw"] };

    private static readonly ImmutableArray<LogSign> LaterOn =
    [
        new("while", @"(?i)\bafter (?:a|some|\w+ )?\s?while\b") { Samples = ["it works, but after a while nvidia-smi fails"] },
        new("fter ", @"(?i)\bafter (?:a few|several|some|about|around|[0-9]+) ?(?:\w+ )?(?:hours?|days?|minutes?|time)\b") { Samples = ["After several hours the container loses the GPU"] },
        new("andomly", @"(?i)\brandomly\b") { Samples = ["The pod randomly loses its GPU"] },
        new("uddenly") { Samples = ["Suddenly the container cannot see the GPU"] },
        new("restart", @"(?i)\b(?:works? again|fixe[sd]|solved|ok again) (?:after|by|when|once)\b.{0,30}\brestart|\brestart\w* (?:the |of the )?(?:container|pod).{0,30}\b(?:fix|help|works?|solve|recover)")
        {
            Samples = ["restarting the container fixes it", "it works again after a restart"],
        },
        new("cpu-manager-policy", @"cpu-manager-policy=static") { Samples = ["--cpu-manager-policy=static"] },
        new("cgroupdriver=systemd") { Samples = ["\"exec-opts\": [\"native.cgroupdriver=systemd\"]"] },
    ];

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs =>
        [ContainerSigns.NvmlUnknownError, ContainerSigns.DeviceNotPermitted, Reload, Reloading, Listed, .. LaterOn, .. PartitionSigns.CudaSeesNoGpu, .. ContainerMentions.All];

    private Finding Lost(GpuContainer container) => Find(
        State.Fault, Repair.RestartContainer, [container.Rules, container.Mount],
        [PlanAction.ByHand("Start the container anew: it gets its devices back", Risk.Disruptive, "this container"), .. Lasting]) with
    {
        Subject = container.Scope,
        Title = "A running container has the GPU mounted and may no longer open it",
    };

    // What was listed after the reload; all of it where nothing was listed after.
    private static ImmutableArray<LogHit> AllowedInTheEnd(LogFacts log, LogHit reload)
    {
        var listed = log.Current(Listed);
        var after = listed.RemoveAll(hit => hit.Order < reload.Order);
        return after.IsEmpty ? listed : after;
    }

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var log = snapshot.Log;
        var failed = log.Current(ContainerSigns.NvmlUnknownError, ContainerSigns.DeviceNotPermitted);
        var container = ContainerMentions.First(log);
        var reload = log.Current(Reload, Reloading);
        if (failed.IsEmpty && container is not null && log.Has(Reload))
        {
            failed = log.Current(PartitionSigns.CudaSeesNoGpu.AsSpan());
        }
        if (failed.IsEmpty && !reload.IsEmpty && AllowedInTheEnd(log, reload[0]) is { IsEmpty: false } listed && listed.All(hit => hit["access"] == "m"))
        {
            failed = listed;
        }
        if (failed.IsEmpty)
        {
            return Verdict.Found(snapshot.Container.Revoked.Select(Lost));
        }
        var later = log.Current(LaterOn.AsSpan());
        if (container is null && reload.IsEmpty && later.IsEmpty && log.Has(ContainerSigns.DeviceNotPermitted) is false && snapshot.Origin.Kind != OriginKind.Text)
        {
            return Verdict.Quiet;
        }
        var confidence = !reload.IsEmpty ? Confidence.Certain
            : container is not null || !later.IsEmpty || log.Has(ContainerSigns.DeviceNotPermitted) ? Confidence.Likely
            : Confidence.Possible;
        var evidence = failed.Take(2).Concat(reload.Take(2)).Concat(later.Take(1)).Select(hit => hit.Source).Concat(new[] { container }.OfType<Source>());
        var finding = Find(
            LogWeight.Of(snapshot), Repair.RestartContainer, evidence,
            [PlanAction.ByHand("Start the container anew: it gets its devices back", Risk.Disruptive, "this container"), .. Lasting]);
        return Verdict.Found(finding with
        {
            Confidence = confidence,
            Why = confidence == Confidence.Certain
                ? Info.Why
                : Info.Why + " Look-alikes: it never worked (then no-cgroups = true in the toolkit's configuration, or SELinux), or `nvidia-smi` fails on the host too (then the GPU or the driver is at fault).",
        });
    }
}
