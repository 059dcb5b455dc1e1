using System.Threading.Channels;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>Somebody who is told each event as it happens, through a queue of bounded length.</summary>
internal sealed class EventSubscription
{
    private const int Longest = 256;

    private readonly Channel<HostEvent> _queue = Channel.CreateBounded<HostEvent>(new BoundedChannelOptions(Longest) { SingleReader = true });
    private readonly CancellationTokenSource _overflow = new();

    /// <summary>What happens from now on.</summary>
    public ChannelReader<HostEvent> Events => _queue.Reader;

    /// <summary>Cancelled when the reader did not keep up; what it was told so far has no gap.</summary>
    public CancellationToken Overflow => _overflow.Token;

    /// <summary>Tells an event; false when there is no room, which ends the subscription.</summary>
    public bool Tell(HostEvent told)
    {
        if (_queue.Writer.TryWrite(told))
        {
            return true;
        }
        _queue.Writer.TryComplete();
        _ = _overflow.CancelAsync();
        return false;
    }
}
