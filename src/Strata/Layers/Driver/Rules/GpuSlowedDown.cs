using System.Collections.Immutable;
using System.Globalization;
using Strata.Judging;
using Strata.Machine;
using Strata.Planning;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Layers.Driver.Rules;

/// <summary>A GPU at work is slowed by heat or by its power supply.</summary>
public sealed class GpuSlowedDown : Rule
{
    private const string Reasons = "Clocks Event Reasons/";
    private const double BusyPercent = 30;
    private const double LeastPart = 0.25;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(10);

    private static readonly ImmutableArray<(string Path, ClockReasons Reason)> Brakes =
    [
        .. ClockBrakes.Each.Select(brake => (Reasons + brake switch
        {
            ClockReasons.HardwareThermalSlowdown => "HW Thermal Slowdown",
            ClockReasons.HardwarePowerBrakeSlowdown => "HW Power Brake Slowdown",
            ClockReasons.SoftwareThermalSlowdown => "SW Thermal Slowdown",
            _ => "HW Slowdown",
        }, brake)),
    ];

    /// <inheritdoc/>
    public override RuleInfo Info { get; } = new(
        new RuleCode(Layer.Driver, 310), "gpu-slowed-by-heat-or-power",
        "A GPU at work is slowed down by heat or by its power supply",
        "The hardware lowers the clocks to protect the board: it is too hot, or the power supply signals that it cannot deliver (power brake). One sample of an idle GPU says nothing, and a GPU at its normal power limit under load is healthy; this one is busy and braked by the hardware.")
    {
        DependsOn = ["gpu-power-cables-missing"],
        Reference = "nvml.h nvmlClocksEventReasons",
    };

    /// <inheritdoc/>
    public override Verdict Judge(Snapshot snapshot) => Found(snapshot) switch
    {
        Verdict.QuietVerdict when snapshot.Driver.Gpus.Or([]).FirstOrDefault(gpu => gpu.Trend is { } trend && trend.UnjudgedHeld >= LeastPart * trend.Samples && trend.UnjudgedHeld > 0) is { } unjudged =>
            Verdict.Unknown($"the clocks of {unjudged.Subject} are held back, and nothing tells whether it works: under MIG the driver tells no utilisation"),
        var verdict => verdict,
    };

    private Verdict Found(Snapshot snapshot) => Verdict.Found(snapshot.Driver.Gpus.Or([])
        .Where(gpu => gpu.Trend is not null || gpu.Number("Utilization/GPU") >= BusyPercent)
        .Select(gpu => (Gpu: gpu, Active: (gpu.Trend is { } trend ? Sustained(trend) : Braking(gpu)).ToList()))
        .Where(item => item.Active.Count > 0)
        .Select(item => Find(
            State.Warning, Repair.CheckHardware,
            item.Gpu.Trend is { } trend ? item.Active.Select(path => Seen(item.Gpu, trend, path)) : [.. item.Active.Select(path => item.Gpu.Field(path).Source), item.Gpu.Field("Utilization/GPU").Source],
            PlanAction.Look("Watch temperature, power and the reasons for a minute under load.", "nvidia-smi", "--query-gpu=temperature.gpu,power.draw,clocks.sm,clocks_event_reasons.active", "--format=csv", "-l", "5", "-i", item.Gpu.Selector),
            PlanAction.ByHand(item.Active.Exists(path => path.Contains("Brake", StringComparison.Ordinal))
                ? "Check power supply, power cables and the power budget of the chassis."
                : "Check fans, dust, airflow and the seat of the cooler.")) with
        {
            Subject = item.Gpu.Subject,
            Confidence = Confidence.Likely,
        }));

    private static IEnumerable<string> Braking(GpuState gpu) => Brakes.Select(brake => brake.Path).Where(path => gpu.Is(path, "Active"));

    // A board at its limit touches it now and then; one that stays there is slow.
    private static IEnumerable<string> Sustained(GpuTrend trend) => Brakes
        .Where(brake => trend.PartHeld(brake.Reason) >= LeastPart && trend.TimeHeld(brake.Reason) >= LeastTime)
        .Select(brake => brake.Path);

    private static Source Seen(GpuState gpu, GpuTrend trend, string path) => gpu.Source with
    {
        Text = string.Create(CultureInfo.InvariantCulture,
            $"GPU {gpu.Index}: {path[Reasons.Length..]} in {trend.Held.GetValueOrDefault(Brakes.First(brake => brake.Path == path).Reason)} of {trend.BusySamples} samples under load, over {trend.Span.TotalSeconds:0} s"),
    };
}
