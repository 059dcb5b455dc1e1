// What crosses the border of the library: result codes and structs, laid out as the driver's are.
// The numbers in the assertions are those of the layout facts; a wrong layout does not compile.
#ifndef WIRE_H
#define WIRE_H

#include <stddef.h>

enum result {
    OK = 0,
    UNINITIALIZED = 1,
    INVALID_ARGUMENT = 2,
    NOT_SUPPORTED = 3,
    NO_PERMISSION = 4,
    NOT_FOUND = 6,
    INSUFFICIENT_SIZE = 7,
    TIMEOUT = 10,
    GPU_IS_LOST = 15,
    IN_USE = 19,
    OUT_OF_MEMORY = 20,
    INSUFFICIENT_RESOURCES = 23,
    VERSION_MISMATCH = 25,
    UNKNOWN = 999,
};

// The word that opens a versioned struct.
#define VERSION(type, number) ((unsigned)sizeof(type) | (unsigned)(number) << 24)

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type " has another size")
#define AT(type, member, offset) _Static_assert(offsetof(struct type, member) == (offset), #type "." #member " lies elsewhere")

struct pci_info_v1 { char bus_id_legacy[16]; unsigned domain, bus, device, ids, subsystem; unsigned reserved[4]; };
SIZE(pci_info_v1, 52);

struct pci_info { char bus_id_legacy[16]; unsigned domain, bus, device, ids, subsystem; char bus_id[32]; };
SIZE(pci_info, 68);
AT(pci_info, subsystem, 32);
AT(pci_info, bus_id, 36);

struct pci_info_ext { unsigned version, domain, bus, device, ids, subsystem, base_class, sub_class; char bus_id[32]; };
SIZE(pci_info_ext, 64);
AT(pci_info_ext, bus_id, 32);

struct utilization { unsigned gpu, memory; };
SIZE(utilization, 8);

struct memory { unsigned long long total, free, used; };
SIZE(memory, 24);

struct memory_v2 { unsigned version; unsigned long long total, reserved, free, used; };
SIZE(memory_v2, 40);
AT(memory_v2, reserved, 16);
AT(memory_v2, used, 32);

struct bar1_memory { unsigned long long total, free, used; };
SIZE(bar1_memory, 24);

struct process_v1 { unsigned pid; unsigned long long memory; };
SIZE(process_v1, 16);
AT(process_v1, memory, 8);

struct process_v2 { unsigned pid; unsigned long long memory; unsigned gpu_instance, compute_instance; };
SIZE(process_v2, 24);
AT(process_v2, gpu_instance, 16);

struct process_detail { unsigned pid; unsigned long long memory; unsigned gpu_instance, compute_instance; unsigned long long protected_memory; };
SIZE(process_detail, 32);
AT(process_detail, protected_memory, 24);

struct process_detail_list { unsigned version, mode, count; struct process_detail *processes; };
SIZE(process_detail_list, 24);
AT(process_detail_list, processes, 16);

struct process_utilization { unsigned pid; unsigned long long time; unsigned sm, memory, encoder, decoder; };
SIZE(process_utilization, 32);
AT(process_utilization, time, 8);

struct process_utilization_info { unsigned long long time; unsigned pid, sm, memory, encoder, decoder, jpeg, ofa; };
SIZE(process_utilization_info, 40);
AT(process_utilization_info, ofa, 32);

struct processes_utilization { unsigned version, count; unsigned long long last_seen; struct process_utilization_info *processes; };
SIZE(processes_utilization, 24);
AT(processes_utilization, processes, 16);

struct attributes_v1 { unsigned multiprocessors, copy_engines, decoders, encoders, jpegs, ofas; unsigned long long memory_mib; };
SIZE(attributes_v1, 32);

struct attributes { unsigned multiprocessors, copy_engines, decoders, encoders, jpegs, ofas, gpu_slices, compute_slices; unsigned long long memory_mib; };
SIZE(attributes, 40);
AT(attributes, memory_mib, 32);

struct addressing_mode { unsigned version, value; };
SIZE(addressing_mode, 8);

struct repair_status { unsigned version, channel_pending, tpc_pending; };
SIZE(repair_status, 12);

struct row_histogram { unsigned max, high, partial, low, none; };
SIZE(row_histogram, 20);

struct remapped_rows_v2 { unsigned corrected_active, corrected_inactive, uncorrected_active, uncorrected_inactive, pending, failed; };
SIZE(remapped_rows_v2, 24);

struct sram_errors {
    unsigned version;
    unsigned long long aggregate_parity, aggregate_secded, aggregate_corrected, volatile_parity, volatile_secded, volatile_corrected;
    unsigned long long l2, sm, pcie, microcontroller, other;
    unsigned threshold_exceeded;
};
SIZE(sram_errors, 104);
AT(sram_errors, volatile_corrected, 48);
AT(sram_errors, threshold_exceeded, 96);

struct ecc_counts { unsigned long long l1, l2, device_memory, registers; };
SIZE(ecc_counts, 32);

union value { double real; unsigned u32; unsigned long long u64; };
_Static_assert(sizeof(union value) == 8, "a value has 8 bytes");

struct sample { unsigned long long time; union value value; };
SIZE(sample, 16);

