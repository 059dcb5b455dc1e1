using System.Runtime.InteropServices;
using Strata.Machine;

namespace Strata.Linux.Files;

/// <summary>The kernel's <c>struct statx</c>, which is the same on every architecture (source: statx(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(24)]
    public uint Group;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(128)]
    public uint DeviceMajor;

    [FieldOffset(132)]
    public uint DeviceMinor;

    [FieldOffset(136)]
    public uint HostMajor;

    [FieldOffset(140)]
    public uint HostMinor;

    /// <summary>The device that holds the file, as <c>st_dev</c> of stat(2) has it (source: makedev(3) of glibc).</summary>
    public readonly ulong Device => ((HostMajor & 0xffff_f000ul) << 32) | ((HostMajor & 0xffful) << 8) | ((HostMinor & 0xffff_ff00ul) << 12) | (HostMinor & 0xfful);

    public readonly FileKind Kind => (Mode & 0xf000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0x2000 => FileKind.CharacterDevice,
        0x6000 => FileKind.BlockDevice,
        0x1000 => FileKind.Fifo,
        0xc000 => FileKind.Socket,
        0xa000 => FileKind.Link,
        _ => FileKind.Other,
    };

    public readonly int Permissions => Mode & 0xfff;
}
