using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Layers.Platform.Actions;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>nvidia.ko and its companions come from different builds.</summary>
public sealed class MixedModuleVersions : Rule
{
    private static readonly LogSign Modeset = new("Version mismatch: nvidia.ko(", @"Version mismatch: nvidia\.ko\((?<core>[^)]+)\) nvidia-modeset(?:\.ko)?\((?<other>[^)]+)\)")
    {
        Samples =
        [
            "nvidia-modeset: Version mismatch: nvidia.ko(410.73) nvidia-modeset.ko(390.87)",
            "nvidia-modeset: Version mismatch: nvidia.ko(378.13) nvidia-modeset(375.26)",
        ],
    };

    private static readonly LogSign Unknown = new("nknown symbol nv", @"(?<module>nvidia[_-](?:uvm|modeset|drm|peermem)): Unknown symbol (?<symbol>nv\w+)")
    {
        Samples = ["[   12.1] nvidia_uvm: Unknown symbol nvUvmInterfaceDisableAccessCntr (err -22)"],
    };

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 33),
        "nvidia-kernel-modules-mixed-versions",
        "The nvidia kernel modules come from different driver versions",
        "nvidia.ko, nvidia-modeset.ko, nvidia-uvm.ko and nvidia-drm.ko refuse to work together when they are not of one build. Stale files of an older driver, in the module tree or in the initial RAM disk, cause this.")
    {
        Reference = "nvidia-modeset: version check between nvidia.ko and nvidia-modeset.ko",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => [Modeset, Unknown];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Modeset, Unknown);
        var crossed = snapshot.Log.Current(KernelSigns.SymbolVersion)
            .Where(hit => hit["module"].StartsWith("nvidia", StringComparison.Ordinal))
            .Where(hit => hit["symbol"].StartsWith("nv", StringComparison.Ordinal) || hit["symbol"].StartsWith("rm_", StringComparison.Ordinal)).ToList();
        var files = OnDisk(snapshot);
        if (hits.IsEmpty && crossed.Count == 0 && files.IsEmpty)
        {
            return Verdict.Quiet;
        }
        var distribution = snapshot.Platform.Distribution.Or(null);
        var release = snapshot.Kernel.Running.Or(null);
        var first = hits.FirstOrDefault(hit => hit["core"].Length > 0);
        return Verdict.Found(Find(
            hits.IsEmpty && crossed.Count == 0 && ModuleStanding.Works(snapshot) ? State.Warning : State.Fault,
            Repair.Reboot,
            [.. hits.Select(hit => hit.Source), .. crossed.Select(hit => hit.Source), .. files.Select(file => file.Source)],
            [
                PlanAction.Look("List every copy of the modules", "find", "/lib/modules", "-name", "nvidia*.ko*"),
                PlanAction.ByHand("Delete the files of the older driver and remove its DKMS entry (dkms remove nvidia/VERSION --all)", needsRoot: true),
                BuildModule.For(snapshot, release),
                .. RebuildInitramfs.Renew(distribution, release),
                RestartHost.Because("Reboot, so that one build is loaded"),
            ]) with
        {
            Title = first is null ? Info.Title : $"nvidia.ko is {first["core"]}, nvidia-modeset.ko is {first["other"]}: two driver versions are mixed",
        });
    }

    private static ImmutableArray<ModuleFile> OnDisk(Snapshot snapshot)
    {
        var files = snapshot.Kernel.RunningModules.Or([]).Where(file => file.Version is not null && ModuleName.IsDriver(file.Name)).ToList();
        var core = files.Find(file => file.Name == "nvidia");
        return core is null || files.TrueForAll(file => file.Version!.Agrees(core.Version!)) ? [] : [.. files.DistinctBy(file => file.Version)];
    }
}
