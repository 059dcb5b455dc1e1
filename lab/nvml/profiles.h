// The kinds of GPUs that the fake can be. Zero, null and NaN in a profile mean: not established, so the call is not supported.
#ifndef PROFILES_H
#define PROFILES_H

enum trait {
    ECC_MEMORY = 1,
    PAGE_RETIREMENT = 2,
    ROW_REMAPPER = 4,
    MEMORY_SENSOR = 8,
    PERFORMANCE_COUNTERS = 16,  // GPM
    NVSWITCH_FABRIC = 32,
    FABRIC_HEALTH = 64,
    MULTI_NODE = 128,
    SERIAL_NUMBER = 256,
    CONFIDENTIAL = 512,
    GSP = 1024,
    MIG_CAPABLE = 2048,
};

struct mig_profile {
    const char *name;
    unsigned id, nvml, compute_slices, memory_slices, memory_mib, multiprocessors, instances, copy_engines, decoders, encoders, jpegs, ofas;
};

struct mig_table {
    unsigned count;
    const struct mig_profile *profiles;
};

struct profile {
    const char *key, *name, *board_part, *vbios, *inforom_image, *inforom_oem, *inforom_ecc;
    unsigned traits, brand, architecture, compute_major, compute_minor, pci_device, pci_subsystem;
    unsigned memory_mib, reserved_mib, bar1_mib, remap_banks;
    unsigned watts_default, watts_min, watts_max, watts_idle, module_watts_default, module_watts_min;
    unsigned sm_max, memory_max, video_max, sm_idle, memory_idle, video_idle, application_sm, idle_pstate;
    unsigned shutdown, slowdown, operating, memory_operating;     // thresholds, degrees
    int margin_base, margin_shutdown, margin_slowdown;            // T.Limit: the temperature of margin 0, and the margins of the thresholds
    unsigned pcie_generation, pcie_host_generation, fans, nvlinks, nvlink_version, nvlink_mbps, nvswitch_device;
    const struct mig_table *mig;
};

const struct profile *profile_named(const char *key);

extern const struct mig_table mig_a100, mig_h100, mig_h200, mig_b200, mig_gb200;

#endif
