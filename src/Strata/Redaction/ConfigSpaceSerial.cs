using System.Buffers.Binary;

namespace Strata.Redaction;

/// <summary>The Device Serial Number in the configuration space of a PCI function (PCI Express Base Specification, capability 0003h).</summary>
internal static class ConfigSpaceSerial
{
    private const int FirstExtended = 0x100;
    private const int SerialCapability = 0x0003;
    private const int SerialLength = 8;
    private const int MostCapabilities = 960;

    /// <summary>True for a file with the configuration space of a function.</summary>
    public static bool Owns(string path) => path.StartsWith("/sys/", StringComparison.Ordinal) && path.EndsWith("/config", StringComparison.Ordinal);

    /// <summary>The bytes with zeros for the serial number.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> space, Placeholders names)
    {
        byte[]? copy = null;
        var at = FirstExtended;
        for (var seen = 0; seen < MostCapabilities && at >= FirstExtended && at + sizeof(uint) <= space.Length; seen++)
        {
            var header = BinaryPrimitives.ReadUInt32LittleEndian(space.Span[at..]);
            if (header is 0 or uint.MaxValue)
            {
                break;
            }
            if ((header & 0xffff) == SerialCapability)
            {
                copy ??= space.ToArray();
                var start = at + sizeof(uint);
                var serial = copy.AsSpan(start, Math.Min(SerialLength, copy.Length - start));
                if (serial.IndexOfAnyExcept((byte)0) >= 0)
                {
                    names.For(Placeholders.Serial, Convert.ToHexString(serial));
                    serial.Clear();
                }
            }
            at = (int)(header >> 20) & 0xffc;
        }
        return copy ?? space;
    }
}
