using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Layers.Driver.Xid;
using Strata.Linux.KernelLog;
using Strata.Machine;
using Strata.Snapshots;

namespace Strata.Agent.Sampling;

/// <summary>Follows the kernel's log for Xids; only lines that the kernel itself wrote count.</summary>
internal sealed partial class KernelWatch(XidBook xids, ILogger<KernelWatch> log) : BackgroundService
{
    private readonly LogScanner _scanner = new([XidSigns.Driver]);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () =>
        {
            if (!KernelFollower.Follow(Look, stoppingToken))
            {
                NotReadable();
            }
        },
        stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Look(string line)
    {
        var facts = _scanner.Scan([new LogText("dmesg", Era.Current, [new LogLine(1, line)])], keepUnrecognised: false);
        foreach (var xid in XidParser.Parse(facts, withSummaries: false))
        {
            if (xid.Gpu is { } address)
            {
                xids.Add(address, xid.Code, ofKernel: true);
            }
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The kernel's log cannot be read by this user: only Xids that the driver tells as events are seen")]
    private partial void NotReadable();
}
