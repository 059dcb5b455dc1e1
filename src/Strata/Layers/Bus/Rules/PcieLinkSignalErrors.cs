using System.Collections.Immutable;
using Strata.Judging;
using Strata.Layers.Bus.Actions;
using Strata.Machine;
using Strata.Planning;
using Strata.Snapshots;

namespace Strata.Layers.Bus.Rules;

/// <summary>The link of a GPU reports errors while the GPU still answers.</summary>
public sealed class PcieLinkSignalErrors : Rule
{
    // A healthy link corrects an error now and then; these are worth a word, and a warning when they come this often.
    private const long ManyCorrected = 100;
    private const double ManyPerHour = 10;

    private static readonly PlanAction[] Watch =
        [PlanAction.ByHand("Nothing to do: the link repeats a damaged packet now and then. Look again in an hour; more than ten new errors point to seating, riser or cable")];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Bus, 30),
        "pcie-link-signal-errors",
        "The PCI Express link of the GPU has signal errors",
        "The link to the GPU damages packets and repeats them. Corrected errors cost speed; uncorrected ones lose data and end in a "
        + "lost GPU. The cause is electrical: seating, riser, cable, power supply, or a speed that this path cannot carry.")
    {
        DependsOn = ["gpu-fallen-off-bus-pcie-link-errors", "gpu-fallen-off-bus"],
        Reference = "PCI Express advanced error reporting; sysfs aer_dev_*",
    };

    /// <inheritdoc/>
    public override ImmutableArray<LogSign> Signs => LinkErrors.Signs;

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot)
    {
        var findings = new List<Finding>();
        foreach (var era in Enum.GetValues<Era>())
        {
            findings.AddRange(LinkErrors.Find(snapshot, era).GroupBy(error => error.Gpu).Where(group => IsPattern(snapshot, group))
                .OrderBy(group => group.Key).Select(group => FromLog([.. group], era, IsRare(snapshot, [.. group]))));
        }
        var told = findings.Where(finding => finding.Era == Era.Current).Select(finding => finding.Subject).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(snapshot.Bus.Gpus.Where(gpu => !told.Contains(gpu.Address.ToString())).Select(gpu => FromCounters(snapshot, gpu)).OfType<Finding>());
        return Verdict.Found(findings);
    }

    // In the log of a whole machine one corrected error is noise; in a pasted text it is what the person asks about.
    private static bool IsPattern(Snapshot snapshot, IEnumerable<LinkError> errors) =>
        snapshot.Origin.Kind == OriginKind.Text || errors.Any(error => error.Severe) || errors.Count(error => error.Hit.Sign == BusSigns.BusError) >= 5;

    // Corrected errors that a whole machine's log spreads over many hours.
    private static bool IsRare(Snapshot snapshot, ImmutableArray<LinkError> errors)
    {
        var stamps = errors.Select(error => error.Hit.Prefix.Seconds).OfType<double>().ToList();
        return snapshot.Origin.Kind != OriginKind.Text && stamps.Count > 1 && !errors.Any(error => error.Severe)
            && errors.Count(error => error.Hit.Sign == BusSigns.BusError) <= ManyPerHour * Math.Max(1, (stamps.Max() - stamps.Min()) / 3600);
    }

    private Finding FromLog(ImmutableArray<LinkError> errors, Era era, bool rare)
    {
        var severe = errors.Any(error => error.Severe);
        var gpu = errors[0].Gpu?.ToString();
        var state = severe ? State.Fault : rare ? State.Info : State.Warning;
        return Find(state, rare ? Repair.None : Repair.CheckHardware, errors.OrderByDescending(error => error.Severe).Select(error => error.Hit.Source).Take(5), rare ? Watch : RecoverGpu.LinkChecks()) with
        {
            Subject = gpu,
            Title = !errors.Any(error => error.Sure) ? "A PCI Express link, probably that of the GPU, has signal errors"
                : gpu is null ? Info.Title : $"The PCI Express link of GPU {gpu} has {(severe ? "uncorrected" : "signal")} errors",
            Why = $"{Info.Why} Seen: {LinkErrors.Describe(errors)}.",
            Confidence = errors.Any(error => error.Sure) ? Confidence.Certain : severe ? Confidence.Possible : Confidence.Likely,
            Era = era,
        };
    }

    private Finding? FromCounters(Snapshot snapshot, PciFunction gpu)
    {
        var both = new[] { gpu, gpu.Port is { } port ? snapshot.Bus.At(port) : null }.OfType<PciFunction>().Where(function => function.Aer.IsKnown).ToList();
        var corrected = both.Sum(function => function.Aer.Or(default).Correctable);
        var fatal = both.Sum(function => function.Aer.Or(default).Fatal);
        if (corrected < ManyCorrected && fatal == 0)
        {
            return null;
        }
        var uptime = snapshot.Bus.Uptime;
        var often = uptime.TryGet(out var hours) && corrected > ManyPerHour * Math.Max(1, hours);
        var warn = fatal > 0 || often;
        var evidence = both.Select(function => function.Aer.Source).Concat(uptime.IsKnown ? [uptime.Source] : []);
        return Find(warn ? State.Warning : State.Info, warn ? Repair.CheckHardware : Repair.None, evidence, warn ? RecoverGpu.LinkChecks() : Watch) with
        {
            Subject = gpu.Address.ToString(),
            Title = $"The PCI Express link of GPU {gpu.Address} has counted {corrected} corrected and {fatal} fatal errors since boot",
            Confidence = Confidence.Likely,
        };
    }
}
