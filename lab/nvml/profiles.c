// Figures of real boards: names and ids from the product tables, the rest as `nvidia-smi -q` printed it on such a board.
// The margins of Hopper and newer (T.Limit) are as printed; margin_base is the sum of the printed temperature and margin.
#include "profiles.h"

#include <string.h>
#include <strings.h>

enum { BRAND_NVIDIA = 14, BRAND_GEFORCE = 5 };
enum { TURING = 6, AMPERE = 7, ADA = 8, HOPPER = 9, BLACKWELL = 10 };
enum { NVLINK_3 = 4, NVLINK_4 = 6, NVLINK_5 = 7 };

#define HOPPER_TRAITS (ECC_MEMORY | ROW_REMAPPER | MEMORY_SENSOR | PERFORMANCE_COUNTERS | NVSWITCH_FABRIC | SERIAL_NUMBER | CONFIDENTIAL | GSP | MIG_CAPABLE)

static const struct profile profiles[] = {
    {
        .key = "T4", .name = "Tesla T4", .board_part = "900-2G183-A800-001", .vbios = "90.04.96.00.02",
        .inforom_image = "G183.0200.00.02", .inforom_oem = "1.1", .inforom_ecc = "5.0",
        .traits = ECC_MEMORY | PAGE_RETIREMENT | SERIAL_NUMBER | GSP,
        .brand = BRAND_NVIDIA, .architecture = TURING, .compute_major = 7, .compute_minor = 5, .pci_device = 0x1EB8, .pci_subsystem = 0x12A210DE,
        .memory_mib = 15360, .reserved_mib = 448, .bar1_mib = 256,
        .watts_default = 70, .watts_min = 60, .watts_max = 70, .watts_idle = 10,
        .sm_max = 1590, .memory_max = 5001, .video_max = 1470, .sm_idle = 300, .memory_idle = 405, .video_idle = 540, .application_sm = 585, .idle_pstate = 8,
        .shutdown = 96, .slowdown = 93, .operating = 85,
        .pcie_generation = 3, .pcie_host_generation = 3,
    },
    {
        .key = "A100", .name = "NVIDIA A100-SXM4-80GB", .inforom_oem = "2.0", .inforom_ecc = "6.16",
        .traits = ECC_MEMORY | ROW_REMAPPER | MEMORY_SENSOR | SERIAL_NUMBER | GSP | MIG_CAPABLE,
        .brand = BRAND_NVIDIA, .architecture = AMPERE, .compute_major = 8, .compute_minor = 0, .pci_device = 0x20B2, .pci_subsystem = 0x146310DE,
        .memory_mib = 81920, .reserved_mib = 834, .bar1_mib = 131072, .remap_banks = 640,
        .watts_default = 400, .watts_min = 100, .watts_max = 400, .watts_idle = 60,
        .sm_max = 1410, .memory_max = 1593, .video_max = 1290, .sm_idle = 210, .memory_idle = 1593, .video_idle = 585, .application_sm = 1155,
        .shutdown = 92, .slowdown = 89, .operating = 85, .memory_operating = 95,
        .pcie_generation = 4, .pcie_host_generation = 4,
        .nvlinks = 12, .nvlink_version = NVLINK_3, .nvlink_mbps = 25781, .nvswitch_device = 0x1AF1, .mig = &mig_a100,
    },
    {
        .key = "H100", .name = "NVIDIA H100 80GB HBM3", .board_part = "692-2G520-0200-000", .vbios = "96.00.99.00.01",
        .inforom_image = "G520.0200.00.05", .inforom_oem = "2.1", .inforom_ecc = "7.16",
        .traits = HOPPER_TRAITS,
        .brand = BRAND_NVIDIA, .architecture = HOPPER, .compute_major = 9, .compute_minor = 0, .pci_device = 0x2330, .pci_subsystem = 0x16C110DE,
        .memory_mib = 81559, .reserved_mib = 480, .bar1_mib = 131072, .remap_banks = 2560,
        .watts_default = 700, .watts_min = 200, .watts_max = 700, .watts_idle = 70,
        .sm_max = 1980, .memory_max = 2619, .video_max = 1545, .sm_idle = 345, .memory_idle = 2619, .video_idle = 765, .application_sm = 1980,
        .shutdown = 92, .slowdown = 89, .operating = 87, .memory_operating = 95, .margin_base = 87, .margin_shutdown = -8, .margin_slowdown = -2,
        .pcie_generation = 5, .pcie_host_generation = 5,
        .nvlinks = 18, .nvlink_version = NVLINK_4, .nvlink_mbps = 26562, .nvswitch_device = 0x22A3,
        .mig = &mig_h100,
    },
    {
        .key = "H200", .name = "NVIDIA H200", .board_part = "695-2G520-0280-000", .vbios = "96.00.A5.00.03",
        .inforom_image = "G520.0280.02.02", .inforom_oem = "2.1", .inforom_ecc = "7.16",
        .traits = HOPPER_TRAITS,
        .brand = BRAND_NVIDIA, .architecture = HOPPER, .compute_major = 9, .compute_minor = 0, .pci_device = 0x2335, .pci_subsystem = 0x18BE10DE,
        .memory_mib = 143771, .reserved_mib = 700, .bar1_mib = 262144, .remap_banks = 3072,
        .watts_default = 700, .watts_min = 200, .watts_max = 700, .watts_idle = 75,
        .sm_max = 1980, .memory_max = 3201, .video_max = 1545, .sm_idle = 345, .memory_idle = 3201, .video_idle = 765, .application_sm = 1980,
        .margin_base = 87, .margin_shutdown = -8, .margin_slowdown = -2,
        .pcie_generation = 5, .pcie_host_generation = 5,
        .nvlinks = 18, .nvlink_version = NVLINK_4, .nvlink_mbps = 26562, .nvswitch_device = 0x22A3,
        .mig = &mig_h200,
    },
    {
        .key = "L40S", .name = "NVIDIA L40S", .board_part = "900-2G133-A880-000", .vbios = "95.02.66.00.15",
        .inforom_image = "G133.0242.00.03", .inforom_oem = "2.1", .inforom_ecc = "6.16",
        .traits = ECC_MEMORY | ROW_REMAPPER | SERIAL_NUMBER | GSP,
        .brand = BRAND_NVIDIA, .architecture = ADA, .compute_major = 8, .compute_minor = 9, .pci_device = 0x26B9, .pci_subsystem = 0x185110DE,
        .memory_mib = 46068, .reserved_mib = 609, .bar1_mib = 65536, .remap_banks = 192,
        .watts_default = 350, .watts_min = 100, .watts_max = 350, .watts_idle = 35,
        .sm_max = 2520, .memory_max = 9001, .video_max = 1965, .sm_idle = 210, .memory_idle = 405, .video_idle = 1185, .application_sm = 2520, .idle_pstate = 8,
        .margin_base = 88, .margin_shutdown = -5, .margin_slowdown = -2,
        .pcie_generation = 4, .pcie_host_generation = 4,
    },
    {
        .key = "RTX4090", .name = "NVIDIA GeForce RTX 4090", .vbios = "95.02.3C.00.40",
        .inforom_image = "G002.0000.00.03", .inforom_oem = "2.0", .inforom_ecc = "6.16",
        .traits = ECC_MEMORY | ROW_REMAPPER,
        .brand = BRAND_GEFORCE, .architecture = ADA, .compute_major = 8, .compute_minor = 9, .pci_device = 0x2684, .pci_subsystem = 0x51041462,
        .memory_mib = 24564, .reserved_mib = 346, .bar1_mib = 256, .remap_banks = 192,
        .watts_default = 480, .watts_min = 150, .watts_max = 530, .watts_idle = 33,
        .sm_max = 3165, .memory_max = 10501, .video_max = 2415, .sm_idle = 210, .memory_idle = 405, .video_idle = 1185, .idle_pstate = 8,
        .margin_base = 84, .margin_shutdown = -7, .margin_slowdown = -2,
        .pcie_generation = 4, .pcie_host_generation = 4, .fans = 1,
    },
    {
        .key = "B200", .name = "NVIDIA B200", .board_part = "692-2G525-0220-500", .vbios = "97.00.FA.00.09",
        .inforom_image = "G525.0220.00.03", .inforom_oem = "2.1", .inforom_ecc = "7.16",
        .traits = HOPPER_TRAITS | FABRIC_HEALTH,
        .brand = BRAND_NVIDIA, .architecture = BLACKWELL, .compute_major = 10, .compute_minor = 0, .pci_device = 0x2901, .pci_subsystem = 0x199910DE,
        .memory_mib = 183359, .reserved_mib = 728, .bar1_mib = 262144, .remap_banks = 3840,
        .watts_default = 1000, .watts_min = 200, .watts_max = 1000, .watts_idle = 140,
        .sm_max = 1965, .memory_max = 3996, .video_max = 1965, .sm_idle = 120, .memory_idle = 3996, .video_idle = 600, .application_sm = 1965,
        .margin_base = 88, .margin_shutdown = -5, .margin_slowdown = -3,
        .pcie_generation = 5, .pcie_host_generation = 5,
        .nvlinks = 18, .nvlink_version = NVLINK_5, .nvlink_mbps = 53125,
        .mig = &mig_b200,
    },
    {
        .key = "GB200", .name = "NVIDIA GB200", .board_part = "900-2G548-A801-000", .vbios = "97.00.B9.00.69",
        .inforom_image = "G548.0201.00.06", .inforom_oem = "2.1", .inforom_ecc = "7.16",
        .traits = HOPPER_TRAITS | FABRIC_HEALTH | MULTI_NODE,
        .brand = BRAND_NVIDIA, .architecture = BLACKWELL, .compute_major = 10, .compute_minor = 0, .pci_device = 0x2941, .pci_subsystem = 0x204610DE,
        .memory_mib = 189471, .reserved_mib = 742, .bar1_mib = 262144, .remap_banks = 3968,
        .watts_default = 1200, .watts_min = 200, .watts_max = 1200, .watts_idle = 166, .module_watts_default = 2500, .module_watts_min = 500,
        .sm_max = 2062, .memory_max = 3996, .video_max = 1890, .sm_idle = 120, .memory_idle = 3996, .video_idle = 600, .application_sm = 2062,
        .margin_base = 87, .margin_shutdown = -5, .margin_slowdown = -2,
        .pcie_generation = 6, .pcie_host_generation = 5,
        .nvlinks = 18, .nvlink_version = NVLINK_5, .nvlink_mbps = 53125,
        .mig = &mig_gb200,
    },
};

const struct profile *profile_named(const char *key)
{
    for (unsigned i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (strcasecmp(profiles[i].key, key) == 0) {
            return &profiles[i];
        }
    }
    return 0;
}
