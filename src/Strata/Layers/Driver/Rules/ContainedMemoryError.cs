using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>An uncorrectable memory error hit one program only.</summary>
public sealed class ContainedMemoryError : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 190), "contained-ecc-error-app-restart",
        "A memory error was contained to one program: start that program again",
        "Memory reported an error that ECC could not correct, and the GPU confined it to the program that touched it (Xid 94). Other programs go on. The words RST and D-RST at the end of the line are the driver's own advice about a reset.")
    {
        DependsOn =
        [
            "row-remap-pending-reset", "row-remap-failed", "hbm-failing-row-remap-repeats", 
            "page-retirement-failure-plus-second-gpu-init-failure", "uncontained-memory-error", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors",
            "device-plugin-keeps-gpu-unhealthy-after-xid",
        ],
        Reference = "Xid 94; NVIDIA GPU memory error management guide",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(MemoryHistory.Of(snapshot.Driver)
        .Where(history => !history.With(94).IsEmpty)
        .Select(history =>
        {
            var hits = history.With(94);
            var program = hits.Select(item => item.Process).FirstOrDefault(name => name.Length > 0) ?? "";
            var reset = hits.Any(item => Asks(item, "RST: Yes"));
            return Find(
                Aftermath.Of(snapshot, history.Gpu), reset ? Repair.DrainAndReset : Repair.RestartApp, hits.Concat(history.With(48, 171, 172)).Select(item => item.Source),
                reset
                    ? [RestartProgram.Named(program), ResetGpu.ListClients(history.Gpu), ResetGpu.Now(history.Gpu)]
                    : [RestartProgram.Named(program), PlanAction.Look("See at a quiet hour whether a row waits for a reset.", "nvidia-smi", "-q", "-d", "ROW_REMAPPER,ECC")]) with
            {
                Subject = history.Gpu?.ToString(),
                AlsoDependsOn = XidRouting.Doubt(hits),
            };
        }));

    private static bool Asks(XidEvent item, string words) => item.Text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
