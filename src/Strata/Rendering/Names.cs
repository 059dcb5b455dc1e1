using Strata.Judging;
using Strata.Planning;

namespace Strata.Rendering;

/// <summary>Words of the contract for the enumerations of a report.</summary>
public static class Names
{
    /// <summary>Name of a layer.</summary>
    public static string Of(Layer layer) => layer.ToString().ToLowerInvariant();

    /// <summary>Name of a status.</summary>
    public static string Of(Status status) => status == Status.NotApplicable ? "not-applicable" : status.ToString().ToLowerInvariant();

    /// <summary>Name of a state.</summary>
    public static string Of(State state) => state.ToString().ToLowerInvariant();

    /// <summary>Name of a confidence.</summary>
    public static string Of(Confidence confidence) => confidence.ToString().ToLowerInvariant();

    /// <summary>Name of a risk.</summary>
    public static string Of(Risk risk) => risk.ToString().ToLowerInvariant();

    /// <summary>Name of a repair.</summary>
    public static string Of(Repair repair) => repair switch
    {
        Repair.RestartApp => "restart-app",
        Repair.ConfigFix => "config-fix",
        Repair.RestartService => "restart-service",
        Repair.RestartContainer => "restart-container",
        Repair.ReloadModule => "reload-module",
        Repair.ResetGpu => "reset-gpu",
        Repair.DrainAndReset => "drain-and-reset",
        Repair.RestartVm => "restart-vm",
        Repair.PowerCycle => "power-cycle",
        Repair.CheckHardware => "check-hardware",
        Repair.ContactSupport => "contact-support",
        _ => repair.ToString().ToLowerInvariant(),
    };
}
