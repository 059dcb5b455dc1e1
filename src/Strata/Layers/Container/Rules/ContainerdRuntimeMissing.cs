using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Container.Actions;
using Strata.Layers.Userspace;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Container.Rules;

/// <summary>A pod asks for the handler nvidia, which the node's containerd or CRI-O does not have.</summary>
public sealed class ContainerdRuntimeMissing : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Container, 50),
        "containerd-nvidia-runtime-not-configured",
        "The node's container runtime has no handler named nvidia",
        "The RuntimeClass nvidia tells the kubelet to ask containerd or CRI-O for a handler of that name. The runtime's configuration does not define one, was overwritten, or was not read again, so no sandbox is made and the pod never starts.")
    {
        Reference = "NVIDIA/gpu-operator#432, #413, #549",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("no runtime for ", @"no runtime for [""\\]*nvidia[\w-]*[""\\]* is configured")
        {
            Samples =
            [
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for \"nvidia\" is configured",
                "error=\"failed to get sandbox runtime: no runtime for \\\"nvidia\\\" is configured\"",
            ],
        },
        new("untimeHandler ", @"[Rr]untimeHandler [""\\]*nvidia[\w-]*[""\\]* not (?:supported|found)") { Samples = ["Failed to create pod sandbox: rpc error: code = Unknown desc = RuntimeHandler \"nvidia\" not supported"] },
        new("untime handler ", @"(?:failed to find runtime handler nvidia|[Rr]untime handler [""\\]*nvidia[\w-]*[""\\]* not (?:supported|found))")
        {
            Samples = ["Failed to create pod sandbox: rpc error: code = Unknown desc = failed to find runtime handler nvidia from runtime list map[crun:0xc000 runc:0xc001]"],
        },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        var config = snapshot.Container.Cri;
        if (hits.IsEmpty || (snapshot.Origin.IsWholeMachine && config.TryGet(out var now) && now is { HasNvidia: true, CriDisabled: false }))
        {
            return Verdict.Quiet;
        }
        if (snapshot.Origin.IsWholeMachine && config.IsUnreadable)
        {
            return Verdict.Unknown("a pod asked for a runtime named nvidia in vain, and the engine's configuration could not be read to see whether it has one now");
        }
        IEnumerable<Source> evidence = hits.Select(hit => hit.Source);
        if (config.TryGet(out var read) && !read.HasNvidia)
        {
            evidence = evidence.Append(read.Source);
        }
        var title = snapshot.Container.Cri.Or(null) is { CriDisabled: true } ? "containerd's Kubernetes plugin (cri) is switched off" : Info.Title;
        return Verdict.Found(Find(LogWeight.Of(snapshot), Repair.ConfigFix, evidence, ConfigureRuntime.Cri(config.Or(null))) with { Title = title });
    }
}
