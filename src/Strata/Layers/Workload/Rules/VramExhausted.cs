using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>The program needs more memory than the GPU has.</summary>
public sealed class VramExhausted : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 40),
        "vram-exhausted-by-own-process",
        "The program needs more memory than the GPU has",
        "Model, activations and KV cache together do not fit into the memory of the card. GPU and driver are fine, and a reset frees nothing that ending the program would not.")
    {
        DependsOn = ["vllm-utilisation-too-low-for-kv-cache", "mig-enabled-without-mig-devices"],
        Reference = "vllm-project/vllm#188; PyTorch memory messages",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => VramError.All;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var errors = VramError.In(snapshot.Log);
        if (errors.IsEmpty || VramHeldByOthers.Evidence(snapshot, errors) is { IsEmpty: false })
        {
            return Verdict.Quiet;
        }
        var told = errors.FirstOrDefault(error => error is { Total: not null, Own: not null });
        var finding = Find(
            LogWeight.Of(snapshot), Repair.RestartApp, errors.Select(error => error.Source),
            PlanAction.ByHand("Need less memory: a smaller or quantised model, a shorter context, a smaller batch, fewer layers on the GPU, or more GPUs"),
            PlanAction.ByHand("If much is reserved but not allocated: PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True against fragmentation"),
            PlanAction.Look("See that nothing else holds memory on this GPU", "nvidia-smi"));
        return Verdict.Found(finding with { Confidence = told is null ? Confidence.Possible : Confidence.Likely });
    }
}
