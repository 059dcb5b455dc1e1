using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux;

/// <summary>
/// The terminal behind standard input and output, taken for a full screen and given back as it was. Keys come one by one and are
/// not shown; interrupt and suspend stay signals (source: termios(3), ECMA-48 and the private modes of xterm).
/// </summary>
public sealed unsafe partial class RawTerminal : IDisposable
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int Now = 0;
    private const int SignalStop = 19;

    private const uint InputMapsReturn = 0x100;
    private const uint InputStopsOutput = 0x400;
    private const uint LocalWholeLines = 0x2;
    private const uint LocalEcho = 0x8;
    private const uint LocalExtended = 0x8000;
    private const int LeastBytes = 6;
    private const int LongestWait = 5;

    private readonly Lock _gate = new();
    private readonly Settings _before;
    private bool _isTaken;

    private RawTerminal(Settings before) => _before = before;

    /// <summary>True while the screen is ours to draw on.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_gate)
            {
                return _isTaken;
            }
        }
    }

    /// <summary>The terminal; null when standard input or output is none.</summary>
    public static RawTerminal? Open() => IsTerminal(StandardInput) == 1 && IsTerminal(StandardOutput) == 1 && Get(StandardInput, out var before) == 0 ? new RawTerminal(before) : null;

    /// <summary>Takes it, unless this process is in the background.</summary>
    public void Take()
    {
        lock (_gate)
        {
            if (_isTaken || ForegroundGroup(StandardInput) != OwnGroup())
            {
                return;
            }
            var raw = _before;
            raw.Input &= ~(InputMapsReturn | InputStopsOutput);
            raw.Local &= ~(LocalWholeLines | LocalEcho | LocalExtended);
            raw.Special[LeastBytes] = 1;
            raw.Special[LongestWait] = 0;
            if (Set(StandardInput, Now, in raw) != 0)
            {
                throw new IOException("the terminal cannot be set: " + SystemError.Text(Marshal.GetLastPInvokeError()));
            }
            _isTaken = true;
            // Another screen, no cursor, no new line at the right edge.
            StandardStreams.WriteOutput("\e[?1049h\e[?25l\e[?7l"u8);
        }
    }

    /// <summary>Gives it back as it was; may be called from anywhere and more than once.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                return;
            }
            _isTaken = false;
            try
            {
                StandardStreams.WriteOutput("\e[0m\e[?7h\e[?25h\e[?1049l"u8);
            }
            catch (IOException)
            {
                // The terminal went away; its settings may still be there for somebody.
            }
            _ = Set(StandardInput, Now, in _before);
        }
    }

    /// <summary>Gives it back and stops this process until somebody lets it go on.</summary>
    public void Suspend()
    {
        GiveBack();
        _ = Kill(Environment.ProcessId, SignalStop);
    }

    /// <summary>Draws, while it is taken.</summary>
    /// <returns>False when it is not taken: nothing was drawn.</returns>
    public bool Draw(ReadOnlySpan<byte> sequences)
    {
        lock (_gate)
        {
            if (_isTaken)
            {
                StandardStreams.WriteOutput(sequences);
            }
            return _isTaken;
        }
    }

    /// <summary>Waits for input and reads some of it; 0 when the terminal is gone or, with a limit, nothing came.</summary>
    public static int Read(Span<byte> buffer, int milliseconds = -1)
    {
        Libc.WaitForInput(StandardInput, milliseconds);
        return milliseconds >= 0 && !Libc.HasInput(StandardInput) ? 0 : Math.Max(0, Libc.ReadInto(StandardInput, buffer));
    }

    /// <inheritdoc/>
    public void Dispose() => GiveBack();

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int Get(int descriptor, out Settings settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int Set(int descriptor, int when, in Settings settings);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();

    /// <summary><c>struct termios</c> of glibc and musl on x86-64 and arm64.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Settings
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Discipline;
        public fixed byte Special[32];
        public uint InputSpeed;
        public uint OutputSpeed;
    }
}
