using System.Runtime.InteropServices;
using Strata.Linux.Files;
using Strata.Linux.Tools;

namespace Strata.Linux.Inputs;

/// <summary>Reads a file, a pipe or standard input from start to end and counts what was read.</summary>
internal sealed class DescriptorStream(Descriptor descriptor, string name) : ForwardStream
{
    /// <summary>Number of bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Waits for a first byte or the end; false when neither came in time.</summary>
    public bool WaitForFirst(TimeSpan time) =>
        Spawn.WaitForInput(descriptor.Number, -1, (int)time.TotalMilliseconds, out _, out _) != 0;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Libc.ReadInto(descriptor.Number, buffer);
            if (count >= 0)
            {
                Count += count;
                return count;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.TryAgain)
            {
                throw new InputException($"{name}: {SystemError.Text(error)}");
            }
            Spawn.WaitForInput(descriptor.Number, -1, -1, out _, out _);
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            descriptor.Dispose();
        }
        base.Dispose(disposing);
    }
}
