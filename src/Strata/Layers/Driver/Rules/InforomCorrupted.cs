using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Driver.Actions;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>The board's configuration memory is damaged.</summary>
public sealed class InforomCorrupted : Rule
{
    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 240), "inforom-corrupted",
        "The board's InfoROM is damaged",
        "The InfoROM keeps the board's settings, its ECC history and the list of bad rows. With a damaged one the GPU computes, but settings are lost and bad memory is forgotten at each start.")
    {
        DependsOn = ["gpu-fallen-off-bus", "gpu-fallen-off-bus-pcie-link-errors"],
        Reference = "texts of nvidia-smi; NVML 14",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs { get; } = [DriverSigns.Inforom];

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Verdict.Found(snapshot.Driver.DamagedInforoms
        .GroupBy(item => item.Gpu).OrderBy(group => group.Key)
        .Select(group => Find(State.Warning, Repair.ContactSupport, group.Select(item => item.Source), ReplaceBoard.Steps(group.Key)) with
        {
            Subject = group.Key?.ToString(),
        }));
}
