using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux;

/// <summary>Writes to standard output and standard error. The console streams of .NET would first send a terminal escape sequences.</summary>
public static partial class StandardStreams
{
    /// <summary>Writes the product. A reader that went away is not an error.</summary>
    /// <exception cref="IOException">It cannot be written, for example because the disk is full.</exception>
    public static void WriteOutput(ReadOnlySpan<byte> bytes) => Write(1, bytes);

    /// <summary>Writes talk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteError(ReadOnlySpan<byte> bytes) => Write(2, bytes);

    private static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Write(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
                continue;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.Interrupted:
                    break;
                case Libc.TryAgain:
                    Libc.WaitForRoom(descriptor);
                    break;
                case Libc.BrokenPipe:
                    return;
                case var error:
                    throw new IOException($"cannot write to {(descriptor == 1 ? "standard output" : "standard error")}: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);
}
