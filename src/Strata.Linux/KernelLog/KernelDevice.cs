using System.Runtime.InteropServices;
using Strata.Linux.Files;
using Strata.Machine;

namespace Strata.Linux.KernelLog;

/// <summary>The kernel's ring buffer, record by record.</summary>
internal sealed class KernelDevice : IDisposable
{
    public const string Path = "/dev/kmsg";

    // The kernel refuses a buffer that cannot take a whole record (CONSOLE_EXT_LOG_MAX is 8192).
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Descriptor _device;

    private KernelDevice(Descriptor device) => _device = device;

    /// <summary>Opens it at its oldest record.</summary>
    public static Reading<KernelDevice> Open()
    {
        var source = new Source(Path);
        var number = Libc.Open(Path, Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenCloseOnExec, 0);
        if (number < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error == Libc.NoSuchEntry
                ? Reading.Absent<KernelDevice>(source)
                : Reading.Unreadable<KernelDevice>(SystemError.Text(error), source);
        }
        var device = new Descriptor(number);
        if (Libc.Status(number, out var status) && status.Kind == FileKind.CharacterDevice)
        {
            return Reading.Known(new KernelDevice(device), source);
        }
        device.Dispose();
        return Reading.Unreadable<KernelDevice>("is not the kernel's log", source);
    }

    /// <summary>Waits for a record, or until the time is over.</summary>
    public void Wait(int milliseconds) => Libc.WaitForInput(_device.Number, milliseconds);

    /// <summary>
    /// Takes the next record; null for one that is no record, or that was overwritten while it was read and is skipped by the
    /// kernel.
    /// </summary>
    /// <returns>Zero, or an error number: <see cref="Libc.TryAgain"/> at the end.</returns>
    public int Next(out KernelRecord? record)
    {
        record = null;
        var count = Libc.ReadInto(_device.Number, _buffer);
        if (count > 0)
        {
            record = KernelRecord.Parse(_buffer.AsSpan(0, count));
            return 0;
        }
        var error = count == 0 ? Libc.TryAgain : Marshal.GetLastPInvokeError();
        return error is Libc.BrokenPipe or Libc.InvalidArgument ? 0 : error;
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
