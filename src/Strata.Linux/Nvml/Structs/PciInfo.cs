using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Strata.Linux.Nvml.Structs;

/// <summary><c>nvmlPciInfo_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PciInfo
{
    public LegacyBusId BusIdLegacy;
    public uint Domain;
    public uint Bus;
    public uint Device;
    public uint DeviceId;
    public uint SubsystemId;
    public BusIdText BusId;

    [InlineArray(16)]
    internal struct LegacyBusId
    {
        private byte _first;
    }

    [InlineArray(32)]
    internal struct BusIdText
    {
        private byte _first;
    }
}