struct violation { unsigned long long reference, violation; };
SIZE(violation, 16);

struct temperature { unsigned version, sensor; int temperature; };
SIZE(temperature, 12);

struct margin_temperature { unsigned version; int margin; };
SIZE(margin_temperature, 8);

struct fan_speed { unsigned version, fan, speed; };
SIZE(fan_speed, 12);

struct driver_branch { unsigned version; char branch[80]; };
SIZE(driver_branch, 84);

struct uuid_request { unsigned version, type; unsigned char value[41]; };
SIZE(uuid_request, 52);
AT(uuid_request, value, 8);

struct power_value { unsigned version; unsigned char scope; unsigned milliwatts; };
SIZE(power_value, 12);
AT(power_value, milliwatts, 8);

struct field_value { unsigned field, scope; long long time, latency; unsigned type; int result; union value value; };
SIZE(field_value, 40);
AT(field_value, type, 24);
AT(field_value, result, 28);
AT(field_value, value, 32);

struct event { void *device; unsigned long long type, data; unsigned gpu_instance, compute_instance; };
SIZE(event, 32);
AT(event, gpu_instance, 24);

struct event_v1 { void *device; unsigned long long type, data; };
SIZE(event_v1, 24);

struct excluded_device { struct pci_info pci; char uuid[80]; };
SIZE(excluded_device, 148);

struct capabilities { unsigned version, mask; };
SIZE(capabilities, 8);

struct platform { unsigned version; unsigned char ib_guid[16], chassis[16], slot, tray, host, peer_type, module; };
SIZE(platform, 44);
AT(platform, slot, 36);
AT(platform, module, 40);

struct fabric { unsigned char cluster[16]; unsigned status, clique; unsigned char state; };
SIZE(fabric, 28);
AT(fabric, state, 24);

struct fabric_v2 { unsigned version; unsigned char cluster[16]; unsigned status, clique; unsigned char state; unsigned health; };
SIZE(fabric_v2, 36);
AT(fabric_v2, health, 32);

struct fabric_v3 { unsigned version; unsigned char cluster[16]; unsigned status, clique; unsigned char state; unsigned health; unsigned char summary; };
SIZE(fabric_v3, 40);
AT(fabric_v3, summary, 36);

struct confidential_capabilities { unsigned cpu, gpu; };
SIZE(confidential_capabilities, 8);

struct confidential_state { unsigned environment, feature, dev_tools; };
SIZE(confidential_state, 12);

struct confidential_settings { unsigned version, environment, feature, dev_tools, multi_gpu; };
SIZE(confidential_settings, 20);

struct confidential_memory { unsigned long long protected_kib, unprotected_kib; };
SIZE(confidential_memory, 16);

struct placement { unsigned start, size; };
SIZE(placement, 8);

struct gpu_instance_profile {
    unsigned id, peer_to_peer, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpegs, ofas;
    unsigned long long memory_mib;
};
SIZE(gpu_instance_profile, 48);
AT(gpu_instance_profile, memory_mib, 40);

struct gpu_instance_profile_v2 {
    unsigned version, id, peer_to_peer, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpegs, ofas;
    unsigned long long memory_mib;
    char name[96];
};
SIZE(gpu_instance_profile_v2, 152);
AT(gpu_instance_profile_v2, name, 56);

struct gpu_instance_profile_v3 {
    unsigned version, id, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpegs, ofas;
    unsigned long long memory_mib;
    char name[96];
    unsigned capabilities;
};
SIZE(gpu_instance_profile_v3, 152);
AT(gpu_instance_profile_v3, name, 48);
AT(gpu_instance_profile_v3, capabilities, 144);

struct gpu_instance_info { void *device; unsigned id, profile; struct placement placement; };
SIZE(gpu_instance_info, 24);

struct compute_instance_profile { unsigned id, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpegs, ofas; };
SIZE(compute_instance_profile, 36);

struct compute_instance_profile_v2 { unsigned version, id, slices, instances, multiprocessors, copy_engines, decoders, encoders, jpegs, ofas; char name[96]; };
SIZE(compute_instance_profile_v2, 136);
AT(compute_instance_profile_v2, name, 40);

struct compute_instance_profile_v3 { struct compute_instance_profile_v2 v2; unsigned capabilities; };
SIZE(compute_instance_profile_v3, 140);

struct compute_instance_info_v1 { void *device, *gpu_instance; unsigned id, profile; };
SIZE(compute_instance_info_v1, 24);

struct compute_instance_info { void *device, *gpu_instance; unsigned id, profile; struct placement placement; };
SIZE(compute_instance_info, 32);

struct gpm_metric { unsigned id; int result; double value; const char *short_name, *long_name, *unit; };
SIZE(gpm_metric, 40);
AT(gpm_metric, short_name, 16);

// The array's length grew with the branches (98, 210, 333); only what the caller counts is touched.
struct gpm_metrics { unsigned version, count; void *first, *second; struct gpm_metric metrics[333]; };
SIZE(gpm_metrics, 13344);
AT(gpm_metrics, metrics, 24);

struct gpm_support { unsigned version, supported; };
SIZE(gpm_support, 8);

#endif
