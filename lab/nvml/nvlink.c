// Links between GPUs, the fabric behind them, and confidential computing.
#include "getters.h"

#include <stdio.h>
#include <string.h>

#define LINK_CALL(device, link) \
    GPU_CALL(device); \
    if (gpu->profile->nvlinks == 0 || (link) >= gpu->profile->nvlinks) { \
        return refuse(&call, gpu->profile->nvlinks == 0 ? NOT_SUPPORTED : INVALID_ARGUMENT); \
    }

API int nvmlDeviceGetNvLinkState(void *device, unsigned link, unsigned *active)
{
    LINK_CALL(device, link);
    return give_u32(&call, active, !((unsigned long long)value_of(gpu, KEY_NVLINK_DOWN) >> link & 1));
}

API int nvmlDeviceGetNvLinkVersion(void *device, unsigned link, unsigned *version)
{
    LINK_CALL(device, link);
    return give_u32(&call, version, gpu->profile->nvlink_version);
}

// Peer and system memory, with atomics; no bridge; valid.
API int nvmlDeviceGetNvLinkCapability(void *device, unsigned link, unsigned capability, unsigned *able)
{
    static const unsigned abilities[] = { 1, 1, 1, 1, 0, 1 };
    LINK_CALL(device, link);
    return capability < 6 ? give_u32(&call, able, abilities[capability]) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlDeviceGetNvLinkRemoteDeviceType(void *device, unsigned link, unsigned *type)
{
    enum { REMOTE_SWITCH = 2 };
    LINK_CALL(device, link);
    return give_u32(&call, type, REMOTE_SWITCH);
}

static int give_remote(struct call *call, unsigned link, struct pci_info *out)
{
    enum { SWITCHES = 4 };
    unsigned bus = 5 + link % SWITCHES;
    struct pci_info pci = { .bus = bus, .ids = call->gpu->profile->nvswitch_device << 16 | 0x10DE };
    snprintf(pci.bus_id, sizeof pci.bus_id, "%08X:%02X:00.0", 0u, bus);
    snprintf(pci.bus_id_legacy, sizeof pci.bus_id_legacy, "%04X:%02X:00.0", 0u, bus);
    return call->gpu->profile->nvswitch_device ? give(call, out, &pci, sizeof pci) : refuse(call, NOT_SUPPORTED);
}

API int nvmlDeviceGetNvLinkRemotePciInfo_v2(void *device, unsigned link, struct pci_info *out)
{
    LINK_CALL(device, link);
    return give_remote(&call, link, out);
}

API int nvmlDeviceGetNvLinkErrorCounter(void *device, unsigned link, unsigned kind, unsigned long long *count)
{
    static const enum key keys[] = { KEY_NVLINK_REPLAYS, KEY_NVLINK_RECOVERIES, KEY_NVLINK_CRC, KEY_NVLINK_CRC };
    LINK_CALL(device, link);
    return kind < 4 ? give_u64(&call, count, (unsigned long long)value_of(gpu, keys[kind])) : refuse(&call, kind == 4 ? NOT_SUPPORTED : INVALID_ARGUMENT);
}

struct link_info { unsigned version, encrypted; };
SIZE(link_info, 8);

API int nvmlDeviceGetNvLinkInfo(void *device, struct link_info *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, link_info, 1);
    return gpu->profile->nvlinks > 0 ? give_u32(&call, &out->encrypted, 0) : refuse(&call, NOT_SUPPORTED);
}

enum { UNKNOWN_HEALTH = 0, HEALTHY = 1, UNHEALTHY = 2 };

static struct fabric_v3 fabric_of(const struct gpu *gpu)
{
    struct fabric_v3 fabric = { .status = (unsigned)value_of(gpu, KEY_FABRIC_STATUS), .clique = (unsigned)value_of(gpu, KEY_FABRIC_CLIQUE),
        .state = (unsigned char)value_of(gpu, KEY_FABRIC_STATE), .health = (unsigned)value_of(gpu, KEY_FABRIC_HEALTH) };
    fabric.summary = fabric.health == 0 ? UNKNOWN_HEALTH : fabric.health == FABRIC_IS_HEALTHY ? HEALTHY : UNHEALTHY;
    if (gpu->profile->traits & MULTI_NODE) {
        uint64_t cluster = hash_of(machine.seed, 4242);
        memcpy(fabric.cluster, &cluster, sizeof cluster);
    }
    return fabric;
}

API int nvmlDeviceGetGpuFabricInfo(void *device, struct fabric *out)
{
    GPU_CALL(device);
    struct fabric_v3 all = fabric_of(gpu);
    struct fabric fabric = { .status = all.status, .clique = all.clique, .state = all.state };
    memcpy(fabric.cluster, all.cluster, sizeof fabric.cluster);
    return give(&call, out, &fabric, sizeof fabric);
}

// The third version came with 580.
API int nvmlDeviceGetGpuFabricInfoV(void *device, struct fabric_v2 *out)
{
    GPU_CALL(device);
    bool second = out && out->version == VERSION(struct fabric_v2, 2), third = out && driver_branch >= 580 && out->version == VERSION(struct fabric_v3, 3);
    if (!second && !third) {
        return refuse(&call, out ? VERSION_MISMATCH : INVALID_ARGUMENT);
    }
    struct fabric_v3 fabric = fabric_of(gpu);
    fabric.version = out->version;
    return give(&call, out, &fabric, second ? sizeof *out : sizeof fabric);
}

static bool can_be_confidential(void)
{
    return machine.count > 0 && machine.gpus[0].profile->traits & CONFIDENTIAL;
}

API int nvmlSystemGetConfComputeCapabilities(struct confidential_capabilities *out)
{
    SYSTEM_CALL();
    struct confidential_capabilities capabilities = { machine.confidential, can_be_confidential() };
    return give(&call, out, &capabilities, sizeof capabilities);
}

API int nvmlSystemGetConfComputeState(struct confidential_state *out)
{
    SYSTEM_CALL();
    struct confidential_state state = { machine.confidential ? 2 : 0, machine.confidential, 0 };
    return can_be_confidential() ? give(&call, out, &state, sizeof state) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlSystemGetConfComputeSettings(struct confidential_settings *out)
{
    SYSTEM_CALL();
    CHECK_VERSION(out, confidential_settings, 1);
    struct confidential_settings settings = { out->version, machine.confidential ? 2 : 0, machine.confidential, 0, 0 };
    return can_be_confidential() ? give(&call, out, &settings, sizeof settings) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlSystemGetConfComputeGpusReadyState(unsigned *ready)
{
    SYSTEM_CALL();
    return can_be_confidential() ? give_u32(&call, ready, 1) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetConfComputeMemSizeInfo(void *device, struct confidential_memory *out)
{
    GPU_CALL(device);
    unsigned long long kib = (unsigned long long)gpu->profile->memory_mib << 10;
    struct confidential_memory memory = { machine.confidential ? kib : 0, machine.confidential ? 0 : kib };
    return can_be_confidential() ? give(&call, out, &memory, sizeof memory) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetConfComputeProtectedMemoryUsage(void *device, struct memory *out)
{
    GPU_CALL(device);
    struct memory memory = { 0 };
    return give(&call, out, &memory, sizeof memory);
}
