using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Fabric.Actions;
using Strata.Layers.Kernel;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Fabric.Rules;

/// <summary>Fabric Manager and driver are of different versions.</summary>
public sealed class FabricManagerVersionMismatch : Rule
{
    private const string Unit = "nvidia-fabricmanager.service";

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Fabric, 10), "fabric-manager-version-mismatch",
        "Fabric Manager has another version than the driver and refuses to start",
        "Fabric Manager works only with a driver of exactly its own version, to the last digit. It ends at once, the NVSwitch fabric stays unconfigured, nvidia-smi looks healthy and CUDA fails with 802 (system not yet initialized).")
    {
        Reference = "nv-fabricmanager texts; NVIDIA Fabric Manager user guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [FabricSigns.ManagerMismatch, FabricSigns.SwitchMismatch];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var hits = snapshot.Log.Current(Signs.AsSpan());
        var isUp = snapshot.Fabric.Manager.Or(null) is { IsActive: true } || (!hits.IsEmpty && snapshot.Log.Current(FabricSigns.ManagerDone).Any(hit => hit.Order > hits[^1].Order));
        if (!hits.IsEmpty && !isUp)
        {
            var driver = DriverVersion.Parse(hits[^1]["driver"]) ?? snapshot.Driver.LoadedVersion.Or(null);
            var manager = DriverVersion.Parse(hits[^1]["manager"]);
            return Verdict.Found(Make(snapshot, hits.Select(hit => hit.Source).Concat(FabricEvidence.CudaRefusals(snapshot)), manager, driver, Confidence.Certain));
        }
        if (hits.IsEmpty && snapshot.Origin.IsWholeMachine && snapshot.Userspace.Packages.IsUnreadable && snapshot.Fabric.Manager.Or(null) is { IsActive: false } && !FabricEvidence.NotReady(snapshot).IsEmpty)
        {
            return Verdict.Unknown("the fabric is not ready, and the version of Fabric Manager could not be read");
        }
        var package = snapshot.Userspace.Packages.Or([]).FirstOrDefault(item => item.IsInstalled && item.DriverVersion is not null
            && (item.Name.StartsWith("nvidia-fabricmanager", StringComparison.Ordinal) || item.Name.StartsWith("nvidia-fabric-manager", StringComparison.Ordinal)));
        return package is not null && FabricEvidence.HasFabric(snapshot) && snapshot.Driver.LoadedVersion.TryGet(out var loaded) && !loaded.Agrees(package.DriverVersion!)
            ? Verdict.Found(Make(snapshot, [package.Source, snapshot.Driver.LoadedVersion.Source], package.DriverVersion, loaded, isUp ? Confidence.Possible : Confidence.Certain) with { State = isUp ? State.Warning : State.Fault })
            : Verdict.Quiet;
    }

    private Finding Make(Snapshot snapshot, IEnumerable<Source> evidence, DriverVersion? manager, DriverVersion? driver, Confidence confidence) =>
        Find(State.Fault, Repair.ConfigFix, evidence, InstallFabricManager.Steps(snapshot.Platform.Distribution.Or(null), driver)) with
        {
            Subject = Unit,
            Title = manager is not null && driver is not null ? $"Fabric Manager {manager} does not fit driver {driver}" : Info.Title,
            Confidence = confidence,
        };
}
