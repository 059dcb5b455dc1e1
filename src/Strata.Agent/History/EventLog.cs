using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.Sampling;
using Strata.Rendering;
using Strata.Sampling;

namespace Strata.Agent.History;

/// <summary>
/// Says in the log what happened to the GPUs, with the Xid and the GPU as values of their own, so that whoever reads the journal
/// finds it there. A flood is cut: the history has all of it.
/// </summary>
internal sealed partial class EventLog(EventHistory history, Sampler sampler, TimeProvider clock, ILogger<EventLog> log) : BackgroundService
{
    private const int MostOfWindow = 60;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Channel<HostEvent> _told = Channel.CreateBounded<HostEvent>(new BoundedChannelOptions(MostOfWindow) { SingleReader = true });
    private long _leftOut;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        history.Listen(Take);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        history.StopListening(Take);
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (since, count) = (clock.GetTimestamp(), 0);
        await foreach (var told in _told.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(since) > Window)
            {
                (since, count) = (clock.GetTimestamp(), 0);
                if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
                {
                    LeftOut(leftOut);
                }
            }
            if (++count > MostOfWindow)
            {
                Interlocked.Increment(ref _leftOut);
                continue;
            }
            Happened(
                EventJson.Word(told.Kind), told.Gpu is { } gpu ? $"{gpu}: {told.Text}" : told.Text,
                told.Xid, told.Gpu?.ToString(), sampler.Current.Sample.Gpus.FirstOrDefault(status => told.Gpu is not null && status.Address == told.Gpu)?.Identity?.Uuid);
        }
    }

    // What any user can write into the kernel's log is in the history alone.
    private void Take(HostEvent told)
    {
        if (told.IsTrusted && told.Kind is HostEventKind.Xid or HostEventKind.GpuLost or HostEventKind.CallHangs or HostEventKind.ProbeCrashed or HostEventKind.FindingCame
            && !_told.Writer.TryWrite(told))
        {
            Interlocked.Increment(ref _leftOut);
        }
    }

#pragma warning disable SYSLIB1015 // The words name the GPU and the Xid already; the journal has them as fields.
    [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "{Kind}: {What}")]
    private partial void Happened(string kind, string what, int? xid, string? gpu, string? gpuUuid);
#pragma warning restore SYSLIB1015

    [LoggerMessage(EventId = 25, Level = LogLevel.Warning, Message = "{Count} more events are in the history only")]
    private partial void LeftOut(long count);
}
