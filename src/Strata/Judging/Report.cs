using System.Collections.Immutable;
using Strata.Layers.Bus;
using Strata.Machine;

namespace Strata.Judging;

/// <summary>Standing of a machine or of a layer.</summary>
public enum Status
{
    /// <summary>Known good.</summary>
    Ok,

    /// <summary>Works, with warnings.</summary>
    Warning,

    /// <summary>Broken.</summary>
    Fault,

    /// <summary>Not enough could be read.</summary>
    Unknown,

    /// <summary>This machine has no such layer.</summary>
    NotApplicable,
}

/// <summary>One layer of a report.</summary>
/// <param name="Layer">Layer.</param>
/// <param name="Status">Standing.</param>
/// <param name="Summary">One line.</param>
public sealed record LayerReport(Layer Layer, Status Status, string Summary);

/// <summary>A finding with its place in the chain of causes.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="ExplainedBy">The finding that causes it; null for a root cause.</param>
/// <param name="Explains">Findings that it causes, directly.</param>
public sealed record PlacedFinding(Finding Finding, Finding? ExplainedBy, ImmutableArray<Finding> Explains);

/// <summary>A rule that could not decide.</summary>
/// <param name="Rule">Rule.</param>
/// <param name="Why">What could not be read.</param>
public sealed record Undecided(RuleInfo Rule, string Why);

/// <summary>A GPU as the report names it.</summary>
/// <param name="Address">PCI address.</param>
/// <param name="PciId">Vendor and device id, or null.</param>
/// <param name="Name">Product name, or null.</param>
/// <param name="Uuid">UUID, or null.</param>
/// <param name="KernelDriver">Driver in use, or null.</param>
public sealed record GpuReport(PciAddress Address, string? PciId, string? Name, string? Uuid, string? KernelDriver);

/// <summary>The machine as the report names it.</summary>
public sealed record MachineReport(
    string? Kernel, string? Distribution, string? LoadedDriver, string? InstalledDriver, string Flavour, ImmutableArray<GpuReport> Gpus)
{
    /// <summary>GPUs that the input tells without their address, such as rows of a query that did not ask for it.</summary>
    public int UnplacedGpus { get; init; }
}

/// <summary>What was found on one machine: verdict, layers, causes.</summary>
public sealed record Report(
    Origin Origin,
    MachineReport Machine,
    Status Verdict,
    ImmutableArray<LayerReport> Layers,
    ImmutableArray<PlacedFinding> RootCauses,
    ImmutableArray<PlacedFinding> Findings,
    ImmutableArray<Finding> History,
    ImmutableArray<Undecided> Undecided,
    ImmutableArray<Source> Unrecognised);
