using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Strata.Agent.History;
using Strata.Agent.Sampling;
using Strata.Judging;
using Strata.Layers.Driver;
using Strata.Linux;
using Strata.Linux.Files;
using Strata.Machine;
using Strata.Sampling;
using Strata.Snapshots;

namespace Strata.Agent.Health;

/// <summary>
/// Runs doctor over this host again and again, and soon after something happened, one run at a time. What takes long, to read and
/// to judge, is done by a thread that gives way to everything else; what others wait for is not.
/// </summary>
internal sealed partial class DoctorWatch(
    AgentOptions options, EventHistory history, HealthBook book, Sampler sampler, Renewal renewal, TrendBook trends, TimeProvider clock, ILogger<DoctorWatch> log) : BackgroundService
{
    // What follows an event within this time is looked at together with it.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    // A flood of events must not make doctor run without a break.
    private const int PauseTimesRun = 5;

    private readonly ManualResetEventSlim _happened = new();
    private readonly Judge _judge = new(Rules.All);
    private readonly HangBook _hanging = new();

    /// <summary>Runs until the agent ends.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        history.Listen(Note);
        return Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Tells the thread to end and does not wait: what it reads may hang, and nothing depends on a run that nobody will see.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => base.StopAsync(new CancellationToken(canceled: true));

    /// <inheritdoc/>
    public override void Dispose()
    {
        history.StopListening(Note);
        base.Dispose();
        _happened.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Note(HostEvent told)
    {
        if (told.Kind is HostEventKind.Xid or HostEventKind.GpuLost or HostEventKind.GpuBack or HostEventKind.CallHangs or HostEventKind.CallReturned or HostEventKind.ProbeCrashed)
        {
            _happened.Set();
        }
    }

    private void Run(CancellationToken cancel)
    {
        try
        {
            WaitForFirstAnswer(cancel);
            var open = history.Past.OpenFindings;
            while (!cancel.IsCancellationRequested)
            {
                _happened.Reset();
                var started = clock.GetTimestamp();
                if (Check() is { } report)
                {
                    var changes = FindingChanges.Of(open, report, clock.GetUtcNow(), history.Boot);
                    open = changes.Open;
                    foreach (var change in changes.Events)
                    {
                        history.Add(change);
                    }
                }
                // A run reads logs and package lists of many megabytes; the pages go back to the host instead of waiting for the next. All
                // threads stand still meanwhile, so this one gives way to nobody.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                var took = clock.GetElapsedTime(started);
                cancel.WaitHandle.WaitOne(Settling > PauseTimesRun * took ? Settling : PauseTimesRun * took);
                var left = options.DoctorInterval - clock.GetElapsedTime(started);
                _happened.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel);
                cancel.WaitHandle.WaitOne(_happened.IsSet ? Settling : TimeSpan.Zero);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The agent ends.
        }
    }

    // A host without an answer of the driver is judged too; but one that only just started would be called silent.
    private void WaitForFirstAnswer(CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while (sampler.Current.Sample.Driver is null && clock.GetElapsedTime(started) < FirstAnswer)
        {
            cancel.WaitHandle.WaitOne(Beat);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private Report? Check()
    {
        var started = clock.GetTimestamp();
        try
        {
            var report = BackgroundThread.Run(() =>
            {
                using var live = new LiveMachine(_hanging);
                return _judge.Decide(Snapshotter.Take(new WatchedMachine(live, Answers())));
            });
            book.Keep(new HealthCheck(clock.GetUtcNow(), clock.GetElapsedTime(started), report));
            history.Note(health => health with { DoctorRuns = health.DoctorRuns + 1 });
            renewal.Signal();
            return report;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A rule that throws is a bug of strata; the sampler and the endpoints go on without doctor.
            history.Note(health => health with { DoctorFailures = health.DoctorFailures + 1 });
            Failed(error.GetType().Name, error.Message);
            return null;
        }
    }

    private Reading<GpuAnswers> Answers()
    {
        var (code, sample) = (sampler.Code, sampler.Current.Sample);
        var source = new Source(sample.Driver?.Library ?? "libnvidia-ml.so.1");
        return (sample.Driver, code) switch
        {
            (null, NvmlCode.Uninitialized) => Reading.Unreadable<GpuAnswers>("the driver was not asked yet", source),
            (null, NvmlCode.Success) => Reading.Unreadable<GpuAnswers>("the agent leaves the GPUs alone, so that they are released or sleep", source),
            _ => Reading.Known(new GpuAnswers(code, sample.Driver, sample.Gpus, trends.Of(sample.Gpus)), source),
        };
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "Doctor failed by a fault of its own, {Type}: {Why}")]
    private partial void Failed(string type, string why);
}
