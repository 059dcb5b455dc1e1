using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus;
using Strata.Layers.Platform.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The driver could not start a GPU.</summary>
public sealed class RmInitAdapterFailed : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 80), "rm-init-adapter-failed",
        "The driver could not initialise the GPU",
        "The module has the GPU but its start failed. The numbers behind RmInitAdapter name a place in the driver and not a cause; the first NVRM line before them does.")
    {
        DependsOn =
        [
            .. DriverCauses.Hardware, .. DriverCauses.Start, "gpu-needs-legacy-driver-branch", "gpu-needs-open-kernel-module",
            "gpu-needs-proprietary-kernel-module", "nvidia-kernel-modules-mixed-versions", "driver-library-mismatch-module-package-not-upgraded",
        ],
        Reference = "open-gpu-kernel-modules 595: osinit.c, nv.c",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.RmInitFailed, DriverSigns.RmInitNode];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var started = snapshot.Driver.NvmlWorks && snapshot.Origin.Kind != OriginKind.Text
            ? snapshot.Driver.Gpus.Or([]).Where(gpu => gpu.Name is not null && gpu.Uuid is not null).Select(gpu => gpu.Address).ToHashSet()
            : [];
        var failed = snapshot.Log.Current(DriverSigns.RmInitFailed, DriverSigns.RmInitNode)
            .GroupBy(hit => PciAddress.Parse(hit["gpu"]))
            .Where(group => group.Key is not { } gpu || !started.Contains(gpu))
            .OrderBy(group => group.Key);
        return Verdict.Found(failed.Select(group => Find(
            State.Fault, Repair.Reboot, group.Select(hit => hit.Source),
            PlanAction.Look("See the NVRM lines before the failure; the first one names the cause.", "journalctl", "-k", "-b", "--grep", "NVRM"),
            RestartHost.PowerCycle(),
            PlanAction.Safe("If it fails after that too, write the report that the vendor asks for.", "nvidia-bug-report.sh")) with
        {
            Subject = group.Key?.ToString(),
            Confidence = Confidence.Likely,
        }));
    }
}
