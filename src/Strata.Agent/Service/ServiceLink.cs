using Microsoft.Extensions.Hosting;
using Strata.Agent.Sampling;
using Strata.Linux.Notify;

namespace Strata.Agent.Service;

/// <summary>
/// Tells the service manager that the agent serves, how the host is, and that the sampler goes on: a sampler that publishes
/// nothing any more is no life sign, however well the rest answers.
/// </summary>
internal sealed class ServiceLink(Sampler sampler, AgentOptions options, ServiceNotice notice, IHostApplicationLifetime lifetime, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!notice.IsHeard)
        {
            return;
        }
        using var started = lifetime.ApplicationStarted.Register(notice.Ready);
        using var stopping = lifetime.ApplicationStopping.Register(notice.Stopping);
        using var tick = new PeriodicTimer(notice.Watchdog is { } watchdog && watchdog < 3 * Usual ? watchdog / 3 : Usual, clock);
        var (seen, seenAt, told) = (sampler.Current, clock.GetTimestamp(), "");
        do
        {
            var current = sampler.Current;
            if (!ReferenceEquals(seen, current))
            {
                (seen, seenAt) = (current, clock.GetTimestamp());
            }
            if (clock.GetElapsedTime(seenAt) <= options.Interval + (notice.Watchdog ?? Usual))
            {
                notice.Alive();
            }
            if (ServiceStatus.Of(current.Sample) is var status && status != told)
            {
                notice.Status(told = status);
            }
        }
        while (await NextAsync(tick, stoppingToken).ConfigureAwait(false));
    }

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
