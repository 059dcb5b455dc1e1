using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Userspace;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>An inference engine's share of the GPU leaves no room for its KV cache.</summary>
public sealed class VllmUtilisationTooLow : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 30),
        "vllm-utilisation-too-low-for-kv-cache",
        "The engine's memory share leaves too little room for the KV cache",
        "vLLM takes gpu_memory_utilization of the card, loads the model and gives what is left to the KV cache. Nothing, or too little for one request of the longest length, is left. GPU and driver are fine.")
    {
        DependsOn = ["vram-held-by-other-process"],
        Reference = "vllm-project/vllm#2248, #10439",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } =
    [
        new("No available memory for the cache blocks") { Samples = ["ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine."] },
        new("can be stored in KV cache", @"max(?:imum)? (?:seq|sequence|model) ?len\w*.*larger than the maximum number of tokens that can be stored in KV cache")
        {
            Samples = ["ValueError: The model's max seq len (32768) is larger than the maximum number of tokens that can be stored in KV cache (18400). Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine."],
        },
        new("larger than the available KV cache memory")
        {
            Samples = ["To serve at least one request with the models's max seq len (131072), (24.00 GiB KV cache is needed, which is larger than the available KV cache memory (19.26 GiB)."],
        },
        new("ry increasing ", @"[Tt]ry increasing [`'""]?gpu[_-]memory[_-]utilization") { Samples = ["Try increasing `gpu_memory_utilization` or decreasing `max_model_len`"] },
        new("--mem-fraction-static", @"(?i)not enough memory.*increase --mem-fraction-static") { Samples = ["RuntimeError: Not enough memory. Please try to increase --mem-fraction-static."] },
        new("# GPU blocks: 0,") { Samples = ["INFO 04-27 10:13:05 llm_engine.py:275] # GPU blocks: 0, # CPU blocks: 256"] },
    ];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        return hits.IsEmpty ? Verdict.Quiet : Verdict.Found(Find(
            LogWeight.Of(snapshot), Repair.ConfigFix, hits.Select(hit => hit.Source),
            PlanAction.ByHand("Give the engine a larger share: --gpu-memory-utilization 0.95 (sglang: --mem-fraction-static), when nothing else runs on this GPU"),
            PlanAction.ByHand("Or need less: --max-model-len, --max-num-seqs, --kv-cache-dtype fp8, --enforce-eager, a quantised model, more GPUs with --tensor-parallel-size"),
            PlanAction.Look("See what else holds memory on this GPU", "nvidia-smi")) with
        {
            Confidence = Confidence.Likely,
        });
    }
}
