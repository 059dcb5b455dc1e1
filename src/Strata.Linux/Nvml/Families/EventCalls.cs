using Strata.Linux.Nvml.Shapes;

namespace Strata.Linux.Nvml.Families;

/// <summary>Events that the driver tells. It does not tell all: a GPU that fell off the bus and GSP time-outs stand in the kernel's log only.</summary>
internal static class EventCalls
{
    public static readonly SystemGetter<nint> Create = new("nvmlEventSetCreate", 340);
    public static readonly Order Free = new("nvmlEventSetFree", 340);
    public static readonly DeviceGetter<ulong> Supported = new("nvmlDeviceGetSupportedEventTypes", 340);

    /// <summary>Device, bits of event types, set.</summary>
    public static readonly Order Register = new("nvmlDeviceRegisterEvents", 340);

    /// <summary>Set, where to put the event, milliseconds to wait.</summary>
    public static readonly NvmlSymbol Wait = new("nvmlEventSetWait_v2", 450);
}
