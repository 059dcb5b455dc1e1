using System.Diagnostics;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>
/// Reads the counters of the units of a GPU, or of one GPU instance of it, and tells what they did since the reading before.
/// It owns two samples of the library, which must be freed before the library is shut down.
/// </summary>
/// <param name="device">The GPU.</param>
/// <param name="instance">GPU instance of MIG; null for the whole GPU.</param>
/// <param name="every">Time between two readings; in between the last answer stands.</param>
internal sealed unsafe class GpmReader(NvmlDevice device, uint? instance, TimeSpan every) : IDisposable
{
    private const uint SupportVersion = 1;
    private const uint MetricsVersion = 1;
    private const double Mebi = 1024 * 1024;

    // Numbers of the metrics (source: nvmlGpmMetricId_t of nvml.h).
    private const uint Graphics = 1, Sm = 2, SmOccupancy = 3, Tensor = 5, Dram = 10, Fp64 = 11, Fp32 = 12, Fp16 = 13;
    private const uint PcieSent = 20, PcieReceived = 21, NvLinkReceived = 60, NvLinkSent = 61;
    private static readonly uint[] Wanted = [Graphics, Sm, SmOccupancy, Tensor, Dram, Fp64, Fp32, Fp16, PcieSent, PcieReceived, NvLinkReceived, NvLinkSent];

    private nint _last;
    private nint _spare;
    private bool _hasLast;
    private long _readAt;
    private UnitActivity? _activity;

    /// <summary>What the units did between the last two readings; null before the second and where the GPU does not tell.</summary>
    public UnitActivity? Read()
    {
        if (_readAt != 0 && Stopwatch.GetElapsedTime(_readAt) < every)
        {
            return _activity;
        }
        _readAt = Stopwatch.GetTimestamp();
        if (!IsReady() || Take() != NvmlCode.Success)
        {
            _hasLast = false;
            return _activity = null;
        }
        _activity = _hasLast ? Between(_last, _spare) : null;
        (_last, _spare, _hasLast) = (_spare, _last, true);
        return _activity;
    }

    public void Dispose()
    {
        Free(ref _last);
        Free(ref _spare);
        _hasLast = false;
    }

    private bool IsReady()
    {
        if (_last != 0 && _spare != 0)
        {
            return true;
        }
        var support = device.Get(GpmCalls.Support, new GpmSupport { Version = SupportVersion });
        if (support is not { IsKnown: true, Value.IsSupported: 1 })
        {
            return false;
        }
        _last = _last != 0 ? _last : GpmCalls.SampleAlloc.Get(device.Library).Or(0);
        _spare = _spare != 0 ? _spare : GpmCalls.SampleAlloc.Get(device.Library).Or(0);
        return _last != 0 && _spare != 0;
    }

    private int Take() => instance is { } id
        ? GpmCalls.MigSampleGet.Do(device.Library, device.Handle, (nint)id, _spare)
        : GpmCalls.SampleGet.Do(device.Library, device.Handle, _spare);

    private void Free(ref nint sample)
    {
        if (sample != 0)
        {
            GpmCalls.SampleFree.Do(device.Library, sample);
            sample = 0;
        }
    }

    private UnitActivity? Between(nint first, nint second)
    {
        var question = new GpmMetrics { Version = MetricsVersion, Count = (uint)Wanted.Length, First = first, Second = second };
        for (var i = 0; i < Wanted.Length; i++)
        {
            question.Metrics[i] = new GpmMetric { Metric = Wanted[i], Code = NvmlCode.Unknown };
        }
        if (device.Library.Call(GpmCalls.MetricsGet, (nint)(&question)) != NvmlCode.Success)
        {
            return null;
        }
        return new UnitActivity
        {
            Graphics = Part(question, Graphics), Sm = Part(question, Sm), SmOccupancy = Part(question, SmOccupancy), Tensor = Part(question, Tensor),
            Dram = Part(question, Dram), Fp64 = Part(question, Fp64), Fp32 = Part(question, Fp32), Fp16 = Part(question, Fp16),
            PcieSentBytesPerSecond = Rate(question, PcieSent), PcieReceivedBytesPerSecond = Rate(question, PcieReceived),
            NvLinkSentBytesPerSecond = Rate(question, NvLinkSent), NvLinkReceivedBytesPerSecond = Rate(question, NvLinkReceived),
        };
    }

    private static double? Part(in GpmMetrics answer, uint metric) => Of(answer, metric) / Percent;

    private static double? Rate(in GpmMetrics answer, uint metric) => Of(answer, metric) * Mebi;

    private static double? Of(in GpmMetrics answer, uint metric)
    {
        var told = answer.Metrics[Array.IndexOf(Wanted, metric)];
        return told.Code == NvmlCode.Success && double.IsFinite(told.Value) ? told.Value : null;
    }
}
