using Microsoft.Extensions.Hosting;
using Strata.Agent.Sampling;
using Strata.Linux.Notify;

namespace Strata.Agent.Service;

/// <summary>
/// Tells the service manager that the agent serves, how the host is, and that the sampler goes on: a sampler that ends no tick
/// any more is no life sign, however well the rest answers.
/// </summary>
internal sealed class ServiceLink(Sampler sampler, AgentOptions options, ServiceNotice notice, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    private volatile bool _isReadyTold;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!notice.IsHeard)
        {
            return;
        }
        using var started = lifetime.ApplicationStarted.Register(TellReady);
        using var stopping = lifetime.ApplicationStopping.Register(notice.Stopping);
        using var tick = new PeriodicTimer(notice.Watchdog is { } watchdog && watchdog < 3 * Usual ? watchdog / 3 : Usual, clock);
        var (seen, seenAt, told) = (0L, clock.GetTimestamp(), "");
        do
        {
            if (!_isReadyTold && lifetime.ApplicationStarted.IsCancellationRequested)
            {
                TellReady();
            }
            // The last sample is published anew with each event, so that alone says nothing of the sampler.
            var sample = sampler.Current.Sample;
            if (seen != sample.Ticks.Count)
            {
                (seen, seenAt) = (sample.Ticks.Count, clock.GetTimestamp());
            }
            if (clock.GetElapsedTime(seenAt) <= options.Interval + (notice.Watchdog ?? Usual))
            {
                notice.Alive();
            }
            if (ServiceStatus.Of(sample, options.DoctorOldAfter) is var status && status != told && notice.Status(status))
            {
                told = status;
            }
        }
        while (await NextAsync(tick, stoppingToken).ConfigureAwait(false));
    }

    private void TellReady() => _isReadyTold = notice.Ready();

    private static async ValueTask<bool> NextAsync(PeriodicTimer tick, CancellationToken cancel)
    {
        try
        {
            return await tick.WaitForNextTickAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
