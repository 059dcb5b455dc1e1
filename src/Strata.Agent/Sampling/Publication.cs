using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>One sample with every form in which it can be scraped, made once; a scrape only copies bytes.</summary>
internal sealed class Publication
{
    private readonly Dictionary<(MetricSet, bool OpenMetrics, bool Packed), ReadOnlyMemory<byte>> _texts = [];

    public Publication(HostSample sample, ImmutableArray<MetricSet> sets)
    {
        Sample = sample;
        foreach (var set in sets)
        {
            foreach (var openMetrics in (ReadOnlySpan<bool>)[false, true])
            {
                var text = new ArrayBufferWriter<byte>(64 * 1024);
                Exposition.Write(text, set.Table(), sample, openMetrics);
                _texts[(set, openMetrics, false)] = text.WrittenMemory;
                _texts[(set, openMetrics, true)] = Pack(text.WrittenSpan);
            }
        }
    }

    public HostSample Sample { get; }

    public ReadOnlyMemory<byte> Text(MetricSet set, bool openMetrics, bool packed) => _texts[(set, openMetrics, packed)];

    private static byte[] Pack(ReadOnlySpan<byte> text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }
        return packed.ToArray();
    }
}
