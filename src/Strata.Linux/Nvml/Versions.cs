using System.Runtime.CompilerServices;

namespace Strata.Linux.Nvml;

/// <summary>The first word of a structure that carries its version: its size below, the version in the top byte.</summary>
internal static class Versions
{
    public static uint Of<T>(uint version)
        where T : unmanaged => Of(Unsafe.SizeOf<T>(), version);

    public static uint Of(int bytes, uint version) => (uint)bytes | (version << 24);
}
