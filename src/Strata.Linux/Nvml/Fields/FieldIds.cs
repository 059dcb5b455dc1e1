namespace Strata.Linux.Nvml.Fields;

/// <summary>
/// The fields that are read. Numbers were moved twice: what 575 and 580 call 251 to 253 is 269 to 271 from 590 on, and the old
/// numbers then answer something else that is plausible too (source: nvml.h of CUDA 11.0 to 13.3).
/// </summary>
internal static class FieldIds
{
    // The oldest header that was read belongs to branch 450.
    private const int Oldest = 450;

    public static readonly FieldId CorrectedVolatile = new("NVML_FI_DEV_ECC_SBE_VOL_TOTAL", (Oldest, 3));
    public static readonly FieldId UncorrectedVolatile = new("NVML_FI_DEV_ECC_DBE_VOL_TOTAL", (Oldest, 4));
    public static readonly FieldId CorrectedAggregate = new("NVML_FI_DEV_ECC_SBE_AGG_TOTAL", (Oldest, 5));
    public static readonly FieldId UncorrectedAggregate = new("NVML_FI_DEV_ECC_DBE_AGG_TOTAL", (Oldest, 6));
    public static readonly FieldId RetiredSingleBit = new("NVML_FI_DEV_RETIRED_SBE", (Oldest, 29));
    public static readonly FieldId RetiredDoubleBit = new("NVML_FI_DEV_RETIRED_DBE", (Oldest, 30));
    public static readonly FieldId RetirementPending = new("NVML_FI_DEV_RETIRED_PENDING", (Oldest, 31));

    public static readonly FieldId PowerViolation = new("NVML_FI_DEV_PERF_POLICY_POWER", (Oldest, 74));
    public static readonly FieldId ThermalViolation = new("NVML_FI_DEV_PERF_POLICY_THERMAL", (Oldest, 75));
    public static readonly FieldId SyncBoostViolation = new("NVML_FI_DEV_PERF_POLICY_SYNC_BOOST", (Oldest, 76));
    public static readonly FieldId BoardLimitViolation = new("NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT", (Oldest, 77));
    public static readonly FieldId LowUtilizationViolation = new("NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION", (Oldest, 78));
    public static readonly FieldId ReliabilityViolation = new("NVML_FI_DEV_PERF_POLICY_RELIABILITY", (Oldest, 79));

    public static readonly FieldId MemoryTemperature = new("NVML_FI_DEV_MEMORY_TEMP", (Oldest, 82));
    public static readonly FieldId Energy = new("NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION", (Oldest, 83));
    public static readonly FieldId PcieReplays = new("NVML_FI_DEV_PCIE_REPLAY_COUNTER", (Oldest, 94));

    public static readonly FieldId NvLinkSent = new("NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX", (Oldest, 138)) { Scope = FieldId.AllLinks };
    public static readonly FieldId NvLinkReceived = new("NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX", (Oldest, 139)) { Scope = FieldId.AllLinks };

    /// <summary>Bytes; NVLink of the fifth generation and newer.</summary>
    public static readonly FieldId NvLinkSentBytes = new("NVML_FI_DEV_NVLINK_COUNT_XMIT_BYTES", (560, 202)) { Scope = FieldId.AllLinks };
    public static readonly FieldId NvLinkReceivedBytes = new("NVML_FI_DEV_NVLINK_COUNT_RCV_BYTES", (560, 204)) { Scope = FieldId.AllLinks };
    public static readonly FieldId NvLinkCount = new("NVML_FI_DEV_NVLINK_LINK_COUNT", (Oldest, 91));
    public static readonly FieldId NvLinkFlitErrors = new("NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", (Oldest, 38));
    public static readonly FieldId NvLinkDataErrors = new("NVML_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL", (Oldest, 45));
    public static readonly FieldId NvLinkReplays = new("NVML_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL", (Oldest, 52));
    public static readonly FieldId NvLinkRecoveries = new("NVML_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL", (Oldest, 59));

    public static readonly FieldId RemappedCorrected = new("NVML_FI_DEV_REMAPPED_COR", (Oldest, 142));
    public static readonly FieldId RemappedUncorrected = new("NVML_FI_DEV_REMAPPED_UNC", (Oldest, 143));
    public static readonly FieldId RemapPending = new("NVML_FI_DEV_REMAPPED_PENDING", (Oldest, 144));
    public static readonly FieldId RemapFailed = new("NVML_FI_DEV_REMAPPED_FAILURE", (Oldest, 145));

    public static readonly FieldId PcieCorrectable = new("NVML_FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS", (535, 173));
    public static readonly FieldId PcieNonFatal = new("NVML_FI_DEV_PCIE_COUNT_NON_FATAL_ERROR", (535, 179));
    public static readonly FieldId PcieFatal = new("NVML_FI_DEV_PCIE_COUNT_FATAL_ERROR", (535, 180));
    public static readonly FieldId AveragePower = new("NVML_FI_DEV_POWER_AVERAGE", (535, 185));
    public static readonly FieldId InstantPower = new("NVML_FI_DEV_POWER_INSTANT", (535, 186));
    public static readonly FieldId PcieSent = new("NVML_FI_DEV_PCIE_COUNT_TX_BYTES", (555, 197));
    public static readonly FieldId PcieReceived = new("NVML_FI_DEV_PCIE_COUNT_RX_BYTES", (555, 198));
    public static readonly FieldId RecoveryAction = new("NVML_FI_DEV_GET_GPU_RECOVERY_ACTION", (570, 230));

    /// <summary>Nanoseconds.</summary>
    public static readonly FieldId SoftwareThermal = new("NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN", (575, 251), (590, 269));
    public static readonly FieldId HardwareThermal = new("NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN", (575, 252), (590, 270));
    public static readonly FieldId PowerBrake = new("NVML_FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN", (575, 253), (590, 271));
    public static readonly FieldId MigQueryIndependent = new("NVML_FI_DEV_IS_MIG_MODE_INDEPENDENT_MIG_QUERY_CAPABLE", (550, 199), (555, 200), (570, 199));
    public static readonly FieldId NvLinkPowerThresholdMaximum = new("NVML_FI_DEV_NVLINK_GET_POWER_THRESHOLD_MAX", (555, 199), (570, 200));
}
