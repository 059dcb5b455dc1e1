using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric;

/// <summary>What joins the GPUs of a machine.</summary>
public enum FabricKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>No NVSwitch: single GPUs, PCIe only, or NVLink bridges.</summary>
    None,

    /// <summary>NVSwitch of the generations that the host's driver manages (A100, H100, H200, A800, H800, H20).</summary>
    NvSwitch,

    /// <summary>NVLink 5 with switches on the baseboard that a subnet manager of this host configures (B100, B200, B300).</summary>
    NvLink5,

    /// <summary>NVLink 5 with switches in trays of the rack that configure themselves; IMEX joins the hosts (GB200, GB300).</summary>
    NvLink5Rack,
}

/// <summary>Facts of NVLink, NVSwitch and Fabric Manager.</summary>
public sealed record FabricFacts
{
    /// <summary>What joins the GPUs, with the place that tells.</summary>
    public Reading<FabricKind> Kind { get; init; } = Reading.NotLooked<FabricKind>("NVSwitch");

    /// <summary>True when the host itself sees NVSwitches; false in a guest whose host keeps them.</summary>
    public Reading<bool> SeesSwitches { get; init; } = Reading.NotLooked<bool>("/proc/driver/nvidia-nvswitch/devices");

    /// <summary>The Fabric Manager unit; absent when there is none.</summary>
    public Reading<UnitState> Manager { get; init; } = Reading.NotLooked<UnitState>("systemctl status nvidia-fabricmanager.service");

    /// <summary>The IMEX unit; absent when there is none.</summary>
    public Reading<UnitState> Imex { get; init; } = Reading.NotLooked<UnitState>("systemctl status nvidia-imex.service");

    /// <summary>True when the module is loaded through which switches of NVLink 5 are reached (ib_umad).</summary>
    public Reading<bool> ReachesPorts { get; init; } = Reading.NotLooked<bool>("/sys/class/infiniband_mad");

    /// <summary>Version of the Fabric Manager package or of its own words.</summary>
    public Reading<DriverVersion> ManagerVersion { get; init; } = Reading.NotLooked<DriverVersion>("nvidia-fabricmanager");

    /// <summary>Fabric state of each GPU that has one, by address: <c>Completed</c>, <c>In Progress</c>, <c>Not Started</c>.</summary>
    public ImmutableArray<(string Gpu, Reading<string> State)> States { get; init; } = [];

    /// <summary>True when a GPU waits for the fabric.</summary>
    public bool Waits => States.Any(state => state.State.Or("") is "In Progress" or "Not Started");

    /// <summary>True when every GPU has joined the fabric, whoever manages it.</summary>
    public bool IsReady => !States.IsEmpty && States.All(state => state.State.Or("") == "Completed");

    /// <summary>What these facts say of the layer.</summary>
    public LayerDescription Describe() => Kind.TryGet(out var kind) && kind == FabricKind.None
        ? new LayerDescription(Standing.NotApplicable, "no NVSwitch")
        : Kind.TryGet(out kind)
            ? new LayerDescription(States.IsEmpty || Waits ? Standing.Unknown : Standing.Known, kind is FabricKind.NvLink5 or FabricKind.NvLink5Rack ? "NVLink 5 fabric" : "NVSwitch fabric")
            : new LayerDescription(Standing.Unknown, "not read");
}
