using System.Collections.Immutable;
using Strata.Metrics;

namespace Strata.Agent.Sampling;

/// <summary>
/// One form in which the metrics are scraped. What somebody asked for lately is rendered when a sample is published, so that a
/// scrape only copies bytes; the first who asks after a pause waits for the rendering. Texts that nobody reads any more are
/// used again.
/// </summary>
internal sealed class TextForm(ImmutableArray<Metric> table, bool openMetrics, bool packed)
{
    // Publications without a scrape after which nobody is waited for any more; a scrape a minute keeps a form warm at one sample a second.
    private const int Patience = 120;
    private const int MostSpare = 2;

    private readonly Lock _lock = new();
    private readonly Stack<RenderedText> _spare = new();
    private RenderedText? _newest;
    private long _asked = long.MinValue / 2;

    /// <summary>Renders the publication if this form was asked for lately.</summary>
    public void Prepare(Publication publication)
    {
        RenderedText text;
        lock (_lock)
        {
            if (publication.Number - _asked > Patience)
            {
                return;
            }
            text = _spare.Count > 0 ? _spare.Pop() : new RenderedText();
        }
        // Nobody else has this text yet: readers go on with the one before.
        text.Render(table, publication, openMetrics, packed);
        lock (_lock)
        {
            Put(text);
        }
    }

    /// <summary>The text of the publication, or of a newer one. It stays as it is until it is given back.</summary>
    public TextLease Rent(Publication publication)
    {
        lock (_lock)
        {
            _asked = Math.Max(_asked, publication.Number);
            if (_newest is null || _newest.Number < publication.Number)
            {
                var text = _spare.Count > 0 ? _spare.Pop() : new RenderedText();
                text.Render(table, publication, openMetrics, packed);
                Put(text);
            }
            var newest = _newest!;
            newest.Holders++;
            return new TextLease(this, newest);
        }
    }

    /// <summary>Takes a text back.</summary>
    public void Return(RenderedText text)
    {
        lock (_lock)
        {
            text.Holders--;
            Spare(text);
        }
    }

    private void Put(RenderedText text)
    {
        if (_newest is { } newest && newest.Number >= text.Number)
        {
            Spare(text);
            return;
        }
        var before = _newest;
        _newest = text;
        if (before is not null)
        {
            Spare(before);
        }
    }

    private void Spare(RenderedText text)
    {
        if (text.Holders == 0 && text != _newest && _spare.Count < MostSpare)
        {
            _spare.Push(text);
        }
    }
}
