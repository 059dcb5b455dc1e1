using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>The bytes of one publication in one form, in memory that is used again.</summary>
internal sealed class RenderedText
{
    private readonly ArrayBufferWriter<byte> _plain = new(64 * 1024);
    private readonly MemoryStream _packed = new();

    /// <summary>Number of the publication.</summary>
    public long Number { get; private set; }

    /// <summary>Who reads it now; only the form that it belongs to counts them.</summary>
    public int Holders { get; set; }

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public void Render(ImmutableArray<Metric> table, Publication publication, bool openMetrics, bool packed)
    {
        Number = publication.Number;
        _plain.ResetWrittenCount();
        Exposition.Write(_plain, table, publication.Sample, openMetrics);
        if (!packed)
        {
            Bytes = _plain.WrittenMemory;
            return;
        }
        _packed.SetLength(0);
        using (var gzip = new GZipStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_plain.WrittenSpan);
        }
        Bytes = _packed.GetBuffer().AsMemory(0, (int)_packed.Length);
    }
}
