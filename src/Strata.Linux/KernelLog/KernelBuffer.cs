using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>Reads what the kernel's ring buffer holds now, without waiting for more.</summary>
internal static class KernelBuffer
{
    public const string Device = "/dev/kmsg";

    // The kernel refuses a buffer that cannot take a whole record (CONSOLE_EXT_LOG_MAX is 8192).
    private const int RecordBytes = 16 * 1024;
    private const int MostRecords = 1_000_000;

    public static Reading<ImmutableArray<KernelRecord>> Read()
    {
        var source = new Source(Device);
        var number = Libc.Open(Device, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        if (number < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == Libc.NoSuchEntry
                ? Reading.Absent<ImmutableArray<KernelRecord>>(source)
                : Reading.Unreadable<ImmutableArray<KernelRecord>>(SystemError.Text(error), source);
        }
        using var device = new Descriptor(number);
        if (!Libc.Status(number, out var status) || status.Kind != FileKind.CharacterDevice)
        {
            return Reading.Unreadable<ImmutableArray<KernelRecord>>("is not the kernel's log", source);
        }
        return Drain(number, source);
    }

    private static Reading<ImmutableArray<KernelRecord>> Drain(int device, Source source)
    {
        var records = ImmutableArray.CreateBuilder<KernelRecord>();
        var buffer = new byte[RecordBytes];
        for (var reads = 0; reads < MostRecords; reads++)
        {
            var count = Libc.ReadInto(device, buffer);
            if (count > 0)
            {
                if (KernelRecord.Parse(buffer.AsSpan(0, count)) is { } record)
                {
                    records.Add(record);
                }
                continue;
            }
            // A record that was overwritten while it was read is skipped by the kernel: the next read goes on.
            var error = count == 0 ? Libc.TryAgain : Marshal.GetLastPInvokeError();
            if (error == Libc.BrokenPipe || error == Libc.InvalidArgument)
            {
                continue;
            }
            return error == Libc.TryAgain || records.Count > 0
                ? Reading.Known(records.ToImmutable(), source)
                : Reading.Unreadable<ImmutableArray<KernelRecord>>(SystemError.Text(error), source);
        }
        return Reading.Known(records.ToImmutable(), source);
    }
}
