using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Workload.Rules;

/// <summary>A program's own kernel accessed memory that is not its own.</summary>
public sealed class AppKernelIllegalAccess : Rule
{
    private static readonly LogSign CudaText = new("llegal memory access", @"(?i)(?:CUDA (?:error|failure|exception).*|cudaErrorIllegalAddress.*|CUDA_ERROR_ILLEGAL_ADDRESS.*)illegal memory access|illegal memory access was encountered")
    {
        Samples = ["RuntimeError: CUDA error: an illegal memory access was encountered"],
    };

    private static readonly LogSign CudaName = new("cudaErrorIllegalAddress") { Samples = ["code=700(cudaErrorIllegalAddress)"] };

    private static readonly LogSign CudaCode = new("CUDA_ERROR_ILLEGAL_ADDRESS") { Samples = ["CUDA_ERROR_ILLEGAL_ADDRESS while calling cuStreamSynchronize"] };

    private static readonly LogSign MemoryCheck = new("Invalid __", @"Invalid __(?:global|shared|local)__ (?:read|write|atomic) of size [0-9]+")
    {
        Samples = ["========= Invalid __global__ write of size 4 bytes"],
    };

    private static readonly ImmutableArray<LogSign> Words = [CudaText, CudaName, CudaCode, MemoryCheck];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Workload, 510), "app-kernel-illegal-access",
        "A program's GPU code touched memory that is not mapped: the program is at fault",
        "A kernel of the program read or wrote an address that is not mapped or not aligned. When many SMs report the same in the same second, all of them ran the same wrong code; silicon fails on one SM and under every program.")
    {
        DependsOn =
        [
            "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors", "hbm-failing-row-remap-repeats", "row-remap-failed", "row-remap-pending-reset",
            "uncontained-memory-error", "page-retirement-failure-plus-second-gpu-init-failure", "gsp-not-responding", "nvlink5-error-follow-causing-xid",
        ],
        Reference = "Xid 13, 31; CUDA error 700",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver, .. Words];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var words = snapshot.Log.Current(Words.AsSpan());
        var findings = snapshot.Driver.Xids.Where(KernelFault.IsOne)
            .GroupBy(item => (item.Era, item.Gpu)).OrderBy(group => group.Key.Gpu)
            .Select(group => Make(group.Key.Era, group.First().Subject, [.. group], words.Select(hit => hit.Source))).ToList();
        if (findings.Count == 0 && !words.IsEmpty && snapshot.Origin.Kind == OriginKind.Text)
        {
            findings.Add(Find(State.Warning, Repair.RestartApp, words.Select(hit => hit.Source), Steps("")) with { Confidence = Confidence.Likely });
        }
        return Verdict.Found(findings);
    }

    private Finding Make(Era era, string? subject, ImmutableArray<XidEvent> events, IEnumerable<Source> words)
    {
        var sites = events.Select(KernelFault.Site).Where(site => site.Length > 0).Distinct(StringComparer.Ordinal).Count();
        var programs = events.Select(item => item.Pid).OfType<int>().Distinct().Count();
        var isOneSite = sites == 1 && events.Length > 1 && programs > 1;
        var process = events.Select(item => item.Process).FirstOrDefault(name => name.Length > 0) ?? "";
        return Find(State.Warning, Repair.RestartApp, events.Select(item => item.Source).Take(6).Concat(words), Steps(process)) with
        {
            Era = era,
            Subject = subject,
            Why = isOneSite
                ? "Several programs faulted, always on the same SM. One program alone would fault on many; test the board before it is trusted again."
                : Info.Why,
            Confidence = isOneSite ? Confidence.Possible : sites > 1 ? Confidence.Certain : Confidence.Likely,
        };
    }

    private static IEnumerable<PlanAction> Steps(string process)
    {
        yield return RestartProgram.Named(process);
        yield return PlanAction.ByHand("Find the kernel: run the program under compute-sanitizer, or with CUDA_LAUNCH_BLOCKING=1.");
    }
}
