using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Rendering;
using Strata.Rendering.Top;
using Strata.Sampling;
using GpuProcess = Strata.Sampling.GpuProcess;

namespace Strata.Tests.Rendering.Top;

/// <summary>States for the tests of the live view.</summary>
internal static class TopSamples
{
    public static DateTimeOffset At { get; } = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static TopSurface Surface { get; } = new(80, 24, Ascii: false);

    public static TopState State(params GpuStatus[] gpus) =>
        new TopState("from a test") { Now = At }.With(new GpuList(new DriverIdentity("580.1", null, "13.0", gpus.Length, "lib"), [.. gpus], At));

    public static GpuStatus Gpu(int index, params GpuProcess[] processes) => new(index)
    {
        Identity = new GpuIdentity(index, $"GPU-{index}", PciAddress.TryParse($"0000:{index + 1:x2}:00.0", out var address) ? address : default, "NVIDIA H100") { SlowdownCelsius = 87 },
        Sample = new GpuSample { Utilization = 0.5, MemoryUsedBytes = 40d * (1L << 30), MemoryTotalBytes = 80d * (1L << 30), Celsius = 40, PowerWatts = 100, PowerLimitWatts = 700 },
        SampledAt = At,
        Detail = new GpuDetail { Processes = [.. processes] },
        DetailedAt = At,
        Code = NvmlCode.Success,
    };

    public static GpuProcess Process(int number, double? mebibytes = 100) => new(number, "compute", mebibytes * 1024 * 1024, null, null);

    public static TopState Press(this TopState state, string keys, TopSurface? surface = null) =>
        keys.Aggregate(state, (now, key) => TopControls.Press(now, new TopKey(TopKeyKind.Letter, key), surface ?? Surface));

    public static TopState Press(this TopState state, TopKeyKind kind, TopSurface? surface = null) => TopControls.Press(state, new TopKey(kind), surface ?? Surface);

    public static string[] Lines(this TopState state, TopSurface? surface = null)
    {
        var frame = TopPage.Draw(state, surface ?? Surface);
        return [.. Enumerable.Range(0, frame.Height).Select(frame.Text)];
    }
}
