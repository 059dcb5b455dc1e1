using System.Collections.Immutable;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver;

/// <summary>A rule about one of NVML's general refusals, which deeper defects explain.</summary>
public abstract class NvmlRefusalRule : Rule
{
    /// <summary>Codes that the rule is about.</summary>
    protected abstract ImmutableArray<int> Codes { get; }

    /// <summary>What to do when nothing deeper is known.</summary>
    protected abstract ImmutableArray<PlanAction> Fixes { get; }

    /// <summary>Smallest repair when nothing deeper is known.</summary>
    protected virtual Repair Repair => Repair.ConfigFix;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var refusals = snapshot.Driver.NvmlFailures.Where(failure => failure.Gpu is null && Codes.Contains(failure.Code)).ToList();
        if (refusals.Count == 0 && snapshot.Driver.Nvml.TryGet(out var answer) && Codes.Contains(answer.Code))
        {
            refusals.Add(new NvmlFailure(answer.Code, null, snapshot.Driver.Nvml.Source));
        }
        // What a log tells of the past does not count when NVML answers now; in a pasted text nobody knows what came first.
        var worksToo = snapshot.Driver.NvmlWorks;
        if (refusals.Count == 0 && Unasked(snapshot) is { } why)
        {
            return Verdict.Unknown(why);
        }
        if (refusals.Count == 0 || (worksToo && snapshot.Origin.Kind != OriginKind.Text) || IsIntended(snapshot))
        {
            return Verdict.Quiet;
        }
        return Verdict.Found(Find(State.Fault, Repair, refusals.Select(refusal => refusal.Source), Fixes) with
        {
            Confidence = worksToo ? Confidence.Possible : Confidence.Likely,
        });
    }

    /// <summary>Why this rule cannot tell on a machine whose NVML gave no answer; null where nothing depends on it.</summary>
    protected virtual string? Unasked(Snapshot snapshot) => null;

    /// <summary>True where the driver should serve a GPU of this machine and NVML could not be asked about it.</summary>
    protected static bool IsSilent(Snapshot snapshot) => snapshot.Origin.IsWholeMachine && !snapshot.Driver.Nvml.IsKnown
        && snapshot.Bus.HostGpus.Any(gpu => !gpu.Driver.TryGet(out var driver) || driver == "nvidia");

    // A host that gives all its GPUs away, or has none, needs no driver.
    private static bool IsIntended(Snapshot snapshot)
    {
        var gpus = snapshot.Bus.Gpus;
        return snapshot.Bus.Functions.IsKnown && snapshot.Origin.Kind != OriginKind.Text
            && gpus.All(gpu => gpu.Driver.Or("") is { } driver && driver.Contains("vfio", StringComparison.Ordinal));
    }
}
