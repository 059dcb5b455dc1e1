using System.Globalization;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Sampling;

namespace Strata.Rendering.Top;

/// <summary>What there is to say of a GPU, in a few words. Doctor says more.</summary>
internal static class TopCondition
{
    private static readonly TimeSpan LeastStaleAfter = TimeSpan.FromSeconds(5);

    /// <summary>Sign and words; no words when all is well.</summary>
    /// <param name="gpu">The GPU.</param>
    /// <param name="now">The time by the clock that told when it was sampled.</param>
    /// <param name="interval">Time between two samples; null where it is not told.</param>
    public static (Status Status, string Words) Of(GpuStatus gpu, DateTimeOffset now, TimeSpan? interval)
    {
        var staleAfter = interval * 3 is { } three && three > LeastStaleAfter ? three : LeastStaleAfter;
        var health = gpu.Sample?.MemoryHealth;
        return gpu switch
        {
            { IsReleased: true } => (Status.NotApplicable, "released by the agent"),
            { IsAsleep: true } => (Status.NotApplicable, "asleep, not woken"),
            { Hang: [var thread, ..] } => (Status.Fault, $"hangs{Since(gpu, now)} in {thread.Call}"),
            { IsHanging: true } => (Status.Fault, "hangs" + Since(gpu, now)),
            { Answers: false } => (GpuStanding.Of(gpu), Silence(gpu) + Since(gpu, now)),
            { SampledAt: { } at } when now - at > staleAfter => (Status.Unknown, "stale" + Since(gpu, now)),
            { Sample: null } => (Status.Unknown, "no sample yet"),
            _ when health is { RemapFailed: > 0 } => (Status.Fault, "no spare row left"),
            _ when health is { RemapPending: > 0 } => (Status.Warning, "reset to remap a row"),
            _ when health is { RetirementPending: > 0 } => (Status.Warning, "reset to retire a page"),
            _ when gpu.Sample.RecoveryAction is > 0 => (Status.Warning, "driver asks for recovery"),
            _ when health is { UncorrectedVolatile: > 0 } => (Status.Warning, "memory errors"),
            _ when Words(gpu.Sample.ClockReasons ?? ClockReasons.None) is { Length: > 0 } words => (Status.Warning, words),
            _ => (Status.Ok, ""),
        };
    }

    private static string Since(GpuStatus gpu, DateTimeOffset now) =>
        gpu.SampledAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" ({Math.Max(0, (now - at).TotalSeconds):0} s)") : "";

    private static string Silence(GpuStatus gpu) => gpu.Code switch
    {
        NvmlCode.Timeout => "does not answer",
        NvmlCode.GpuIsLost => "off the bus",
        var code => gpu.Reason ?? $"NVML code {code}",
    };

    private static string Words(ClockReasons reasons) => string.Join(", ", ClockBrakes.Each.Where(one => reasons.HasFlag(one)).Select(WordsOf).Distinct());

    private static string WordsOf(ClockReasons brake) => brake switch
    {
        ClockReasons.HardwarePowerBrakeSlowdown => "power brake",
        ClockReasons.HardwareSlowdown => "hardware slowdown",
        _ => "slowed by heat",
    };
}
