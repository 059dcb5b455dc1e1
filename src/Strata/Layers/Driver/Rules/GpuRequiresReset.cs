using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The driver refuses work on a GPU until it is reset.</summary>
public sealed class GpuRequiresReset : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 110), "gpu-requires-reset",
        "The GPU needs a reset before it works again",
        "After an error that it cannot clear by itself the driver refuses new work on the GPU until it is reset. Programs only see that the device is busy or unavailable; nobody holds it.")
    {
        DependsOn =
        [
            .. DriverCauses.Hardware, "gsp-failed-gpu-needs-power-cycle", "gsp-not-responding", "hbm-failing-row-remap-repeats", "row-remap-failed",
            "row-remap-pending-reset", "page-retirement-failure-plus-second-gpu-init-failure", "uncontained-memory-error",
            "contained-ecc-error-app-restart", "uncorrectable-memory-error", "nvlink5-error-follow-causing-xid",
        ],
        Reference = "NV_ERR_RESET_REQUIRED 0x62; NVML_ERROR_RESET_REQUIRED 16; Xid 154",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.ResetRequired, DriverSigns.ResetRequiredInContainer, DriverSigns.ResetField, XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var driver = snapshot.Driver;
        var asked = new List<(PciAddress? Gpu, Source Source, Repair Repair)>();
        asked.AddRange(driver.NvmlFailures.Where(failure => failure.Code == NvmlCode.ResetRequired).Select(failure => (failure.Gpu, failure.Source, Repair.ResetGpu)));
        foreach (var gpu in driver.Gpus.Or([]))
        {
            if (gpu.Is("GPU Reset Status/Reset Required", "Yes"))
            {
                asked.Add((gpu.Address, gpu.Field("GPU Reset Status/Reset Required").Source, Repair.ResetGpu));
            }
            else if (gpu.Field("GPU Recovery Action").TryGet(out var text) && RecoveryAction.Of(text) is { } repair and (Repair.ResetGpu or Repair.DrainAndReset))
            {
                asked.Add((gpu.Address, gpu.Field("GPU Recovery Action").Source, repair));
            }
        }
        if (asked.Count == 0)
        {
            asked.AddRange(snapshot.Log.Current(DriverSigns.ResetField).Select(hit => ((PciAddress?)null, hit.Source, Repair.ResetGpu)));
        }
        asked.AddRange(Announced(driver));
        asked.AddRange(snapshot.Log.Current(DriverSigns.ResetRequired, DriverSigns.ResetRequiredInContainer).Select(hit => ((PciAddress?)null, hit.Source, Repair.ResetGpu)));
        asked.RemoveAll(item => Aftermath.Of(snapshot, item.Gpu) != State.Fault);
        return Verdict.Found(asked.GroupBy(item => item.Gpu).OrderBy(group => group.Key).Select(group => Find(
            State.Fault, group.Max(item => item.Repair), group.Select(item => item.Source),
            ResetGpu.ListClients(group.Key), ResetGpu.Now(group.Key), RestartHost.Reboot(" where the GPU cannot be reset alone.")) with
        {
            Subject = group.Key?.ToString(),
        }));
    }

    // The last announcement of a GPU counts.
    private static IEnumerable<(PciAddress? Gpu, Source Source, Repair Repair)> Announced(DriverFacts driver) => driver.CurrentXids
        .Where(item => item.Code == 154)
        .GroupBy(item => item.Gpu)
        .Select(group => group.Last())
        .Where(item => RecoveryAction.Of(item.Text) is Repair.ResetGpu or Repair.DrainAndReset && !XidRouting.HasLinkFailure(driver, item.Gpu))
        .Select(item => (item.Gpu, item.Source, RecoveryAction.Of(item.Text) ?? Repair.ResetGpu));
}
