// Everything about a GPU that has a value: the name in the control file, and the function that makes the value up while nothing pins it.
#ifndef KEYS_H
#define KEYS_H

#define KEYS(X) \
    X(UTILIZATION, "utilization", model_utilization)                 /* % */ \
    X(MEMORY_UTILIZATION, "memory_utilization", model_memory_utilization) \
    X(ENCODER, "encoder_utilization", model_idle_engine) \
    X(DECODER, "decoder_utilization", model_idle_engine) \
    X(JPEG, "jpeg_utilization", model_jpeg) \
    X(OFA, "ofa_utilization", model_ofa) \
    X(MEMORY_USED, "memory_used", model_memory_used)                 /* MiB */ \
    X(BAR1_USED, "bar1_used", model_bar1_used)                       /* MiB */ \
    X(TEMPERATURE, "temperature", model_temperature)                 /* degrees Celsius */ \
    X(MEMORY_TEMPERATURE, "memory_temperature", model_memory_temperature) \
    X(POWER, "power", model_power)                                   /* W */ \
    X(POWER_LIMIT, "power_limit", model_power_limit)                 /* W */ \
    X(ENERGY, "energy", model_energy)                                /* mJ */ \
    X(FAN, "fan", model_fan)                                         /* % */ \
    X(FAN_RPM, "fan_rpm", model_unsupported) \
    X(PSTATE, "pstate", model_pstate) \
    X(SM_CLOCK, "sm_clock", model_sm_clock)                          /* MHz */ \
    X(MEMORY_CLOCK, "memory_clock", model_memory_clock) \
    X(VIDEO_CLOCK, "video_clock", model_video_clock) \
    X(LOCKED_SM_MIN, "locked_sm_min", model_unsupported) \
    X(LOCKED_SM_MAX, "locked_sm_max", model_unsupported) \
    X(LOCKED_MEMORY_MAX, "locked_memory_max", model_unsupported) \
    X(APPLICATION_SM_CLOCK, "application_sm_clock", model_application_sm_clock) \
    X(APPLICATION_MEMORY_CLOCK, "application_memory_clock", model_application_memory_clock) \
    X(CLOCK_REASONS, "clock_reasons", model_clock_reasons)           /* bits */ \
    X(POWER_VIOLATION, "power_violation", model_never)               /* ns */ \
    X(THERMAL_VIOLATION, "thermal_violation", model_never) \
    X(SW_THERMAL_SLOWDOWN, "sw_thermal_slowdown", model_never) \
    X(HW_THERMAL_SLOWDOWN, "hw_thermal_slowdown", model_never) \
    X(POWER_BRAKE, "power_brake", model_never) \
    X(PCIE_GENERATION, "pcie_generation", model_pcie_generation) \
    X(PCIE_WIDTH, "pcie_width", model_pcie_width) \
    X(PCIE_TX, "pcie_tx", model_pcie_tx)                             /* KB/s */ \
    X(PCIE_RX, "pcie_rx", model_pcie_rx) \
    X(PCIE_REPLAYS, "pcie_replays", model_never) \
    X(PCIE_ERRORS, "pcie_errors", model_never) \
    X(PERSISTENCE, "persistence", model_never) \
    X(COMPUTE_MODE, "compute_mode", model_never) \
    X(ACCOUNTING, "accounting", model_never) \
    X(ECC, "ecc", model_ecc) \
    X(ECC_PENDING, "ecc_pending", model_ecc_pending) \
    X(VOLATILE_DRAM_CORRECTED, "ecc_volatile_dram_corrected", model_errors) \
    X(VOLATILE_DRAM_UNCORRECTED, "ecc_volatile_dram_uncorrected", model_errors) \
    X(AGGREGATE_DRAM_CORRECTED, "ecc_aggregate_dram_corrected", model_errors) \
    X(AGGREGATE_DRAM_UNCORRECTED, "ecc_aggregate_dram_uncorrected", model_errors) \
    X(VOLATILE_SRAM_CORRECTED, "ecc_volatile_sram_corrected", model_errors) \
    X(VOLATILE_SRAM_UNCORRECTED, "ecc_volatile_sram_uncorrected", model_errors) \
    X(AGGREGATE_SRAM_CORRECTED, "ecc_aggregate_sram_corrected", model_errors) \
    X(AGGREGATE_SRAM_UNCORRECTED, "ecc_aggregate_sram_uncorrected", model_errors) \
    X(SRAM_THRESHOLD, "sram_threshold_exceeded", model_errors) \
    X(RETIRED_SINGLE, "retired_single", model_retired) \
    X(RETIRED_DOUBLE, "retired_double", model_retired) \
    X(RETIRED_PENDING, "retired_pending", model_retired) \
    X(REMAPPED_CORRECTED, "remapped_corrected", model_remapped) \
    X(REMAPPED_UNCORRECTED, "remapped_uncorrected", model_remapped) \
    X(REMAP_PENDING, "remap_pending", model_remapped) \
    X(REMAP_FAILED, "remap_failed", model_remapped) \
    X(RECOVERY_ACTION, "recovery_action", model_never) \
    X(RESET_REQUIRED, "reset_required", model_never) \
    X(DRAIN_RECOMMENDED, "drain_recommended", model_never) \
    X(REPAIR_PENDING, "repair_pending", model_never) \
    X(UNREPAIRABLE, "unrepairable_memory", model_never) \
    X(NVLINK_DOWN, "nvlink_down", model_never)                       /* bits: a bit for each link that is down */ \
    X(NVLINK_REPLAYS, "nvlink_replays", model_links)                 /* of each link */ \
    X(NVLINK_RECOVERIES, "nvlink_recoveries", model_links) \
    X(NVLINK_CRC, "nvlink_crc", model_links) \
    X(NVLINK_RATE, "nvlink_rate", model_unsupported)                 /* KiB/s of each link and direction; else it follows the load */ \
    X(FABRIC_STATE, "fabric_state", model_fabric_state) \
    X(FABRIC_STATUS, "fabric_status", model_never) \
    X(FABRIC_CLIQUE, "fabric_clique", model_never) \
    X(FABRIC_HEALTH, "fabric_health", model_fabric_health) \
    X(MIG, "mig", model_mig) \
    X(MIG_PENDING, "mig_pending", model_mig_pending)

enum key {
#define ENUMERATE(key, name, model) KEY_##key,
    KEYS(ENUMERATE)
#undef ENUMERATE
    KEY_COUNT
};

#endif
