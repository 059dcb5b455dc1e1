using System.Buffers.Binary;

namespace Strata.Layers.Bus;

/// <summary>Reads fields of a PCI configuration space; total on any length.</summary>
public static class ConfigSpace
{
    private const int CapabilityExpress = 0x10;
    private const int ExtendedAcs = 0x0d;

    /// <summary>False when every byte is ff or the header type is 7f: the device no longer answers.</summary>
    public static bool Answers(ReadOnlySpan<byte> config) =>
        config.Length == 0 || (config.ContainsAnyExcept((byte)0xff) && (config.Length <= 0x0e || (config[0x0e] & 0x7f) != 0x7f));

    /// <summary>Link capability and link status of the PCI Express capability; null where there is none.</summary>
    public static (PcieLink? Capability, PcieLink? Status) Links(ReadOnlySpan<byte> config)
    {
        var at = Capability(config, CapabilityExpress);
        if (at < 0 || at + 0x14 > config.Length)
        {
            return (null, null);
        }
        return (PcieLinkParser.FromRegister(BinaryPrimitives.ReadUInt16LittleEndian(config[(at + 0x0c)..])),
            PcieLinkParser.FromRegister(BinaryPrimitives.ReadUInt16LittleEndian(config[(at + 0x12)..])));
    }

    /// <summary>Access control register, which stands in the extended space; null where it was not read.</summary>
    public static AcsControl? Acs(ReadOnlySpan<byte> config)
    {
        var at = 0x100;
        for (var i = 0; i < 64 && at >= 0x100 && at + 8 <= config.Length; i++)
        {
            var header = BinaryPrimitives.ReadUInt32LittleEndian(config[at..]);
            if ((header & 0xffff) == ExtendedAcs)
            {
                var control = BinaryPrimitives.ReadUInt16LittleEndian(config[(at + 6)..]);
                return new AcsControl((control & 0x04) != 0, (control & 0x08) != 0, (control & 0x10) != 0);
            }
            at = (int)(header >> 20);
        }
        return null;
    }

    private static int Capability(ReadOnlySpan<byte> config, int id)
    {
        if (config.Length < 0x40 || !Answers(config))
        {
            return -1;
        }
        int at = config[0x34];
        for (var i = 0; i < 48 && at >= 0x40 && at + 2 <= config.Length; i++)
        {
            if (config[at] == id)
            {
                return at;
            }
            at = config[at + 1];
        }
        return -1;
    }
}
