using System.Collections.Concurrent;
using System.Diagnostics;
using Strata.Layers.Driver;
using Strata.Sampling;

namespace Strata.Linux.Nvml.Probe;

/// <summary>
/// Asks a probe process. Every question has a deadline. A probe that misses one is left alone, never killed: killing a client
/// in the middle of a call can freeze a GPU. It ends by itself when the call comes back, because its input has ended by then.
/// </summary>
public sealed class ProbeClient : IAsyncDisposable
{
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ProbeReply>> _open = new();
    private readonly Lock _inputLock = new();
    private readonly Action<GpuEvent> _tell;
    private int _lastId;
    private int _isAbandoned;
    private volatile bool _hasEnded;

    private ProbeClient(Process process, Action<GpuEvent> tell)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        _tell = tell;
        // What the library says there is nobody's to read, and a probe that is left behind must not hold the pipes of whoever started strata.
        process.StandardError.Close();
        // A thread that waits in a read costs less than a read that waits in a pool of threads.
        new Thread(Read) { IsBackground = true, Name = "probe replies" }.Start();
    }

    /// <summary>Number of the probe's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>True when it missed a deadline and was left behind.</summary>
    public bool IsAbandoned => Volatile.Read(ref _isAbandoned) != 0;

    /// <summary>True when its process ended, or no reply can come any more.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>True while its process is there.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a probe with an environment of its own.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="tell">Told every event.</param>
    public static ProbeClient Start(IReadOnlyList<string> command, Action<GpuEvent> tell)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C.UTF-8";
        // A probe lives in a few hundred kilobytes; without this the runtime lets garbage grow to the size of the cache. Nobody debugs it either.
        start.Environment["DOTNET_GCgen0size"] = "100000";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new ProbeClient(Process.Start(start) ?? throw new IOException($"{command[0]}: cannot be started"), tell);
    }

    /// <summary>
    /// Asks and waits. A reply with <see cref="NvmlCode.Timeout"/> means that the deadline passed and the probe is abandoned;
    /// one with <see cref="NvmlCode.Unknown"/> that it ended.
    /// </summary>
    internal async Task<ProbeReply> AskAsync(ProbeQuestion asked, TimeSpan deadline)
    {
        if (IsAbandoned)
        {
            return new ProbeReply(0, NvmlCode.Unknown);
        }
        var question = asked with { Id = Interlocked.Increment(ref _lastId) };
        var reply = new TaskCompletionSource<ProbeReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[question.Id] = reply;
        if (HasEnded)
        {
            reply.TrySetResult(new ProbeReply(question.Id, NvmlCode.Unknown));
        }
        try
        {
            Send(question);
            return await reply.Task.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon();
            return new ProbeReply(question.Id, NvmlCode.Timeout);
        }
        catch (IOException)
        {
            _hasEnded = true;
            return new ProbeReply(question.Id, NvmlCode.Unknown);
        }
        finally
        {
            _open.TryRemove(question.Id, out _);
        }
    }

    /// <summary>Ends the probe when it is idle; one that hangs in the driver is left behind.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseInput();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndDeadline).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abandon();
            return;
        }
        _process.Dispose();
    }

    private void Abandon()
    {
        Volatile.Write(ref _isAbandoned, 1);
        CloseInput();
    }

    // Its end is how the probe learns that nobody waits for it any more.
    private void CloseInput()
    {
        try
        {
            _input.Close();
        }
        catch (IOException)
        {
            // It ended before.
        }
    }

    // One question is open at a time, so that a pipe of the smallest size has room for it: the write does not wait.
    private void Send(ProbeQuestion question)
    {
        var bytes = RecordStream.Pack(question, ProbeJson.Default.ProbeQuestion);
        lock (_inputLock)
        {
            _input.Write(bytes);
            _input.Flush();
        }
    }

    private void Read()
    {
        try
        {
            var output = _process.StandardOutput.BaseStream;
            while (RecordStream.Read(output, ProbeJson.Default.ProbeReply) is { } reply)
            {
                if (reply.Event is { } told)
                {
                    _tell(told);
                }
                else if (_open.TryRemove(reply.Id, out var waiting))
                {
                    waiting.TrySetResult(reply);
                }
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ObjectDisposedException or InvalidOperationException)
        {
            // What comes no longer makes sense, or nobody listens: the probe has ended for us.
        }
        _hasEnded = true;
        foreach (var waiting in _open.Values)
        {
            waiting.TrySetResult(new ProbeReply(0, NvmlCode.Unknown));
        }
    }
}
