using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Linux.KernelLog;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>Follows the kernel's log for Xids, from where the run before stopped to read in this boot.</summary>
internal sealed partial class KernelWatch(Chronicle chronicle, EventHistory history, ILogger<KernelWatch> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        chronicle.Restore();
        history.Add(HostEventKind.AgentStarted, "The agent started");
        return Task.Factory.StartNew(
            () =>
            {
                if (!new KernelFollower(chronicle.NoteKernel, chronicle.NoteMissing, chronicle.NoteCaughtUp).Follow(history.Past.KernelSequence, stoppingToken))
                {
                    NotReadable();
                }
            },
            stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The kernel's log cannot be read by this user: only Xids that the driver tells as events are seen")]
    private partial void NotReadable();
}
