using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.Tools;

/// <summary>A started tool and the two pipes it prints to.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int BlockBytes = 64 * 1024;
    private static readonly TimeSpan ReapTime = TimeSpan.FromMilliseconds(500);

    private readonly int _process;
    private Descriptor? _output;
    private Descriptor? _error;
    private bool _ended;

    private ChildProcess(int process, Descriptor output, Descriptor error)
    {
        _process = process;
        _output = output;
        _error = error;
    }

    /// <summary>Starts a program; null and the error number when it cannot be started.</summary>
    public static ChildProcess? Start(string path, string[] arguments, string[] environment, out int error)
    {
        error = 0;
        if (!Spawn.Pipe(out var outputRead, out var outputWrite))
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }
        var output = new Descriptor(outputRead);
        using var outputEnd = new Descriptor(outputWrite);
        if (!Spawn.Pipe(out var errorRead, out var errorWrite))
        {
            error = Marshal.GetLastPInvokeError();
            output.Dispose();
            return null;
        }
        var errors = new Descriptor(errorRead);
        using var errorEnd = new Descriptor(errorWrite);
        error = Spawn.Start(path, arguments, environment, outputWrite, errorWrite, out var process);
        if (error == 0)
        {
            return new ChildProcess(process, output, errors);
        }
        output.Dispose();
        errors.Dispose();
        return null;
    }

    /// <summary>Reads what the child prints until it ends, the deadline passes or it printed too much.</summary>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="most">How many bytes to keep.</param>
    /// <param name="keepDraining">Go on reading and throw away what is too much, so that the child can end by itself.</param>
    public ToolRun Collect(TimeSpan deadline, int most, bool keepDraining)
    {
        var clock = Stopwatch.StartNew();
        var output = new ArrayBufferWriter<byte>();
        var errors = new ArrayBufferWriter<byte>();
        var isCut = false;
        var block = new byte[BlockBytes];
        while ((_output is not null || _error is not null) && clock.Elapsed < deadline && (!isCut || keepDraining))
        {
            var left = (int)Math.Max(1, (deadline - clock.Elapsed).TotalMilliseconds);
            Spawn.WaitForInput(_output?.Number ?? -1, _error?.Number ?? -1, left, out var outputReady, out var errorReady);
            if (outputReady)
            {
                isCut |= !Take(ref _output, block, output, most - output.WrittenCount - errors.WrittenCount);
            }
            if (errorReady)
            {
                isCut |= !Take(ref _error, block, errors, most - output.WrittenCount - errors.WrittenCount);
            }
        }
        var exitCode = isCut && !keepDraining ? -1 : WaitForEnd(deadline - clock.Elapsed);
        return new ToolRun(exitCode, [.. output.WrittenSpan, .. errors.WrittenSpan], isCut);
    }

    /// <summary>Ends the child with everything it started.</summary>
    public void Kill()
    {
        if (!_ended)
        {
            Spawn.KillGroup(_process);
            WaitForEnd(ReapTime);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output?.Dispose();
        _error?.Dispose();
    }

    private static bool Take(ref Descriptor? pipe, byte[] block, ArrayBufferWriter<byte> kept, int room)
    {
        var count = Libc.ReadInto(pipe!.Number, block);
        if (count <= 0)
        {
            pipe.Dispose();
            pipe = null;
            return true;
        }
        kept.Write(block.AsSpan(0, Math.Min(count, room)));
        return count <= room;
    }

    private int? WaitForEnd(TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var pause = 1;
        do
        {
            if (Spawn.HasEnded(_process, out var exitCode))
            {
                _ended = true;
                return exitCode;
            }
            Thread.Sleep(pause);
            pause = Math.Min(pause * 2, 20);
        }
        while (clock.Elapsed < time);
        return null;
    }
}
