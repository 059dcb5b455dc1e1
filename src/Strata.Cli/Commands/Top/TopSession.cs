using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Strata.Linux;
using Strata.Rendering.Top;

namespace Strata.Cli.Commands.Top;

/// <summary>
/// The live view. Keys, readings, signals and the clock are changes of one state, done one after the other; after each the
/// screen is drawn, as far as it changed.
/// </summary>
internal sealed class TopSession(RawTerminal terminal, TopReadings readings, TimeSpan interval, bool ascii, bool colour)
{
    // A terminal sends a sequence of bytes for some keys; the start of one alone is the escape key.
    private const int SequenceMilliseconds = 50;

    private readonly Channel<Func<TopState, TopState>> _changes = Channel.CreateUnbounded<Func<TopState, TopState>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _wake = new(0, 1);
    private volatile TopState? _state;
    private volatile bool _isInterrupted;
    private volatile bool _isStale;

    public async Task<int> RunAsync(TopState first, CancellationToken cancel)
    {
        EventHandler giveBack = (_, _) => terminal.GiveBack();
        AppDomain.CurrentDomain.ProcessExit += giveBack;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var signals = Signals();
        try
        {
            terminal.Take();
            new Thread(ReadKeys) { IsBackground = true, Name = "keys" }.Start();
            _state = first;
            var reading = ReadAsync(ended.Token);
            await ShowAsync(first, cancel).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            terminal.GiveBack();
            await reading.ConfigureAwait(false);
            return _isInterrupted ? ExitCodes.Interrupted : ExitCodes.Ok;
        }
        finally
        {
            terminal.GiveBack();
            AppDomain.CurrentDomain.ProcessExit -= giveBack;
            signals.ForEach(signal => signal.Dispose());
        }
    }

    private async Task ShowAsync(TopState state, CancellationToken cancel)
    {
        TopFrame? shown = null;
        while (!state.IsOver)
        {
            var surface = Surface();
            _state = state = TopControls.Within(state, surface);
            var frame = TopPage.Draw(state, surface);
            var before = _isStale ? null : shown;
            _isStale = false;
            try
            {
                shown = terminal.Draw(Encoding.UTF8.GetBytes(FrameWriter.Write(before, frame, colour))) ? frame : null;
                state = (await _changes.Reader.ReadAsync(cancel).ConfigureAwait(false))(state);
                while (_changes.Reader.TryRead(out var next))
                {
                    state = next(state);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // Told to end, or the terminal went away.
                _isInterrupted = true;
                return;
            }
            if (state.WantsRefresh)
            {
                state = state with { WantsRefresh = false };
                _isStale = true;
                Wake();
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(interval, cancel).ConfigureAwait(false);
                Change(await readings.ReadAsync(_state is { View: TopView.Settings, Selected: { } key } ? key.Process : null, cancel).ConfigureAwait(false));
            }
            catch (ServiceException error)
            {
                Change(state => state with { Problem = error.Message, Now = TopReadings.Now() });
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void ReadKeys()
    {
        var buffer = new byte[256];
        while (RawTerminal.Read(buffer) is > 0 and var count)
        {
            while (count < buffer.Length && TopKeyReader.IsOpen(buffer.AsSpan(0, count)) && RawTerminal.Read(buffer.AsSpan(count), SequenceMilliseconds) is > 0 and var more)
            {
                count += more;
            }
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, count);
            while (!bytes.IsEmpty)
            {
                if (TopKeyReader.Next(ref bytes) is { } key)
                {
                    Change(state => Press(state, key));
                }
            }
        }
        // Nobody is left who could press a key.
        Change(state => state with { IsOver = true });
    }

    private TopState Press(TopState state, TopKey key)
    {
        var after = TopControls.Press(state, key, Surface());
        // Settings are read for the process that is looked at, and so only then.
        return after.View == TopView.Settings && state.View != TopView.Settings ? after with { WantsRefresh = true } : after;
    }

    private List<PosixSignalRegistration> Signals() =>
    [
        .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _isInterrupted = true;
            Change(state => state with { IsOver = true });
        })),
        PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Change(state => state)),
        PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            terminal.Suspend();
        }),
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            // The runtime would give the terminal the settings that it had at the start.
            context.Cancel = true;
            terminal.Take();
            _isStale = true;
            Change(state => state with { WantsRefresh = true });
        }),
    ];

    private TopSurface Surface()
    {
        var (columns, rows) = TerminalSize.Both() ?? (TopSurface.LeastWidth, TopSurface.LeastHeight);
        return new TopSurface(columns, rows, ascii);
    }

    private void Change(Func<TopState, TopState> change) => _changes.Writer.TryWrite(change);

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }
}
