using System.Runtime.InteropServices;
using Strata.Linux.Files;

namespace Strata.Linux.KernelLog;

/// <summary>Follows what the kernel writes into its log from now on.</summary>
public static class KernelFollower
{
    private const int RecordBytes = 16 * 1024;
    private const int WaitMilliseconds = 500;

    /// <summary>Tells each new line of the kernel itself until it is cancelled; false when the log cannot be read.</summary>
    public static bool Follow(Action<string> tell, CancellationToken cancel)
    {
        var number = Libc.Open(KernelBuffer.Device, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        if (number < 0)
        {
            return false;
        }
        using var device = new Descriptor(number);
        if (!Libc.SeekToEnd(number))
        {
            return false;
        }
        var buffer = new byte[RecordBytes];
        while (!cancel.IsCancellationRequested)
        {
            var count = Libc.ReadInto(number, buffer);
            if (count > 0)
            {
                if (KernelRecord.Parse(buffer.AsSpan(0, count)) is { IsKernel: true } record)
                {
                    foreach (var line in record.Lines())
                    {
                        tell(line);
                    }
                }
            }
            // A record that was overwritten before it was read is skipped by the kernel: the next read goes on.
            else if (Marshal.GetLastPInvokeError() is not (Libc.BrokenPipe or Libc.InvalidArgument) && !cancel.IsCancellationRequested)
            {
                Libc.WaitForInput(number, WaitMilliseconds);
            }
        }
        return true;
    }
}
