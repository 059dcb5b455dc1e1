using Strata.Layers.Bus;
using Strata.Layers.Driver;
using Strata.Linux.Nvml.Families;
using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;
using Strata.Sampling;
using static Strata.Linux.Nvml.Reading.Units;

namespace Strata.Linux.Nvml.Reading;

/// <summary>Reads what does not change of a GPU.</summary>
internal static class IdentityReader
{
    private const uint ShutdownThreshold = 0;
    private const uint SlowdownThreshold = 1;

    /// <summary>What does not change; the code of the first answer that is needed and was refused otherwise.</summary>
    /// <param name="device">The device.</param>
    /// <param name="asked">Index under which it was asked for, where the driver does not tell it.</param>
    public static Answer<GpuIdentity> Read(NvmlDevice device, int asked)
    {
        var uuid = device.Get(DeviceCalls.Uuid);
        var pci = device.Get(DeviceCalls.Pci);
        if (!uuid.IsKnown || !pci.IsKnown)
        {
            return new Answer<GpuIdentity>(uuid.IsKnown ? pci.Code : uuid.Code, null!);
        }
        var place = pci.Value;
        var capability = device.Get(DeviceCalls.ComputeCapability);
        var limits = device.Get(PowerCalls.Constraints);
        return new Answer<GpuIdentity>(NvmlCode.Success, new GpuIdentity(
            Whole(device.Get(DeviceCalls.Index)) ?? asked, uuid.Value, Place(place), device.Get(DeviceCalls.Name).Or("") ?? "")
        {
            Minor = Whole(device.Get(DeviceCalls.MinorNumber)),
            PciId = Id(place.DeviceId),
            SubsystemId = place.SubsystemId == 0 ? null : Id(place.SubsystemId),
            Serial = device.Get(DeviceCalls.Serial).Or(null),
            Vbios = device.Get(DeviceCalls.Vbios).Or(null),
            ComputeCapability = capability.IsKnown ? $"{capability.Value.First}.{capability.Value.Second}" : null,
            GspFirmware = device.Get(TelemetryCalls.GspFirmware).Or(null),
            NumaNode = Whole(device.Get(DeviceCalls.NumaNode)),
            MaximumLinkGeneration = Whole(device.Get(DeviceCalls.MaximumLinkGeneration)),
            MaximumLinkWidth = Whole(device.Get(DeviceCalls.MaximumLinkWidth)),
            MaximumGraphicsClockHertz = Number(device.Get(DeviceCalls.MaximumClock, GraphicsClock), Mega),
            MaximumSmClockHertz = Number(device.Get(DeviceCalls.MaximumClock, SmClock), Mega),
            MaximumMemoryClockHertz = Number(device.Get(DeviceCalls.MaximumClock, MemoryClock), Mega),
            DefaultPowerLimitWatts = Number(device.Get(PowerCalls.DefaultLimit), Milli),
            MinimumPowerLimitWatts = limits.IsKnown ? In(limits.Value.First, Milli) : null,
            MaximumPowerLimitWatts = limits.IsKnown ? In(limits.Value.Second, Milli) : null,
            SlowdownCelsius = Number(device.Get(DeviceCalls.TemperatureThreshold, SlowdownThreshold)),
            ShutdownCelsius = Number(device.Get(DeviceCalls.TemperatureThreshold, ShutdownThreshold)),
        });
    }

    // The function stands in the text only: a virtual function of an SR-IOV board is not 0.
    internal static PciAddress Place(PciInfo place) =>
        PciAddress.TryParse(TextBuffer.Read(place.BusId), out var told) ? told : new PciAddress(place.Domain, (byte)place.Bus, (byte)place.Device, 0);

    // The vendor stands in the low half.
    private static string Id(uint id) => $"{id & 0xffff:x4}:{id >> 16:x4}";
}
