using Strata.Linux.Nvml.Shapes;
using Strata.Linux.Nvml.Structs;

namespace Strata.Linux.Nvml.Families;

/// <summary>Memory errors and repairs.</summary>
internal static class ReliabilityCalls
{
    /// <summary>Current and pending mode.</summary>
    public static readonly DeviceTwo EccMode = new("nvmlDeviceGetEccMode", 340);

    /// <summary>Corrected, uncorrected, pending, failed; Ampere and newer.</summary>
    public static readonly DeviceFour RemappedRows = new("nvmlDeviceGetRemappedRows", 450);

    /// <summary>Banks by how many spare rows are left.</summary>
    public static readonly DeviceGetter<RowRemapperHistogram> RowRemapperHistogram = new("nvmlDeviceGetRowRemapperHistogram", 450);
    public static readonly DeviceGetter<SramEccErrors> SramEccErrors = new("nvmlDeviceGetSramEccErrorStatus", 535);
    public static readonly DeviceGetter<uint> RetiredPagesPending = new("nvmlDeviceGetRetiredPagesPendingStatus", 340);
    public static readonly DeviceGetter<RepairStatus> RepairStatus = new("nvmlDeviceGetRepairStatus", 580);
    public static readonly DeviceGetter<uint> UnrepairableMemory = new("nvmlDeviceGetUnrepairableMemoryFlag_v1", 590);

    /// <summary>Reads the whole InfoROM: seconds.</summary>
    public static readonly Order ValidateInforom = new("nvmlDeviceValidateInforom", 340);
}
