using Microsoft.Win32.SafeHandles;

namespace Strata.Linux.Files;

/// <summary>An open file of the kernel, closed when disposed; closing never flushes or waits.</summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
