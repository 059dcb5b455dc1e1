using System.Collections.Immutable;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Fields;
using Strata.Sampling;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Reads what went over each NVLink: counters of bytes from the fifth generation on, of KiB before.</summary>
internal sealed class LinkReader(NvmlDevice device, int branch, int links)
{
    private readonly ImmutableArray<(FieldId Sent, FieldId Received, FieldId OlderSent, FieldId OlderReceived)> _links =
    [
        .. Enumerable.Range(0, links).Select(link => (
            FieldIds.NvLinkSentBytes.At((uint)link), FieldIds.NvLinkReceivedBytes.At((uint)link), FieldIds.NvLinkSent.At((uint)link), FieldIds.NvLinkReceived.At((uint)link))),
    ];

    private FieldBatch? _batch;

    /// <summary>Number of links that are read.</summary>
    public int Links => _links.Length;

    /// <summary>The links that tell their traffic.</summary>
    public ImmutableArray<NvLinkTraffic> Read()
    {
        _batch ??= new FieldBatch(branch, [.. _links.SelectMany(link => (FieldId[])[link.Sent, link.Received, link.OlderSent, link.OlderReceived])]);
        return _links.IsEmpty || _batch.Read(device.Library, device.Handle) != NvmlCode.Success ? [] :
        [
            .. _links.Select((link, number) => new NvLinkTraffic(number, Bytes(_batch, link.Sent, link.OlderSent), Bytes(_batch, link.Received, link.OlderReceived)))
                .Where(link => link.SentBytes is not null || link.ReceivedBytes is not null),
        ];
    }
}
