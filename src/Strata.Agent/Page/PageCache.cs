using System.IO.Compression;
using Strata.Metrics;

namespace Strata.Agent.Page;

/// <summary>
/// Pages as they were last written. However many people look, each page is written once for each sample and second; the memory to
/// write in is used again.
/// </summary>
internal sealed class PageCache
{
    private const int MostPages = 256;

    private readonly Lock _lock = new();
    private readonly HtmlBuffer _html = new();
    private readonly Dictionary<(string? Uuid, bool Packed), ReadOnlyMemory<byte>> _pages = [];
    private (HostSample? Sample, long Second) _of;

    /// <summary>A page; written by <paramref name="view"/> when there is none of this sample and second.</summary>
    /// <param name="sample">The sample that it is of.</param>
    /// <param name="now">The time at which somebody looks.</param>
    /// <param name="uuid">The GPU that it is about; null for the host.</param>
    /// <param name="packed">True for gzip.</param>
    /// <param name="view">Gathers what is drawn.</param>
    public ReadOnlyMemory<byte> Get(HostSample sample, DateTimeOffset now, string? uuid, bool packed, Func<PageView> view)
    {
        lock (_lock)
        {
            var of = (sample, now.ToUnixTimeSeconds());
            if (!ReferenceEquals(_of.Sample, sample) || _of.Second != of.Item2 || _pages.Count > MostPages)
            {
                _pages.Clear();
                _of = of;
            }
            if (!_pages.TryGetValue((uuid, packed), out var page))
            {
                _html.Clear();
                AgentPage.Write(_html, view());
                _pages[(uuid, packed)] = page = packed ? Pack(_html.Written) : _html.Written.ToArray();
            }
            return page;
        }
    }

    private static ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> page)
    {
        using var packed = new MemoryStream(16 * 1024);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(page);
        }
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }
}
