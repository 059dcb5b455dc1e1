using Strata.Layers.Bus;
using Strata.Planning;

namespace Strata.Layers.Driver.Actions;

/// <summary>Takes a failing board out of service.</summary>
public static class ReplaceBoard
{
    /// <summary>Report for the vendor, field diagnostics, replacement.</summary>
    public static IEnumerable<PlanAction> Steps(PciAddress? gpu)
    {
        yield return PlanAction.Safe("Write the report that the vendor asks for before anything is reset.", "nvidia-bug-report.sh");
        yield return PlanAction.ByHand(
            $"Take {gpu?.ToString() ?? "the GPU"} out of service, run the vendor's field diagnostics on it and have it replaced.",
            Risk.Disruptive, "the programs on this GPU");
    }
}
