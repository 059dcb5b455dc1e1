using Strata.Sampling;

namespace Strata.Metrics;

/// <summary>Traffic over PCIe per second, from the counters of two samples: the driver's own rate would block 20 ms for each direction.</summary>
public static class PcieRates
{
    /// <summary>The GPU with its rates; without them where it is another GPU, or where a counter started anew between the samples.</summary>
    /// <param name="before">The GPU one sample earlier; null where there was none.</param>
    /// <param name="now">The GPU now.</param>
    public static GpuStatus Between(GpuStatus? before, GpuStatus now)
    {
        if (now.Sample is not { } sample || before?.Sample is not { } old || before.Identity?.Uuid != now.Identity?.Uuid)
        {
            return now;
        }
        var seconds = (now.SampledAt - before.SampledAt)?.TotalSeconds ?? 0;
        var pcie = seconds switch
        {
            // The GPU was not sampled again: what was known stays.
            0 => sample.Pcie with { SentBytesPerSecond = old.Pcie.SentBytesPerSecond, ReceivedBytesPerSecond = old.Pcie.ReceivedBytesPerSecond },
            < 0 => sample.Pcie,
            _ => sample.Pcie with
            {
                SentBytesPerSecond = Rate(old.Pcie.SentBytes, sample.Pcie.SentBytes, seconds),
                ReceivedBytesPerSecond = Rate(old.Pcie.ReceivedBytes, sample.Pcie.ReceivedBytes, seconds),
            },
        };
        return now with { Sample = sample with { Pcie = pcie } };
    }

    private static double? Rate(double? from, double? to, double seconds) => from is { } start && to is { } end && end >= start ? (end - start) / seconds : null;
}
