using System.Runtime.InteropServices;

namespace Strata.Linux;

/// <summary>Asks the terminal for its size. Console.WindowWidth would first send it escape sequences.</summary>
public static partial class TerminalSize
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Columns of the terminal behind standard output; null when there is none or it does not tell.</summary>
    public static int? Columns() => Control(StandardOutput, GetWindowSize, out var size) == 0 && size.Columns > 0 ? size.Columns : null;

    /// <summary>Columns and rows; null when there is no terminal or it does not tell.</summary>
    public static (int Columns, int Rows)? Both() => Control(StandardOutput, GetWindowSize, out var size) == 0 && size is { Columns: > 0, Rows: > 0 } ? (size.Columns, size.Rows) : null;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort Width;
        public readonly ushort Height;
    }
}
