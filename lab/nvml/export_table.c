// The table of unnamed functions that nvidia-smi asks for beside the named ones. Its layout is not published:
// the places and arguments are what nvidia-smi 535 was seen to use.
#include "fake.h"

#include <stdio.h>
#include <string.h>

enum {
    SLOT_TOPOLOGY = 23,
    SLOT_MONITOR = 72,
    SLOT_ENFORCED_LIMIT = 108,
    SLOT_COMPUTE = 213,
    SLOT_GRAPHICS = 214,
    SLOT_MPS = 215,
    SLOT_HOST_PCIE = 230,
    SLOT_MARGIN = 240,
    SLOTS = 256,
};

static int unsupported(void)
{
    return NOT_SUPPORTED;
}

static int granted(void)
{
    return OK;
}

// A process with its name.
struct listed { struct process_detail detail; char name[4096]; };
SIZE(listed, 4128);

static int give_listed(struct call *call, unsigned *count, struct listed *out)
{
    unsigned have = 0, room = count ? *count : 0;
    for (unsigned i = 0; out && i < call->gpu->process_count && have < room; i++) {
        const struct process *process = &call->gpu->processes[i];
        bool inside = call->target.kind == KIND_GPU || process->gpu_instance == (int)call->target.instance->id;
        if (!inside) {
            continue;
        }
        struct listed *entry = &out[have++];
        entry->detail = (struct process_detail){ process->pid, process->memory, (unsigned)process->gpu_instance, (unsigned)process->compute_instance, 0 };
        snprintf(entry->name, sizeof entry->name, "%s", process->name);
    }
    return give_u32(call, count, have);
}

static int listed_processes(void *device, unsigned *count, struct listed *out)
{
    DEVICE_CALL(device);
    return give_listed(&call, count, out);
}

static const struct gpu *gpu_at(const char *bus_id)
{
    for (unsigned i = 0; bus_id && i < machine.count; i++) {
        if (strcmp(machine.gpus[i].bus_id, bus_id) == 0) {
            return &machine.gpus[i];
        }
    }
    return 0;
}

// Levels: one bridge, several, a host bridge, a node, the system; after them the number of links.
static int topology_between(const char *one, const char *other, unsigned *level)
{
    enum { NODE = 3, SYSTEM = 4 };
    SYSTEM_CALL();
    const struct gpu *first = gpu_at(one), *second = gpu_at(other);
    if (!first || !second) {
        return refuse(&call, NOT_FOUND);
    }
    unsigned half = machine.count / 2, links = first->profile->nvlinks < second->profile->nvlinks ? first->profile->nvlinks : second->profile->nvlinks;
    bool same = (first->index >= half) == (second->index >= half);
    return give_u32(&call, level, links > 0 ? SYSTEM + links : same ? NODE : SYSTEM);
}

static int host_pcie_generation(void *device, unsigned *generation)
{
    GPU_CALL(device);
    return give_u32(&call, generation, gpu->profile->pcie_host_generation);
}

static int enforced_limit(void *device, unsigned *milliwatts)
{
    GPU_CALL(device);
    return give_value(&call, milliwatts, KEY_POWER_LIMIT, 1000);
}

static int temperature_margin(void *device, unsigned *margin)
{
    GPU_CALL(device);
    unsigned degrees = (unsigned)(gpu->profile->margin_base - (int)value_of(gpu, KEY_TEMPERATURE));
    return gpu->profile->margin_base ? give_u32(&call, margin, degrees) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlInternalGetExportTable(const void **out, const unsigned char *id)
{
    static const unsigned char known[16] = { 0xC4, 0xFE, 0x3E, 0x6C, 0xC9, 0x8F, 0x6C, 0x4E, 0xA3, 0x27, 0xEE, 0x69, 0x6E, 0x12, 0xF7, 0xC4 };
    static const void *table[SLOTS];
    BEGIN(0, UNCHECKED);
    if (!out || !id || memcmp(id, known, sizeof known) != 0) {
        return refuse(&call, out && id ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    table[0] = (const void *)sizeof table;
    for (unsigned slot = 1; slot < SLOTS; slot++) {
        table[slot] = (const void *)unsupported;
    }
    table[SLOT_TOPOLOGY] = (const void *)topology_between;
    table[SLOT_MONITOR] = (const void *)granted;
    table[SLOT_COMPUTE] = table[SLOT_GRAPHICS] = table[SLOT_MPS] = (const void *)listed_processes;
    table[SLOT_ENFORCED_LIMIT] = (const void *)enforced_limit;
    table[SLOT_MARGIN] = (const void *)temperature_margin;
    table[SLOT_HOST_PCIE] = (const void *)host_pcie_generation;
    *out = table;
    return OK;
}
