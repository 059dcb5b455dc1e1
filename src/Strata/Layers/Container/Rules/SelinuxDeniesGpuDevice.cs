using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>SELinux refuses a container the GPU's device nodes.</summary>
public sealed class SelinuxDeniesGpuDevice : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 120),
        "selinux-denies-container-gpu-device",
        "SELinux refuses the container access to /dev/nvidia*",
        "Confined containers may not use character devices of type xserver_misc_device_t, which /dev/nvidia* carry. The boolean container_use_xserver_devices allows exactly that. Permissions, driver and GPU are fine.")
    {
        DependsOn = ["selinux-wrong-file-label"],
        Reference = "containers/container-selinux container.te; fedora-selinux/selinux-policy#1695",
    };

    private static readonly LogSign Preventing = new("SELinux is preventing", @"SELinux is preventing (?<comm>\S+) from .*(?:chr_file|character device)\s+\S*nvidia")
    {
        Samples = ["SELinux is preventing nvidia-smi from 'read, write' accesses on the chr_file nvidiactl."],
    };

    private static readonly LogSign OnlyUnlabelled = new(
        "label=disable", @"(?i)\bwithout\b[^.]{0,40}label=disable\b.{0,60}(?:\bno\b|\bnot\b|n't\b|\bfail|\bdenied)|(?:\bfail\w*|\bdenied|\bnot work|n't work)\b.{0,40}\b(?:without|unless)\b.{0,40}label=disable\b")
    {
        Samples = ["Without `--security-opt label=disable` the container has no access to the GPU", "nvidia-smi fails unless I add --security-opt label=disable"],
    };

    private static readonly LogSign AboutGpu = new("vidia", @"(?i)\bnvidia(?:\.com/|-smi|-container|-ctk| gpus?\b|[0-9])") { Samples = ["podman run --device nvidia.com/gpu=all", "with an Nvidia GPU"] };

    private static readonly ImmutableArray<LogSign> Enforcing =
    [
        new("Enforcing", @"^\s*Enforcing\s*$|Enforcing Mode\s+Enforcing") { Samples = ["Enforcing", "Enforcing Mode                Enforcing"] },
        new("mode:  ", @"[Mm]ode:\s+enforcing") { Samples = ["Current mode:                   enforcing"] },
        new("inux", @"(?i)\bselinux\b\W*(?:is |are |was |mode |status |set |currently |in |to |=|:|\s){0,4}enforc(?:ed|ing)\b") { Samples = ["with SELinux enforced", "SELinux is in enforcing mode"] },
        new("label=disable") { Samples = ["works with --security-opt=label=disable"] },
        new("setenforce 0") { Samples = ["after setenforce 0 it works"] },
    ];

    private static readonly ImmutableArray<LogSign> NamesEngine =
    [
        new("ocker", @"\b[Dd]ocker\b") { Samples = ["Docker fails on this host"] },
        new("odman", @"\b[Pp]odman\b") { Samples = ["with podman"] },
        new("ontainer", @"\b[Cc]ontainers?\b") { Samples = ["in containers"] },
    ];

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs =>
        [.. NamesEngine, ContainerSigns.Avc, ContainerSigns.SelinuxReport, ContainerSigns.AllowRule, ContainerSigns.NvmlNoPermission, Preventing, OnlyUnlabelled, AboutGpu, .. Enforcing, .. ContainerMentions.All];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        if (snapshot.Container.SelinuxEnforces.TryGet(out var enforces) && !enforces)
        {
            return Verdict.Quiet;
        }
        var denials = snapshot.Container.Denials.Where(denial => denial.Subject == SelinuxSubject.DeviceOfContainer).ToImmutableArray();
        if (!denials.IsEmpty)
        {
            var unlabelled = denials.Any(denial => denial.Type is not "xserver_misc_device_t");
            return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, denials.Select(denial => denial.Source), Fixes(unlabelled)));
        }
        var log = snapshot.Log;
        var said = log.Current(Preventing);
        var container = ContainerMentions.First(log) ?? log.Current(NamesEngine.AsSpan()).FirstOrDefault()?.Source;
        if (!said.IsEmpty && (container is not null || said.All(hit => hit["comm"].StartsWith("nvidia-smi", StringComparison.Ordinal) || hit["comm"].StartsWith("python", StringComparison.Ordinal))))
        {
            return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, said.Select(hit => hit.Source), Fixes(false)) with { Confidence = Confidence.Likely });
        }
        if (log.Current(OnlyUnlabelled) is { IsEmpty: false } only && snapshot.Origin.Kind == OriginKind.Text && log.Has(AboutGpu))
        {
            return Verdict.Found(Find(State.Fault, Repair.ConfigFix, only.Select(hit => hit.Source), Fixes(false)) with { Confidence = Confidence.Possible });
        }
        var refused = log.Current(ContainerSigns.NvmlNoPermission);
        var hints = log.Current(Enforcing.AsSpan());
        var usual = snapshot.Platform.Distribution.Or(null) is { UsesDnf: true };
        if (refused.IsEmpty || container is null || (hints.IsEmpty && !enforces && !usual))
        {
            return Verdict.Quiet;
        }
        IEnumerable<Source> evidence = [.. refused.Select(hit => hit.Source), .. hints.Select(hit => hit.Source), container];
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, Fixes(false)) with { Confidence = hints.IsEmpty && !enforces ? Confidence.Possible : Confidence.Likely });
    }

    private static ImmutableArray<PlanAction> Fixes(bool unlabelled)
    {
        var allow = PlanAction.Safe("Allow containers the device nodes of the GPU, and nothing else", "setsebool", "-P", "container_use_xserver_devices", "on");
        var other = PlanAction.ByHand("Or give this one container a type that may: `--security-opt label=type:container_device_t`; in a pod seLinuxOptions.type: container_device_plugin_t");
        return unlabelled ? [SelinuxWrongFileLabel.RestoreNodes, allow, other] : [allow, other];
    }
}
