using Microsoft.Extensions.Hosting;
using Strata.Agent.History;
using Strata.Sampling;

namespace Strata.Agent.Sampling;

/// <summary>Publishes the last sample anew as soon as something happened, so that an event does not wait for the next tick, nor for a GPU that hangs.</summary>
internal sealed class Renewal(EventHistory history, Sampler sampler, TimeProvider clock) : BackgroundService
{
    // A flood of events is published a few times a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _happened = new(0, 1);

    /// <inheritdoc/>
    public override void Dispose()
    {
        history.StopListening(Signal);
        base.Dispose();
        _happened.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        history.Listen(Signal);
        while (!stoppingToken.IsCancellationRequested)
        {
            await _happened.WaitAsync(stoppingToken).ConfigureAwait(false);
            sampler.Republish();
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    private void Signal(HostEvent told) => Signal();

    /// <summary>Asks for it; nobody waits until it is done.</summary>
    public void Signal()
    {
        try
        {
            _happened.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // It is told already, or the agent ends.
        }
    }
}
