using Strata.Judging;
using Strata.Layers.Kernel.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Kernel.Rules;

/// <summary>nouveau and nova_core are both loaded.</summary>
public sealed class NouveauBesideNova : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Kernel, 22),
        "nouveau-and-nova-core-both-loaded",
        "nouveau and nova_core are both loaded and compete for the GPUs",
        "Both drivers claim NVIDIA GPUs. Which of them gets one depends on the order at boot, and a blacklist of one leaves the GPU to the other.")
    {
        DependsOn = ["nouveau-bound-to-gpu", "nova-core-bound-to-gpu"],
        Reference = "modules.alias of the kernel",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var modules = snapshot.Driver.Modules.Or([]);
        var nouveau = modules.FirstOrDefault(module => module.Name == "nouveau");
        var nova = modules.FirstOrDefault(module => module.Name == "nova_core");
        return nouveau is null || nova is null
            ? Verdict.Quiet
            : Verdict.Found(Find(State.Warning, Repair.Reboot, [nouveau.Source, nova.Source], KeepDriverOut.For(snapshot.Platform.Distribution.Or(null), "nouveau", "nova_core", "nova_drm")));
    }
}
