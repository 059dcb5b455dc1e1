using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Layers.Driver.Xid;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>ECC found an error that it could not correct.</summary>
public sealed class UncorrectableMemoryError : Rule
{
    private static readonly ImmutableArray<string> Counters =
    [
        "ECC Errors/Volatile/DRAM Uncorrectable", "ECC Errors/Volatile/SRAM Uncorrectable", "ECC Errors/Volatile/SRAM Uncorrectable Parity",
        "ECC Errors/Volatile/SRAM Uncorrectable SEC-DED", "ECC Errors/Volatile/Double Bit/Total", "Volatile Uncorr. ECC",
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 210), "uncorrectable-memory-error",
        "The GPU's memory had an error that ECC could not correct",
        "The counters of the running driver, or Xid 48 with its detail 171 or 172, tell of at least one uncorrectable error since the driver started. One such error asks for a reset; several at one site ask for a test of the board.")
    {
        DependsOn =
        [
            "contained-ecc-error-app-restart", "uncontained-memory-error", "row-remap-pending-reset", "row-remap-failed", 
            "hbm-failing-row-remap-repeats", "page-retirement-failure-plus-second-gpu-init-failure", "gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors",
        ],
        Reference = "Xid 48, 171, 172; nvidia-smi -q -d ECC",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [XidSigns.Driver];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var findings = new List<Finding>();
        var reported = MemoryHistory.Of(snapshot.Driver).Where(history => !history.With(48, 171, 172).IsEmpty).ToList();
        foreach (var history in reported)
        {
            findings.Add(Find(
                Aftermath.Of(snapshot, history.Gpu), Repair.DrainAndReset, history.With(48, 171, 172).Select(item => item.Source), ResetGpu.ListClients(history.Gpu), ResetGpu.Now(history.Gpu)) with
            {
                Subject = history.Gpu?.ToString(),
                AlsoDependsOn = XidRouting.Doubt(history.With(48, 171, 172)),
            });
        }
        foreach (var gpu in snapshot.Driver.Gpus.Or([]).Where(gpu => reported.TrueForAll(history => history.Gpu != gpu.Address)))
        {
            var counted = Counters.Where(path => gpu.Number(path) is > 0 and < 1e12).ToList();
            if (counted.Count > 0)
            {
                findings.Add(Find(State.Warning, Repair.DrainAndReset, counted.Select(path => gpu.Field(path).Source), ResetGpu.ListClients(gpu.Address), ResetGpu.Now(gpu.Address)) with
                {
                    Subject = gpu.Subject,
                    Title = string.Create(CultureInfo.InvariantCulture, $"Uncorrectable memory errors since the driver started: {counted.Max(path => gpu.Number(path))}"),
                });
            }
        }
        return Verdict.Found(findings);
    }
}
