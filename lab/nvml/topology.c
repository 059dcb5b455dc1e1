// Where a GPU sits: processors near it, other GPUs, the links' modes.
#include "fake.h"

#include <string.h>
#include <unistd.h>

enum { LEVEL_NODE = 40, LEVEL_SYSTEM = 50, BITS = 64, MOST_WORDS = 64 };

// The machine has two halves with the same number of GPUs and processors; one GPU has it for itself.
static bool in_second_half(const struct gpu *gpu)
{
    return machine.count > 1 && gpu->index >= machine.count / 2;
}

static int give_affinity(struct call *call, unsigned words, unsigned long *out)
{
    unsigned long mask[MOST_WORDS] = { 0 };
    long processors = sysconf(_SC_NPROCESSORS_ONLN), half = machine.count > 1 && processors > 1 ? processors / 2 : processors;
    long first = in_second_half(call->gpu) ? processors - half : 0;
    for (long processor = first; processor < first + half && processor < MOST_WORDS * BITS; processor++) {
        mask[processor / BITS] |= 1ul << processor % BITS;
    }
    if (words == 0 || words > MOST_WORDS) {
        return refuse(call, INVALID_ARGUMENT);
    }
    return (long)words * BITS < processors ? refuse(call, INSUFFICIENT_SIZE) : give(call, out, mask, words * sizeof *mask);
}

API int nvmlDeviceGetCpuAffinity(void *device, unsigned words, unsigned long *out)
{
    GPU_CALL(device);
    return give_affinity(&call, words, out);
}

API int nvmlDeviceGetCpuAffinityWithinScope(void *device, unsigned words, unsigned long *out, unsigned scope)
{
    GPU_CALL(device);
    return scope > 1 ? refuse(&call, INVALID_ARGUMENT) : give_affinity(&call, words, out);
}

API int nvmlDeviceGetMemoryAffinity(void *device, unsigned words, unsigned long *out, unsigned scope)
{
    unsigned long nodes[MOST_WORDS] = { 0 };
    GPU_CALL(device);
    nodes[0] = 1ul << in_second_half(gpu);
    return scope > 1 || words == 0 || words > MOST_WORDS ? refuse(&call, INVALID_ARGUMENT) : give(&call, out, nodes, words * sizeof *nodes);
}

API int nvmlDeviceGetNumaNodeId(void *device, unsigned *node)
{
    GPU_CALL(device);
    return give_u32(&call, node, in_second_half(gpu));
}

static bool both(const void *one, const void *other, struct target *first, struct target *second)
{
    return target_of(one, first) && target_of(other, second) && first->kind == KIND_GPU && second->kind == KIND_GPU;
}

API int nvmlDeviceGetTopologyCommonAncestor(void *device, void *other, unsigned *level)
{
    struct target one, two;
    GPU_CALL(device);
    if (!both(device, other, &one, &two)) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    return give_u32(&call, level, in_second_half(one.gpu) == in_second_half(two.gpu) ? LEVEL_NODE : LEVEL_SYSTEM);
}

API int nvmlDeviceGetTopologyNearestGpus(void *device, unsigned level, unsigned *count, void **out)
{
    void *near[MAX_GPUS];
    unsigned have = 0;
    GPU_CALL(device);
    for (unsigned i = 0; i < machine.count; i++) {
        const struct gpu *other = &machine.gpus[i];
        if (other != gpu && level == (in_second_half(other) == in_second_half(gpu) ? LEVEL_NODE : LEVEL_SYSTEM)) {
            near[have++] = handle_of(KIND_GPU, i, 0, 0);
        }
    }
    if (!count) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    return out ? give_list(&call, count, out, near, have, sizeof *near) : give_u32(&call, count, have);
}

API int nvmlDeviceGetP2PStatus(void *device, void *other, unsigned kind, unsigned *status)
{
    enum { KIND_NVLINK = 2, KINDS = 6, P2P_OK = 0, P2P_NOT_SUPPORTED = 5 };
    struct target one, two;
    GPU_CALL(device);
    if (!both(device, other, &one, &two) || kind >= KINDS) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    return give_u32(&call, status, gpu->profile->nvlinks > 0 || kind != KIND_NVLINK ? P2P_OK : P2P_NOT_SUPPORTED);
}

API int nvmlDeviceOnSameBoard(void *device, void *other, int *same)
{
    GPU_CALL(device);
    return give_u32(&call, (unsigned *)same, device == other);
}
