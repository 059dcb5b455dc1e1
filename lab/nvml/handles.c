// Handles are addresses of a table that holds nothing: the place in it says what the handle stands for, so that any pointer can be judged.
#include "fake.h"

enum {
    PER_INSTANCE = 8,
    GPU_INSTANCES_AT = 1,
    COMPUTE_INSTANCES_AT = GPU_INSTANCES_AT + GPU_INSTANCE_IDS,
    MIG_DEVICES_AT = COMPUTE_INSTANCES_AT + GPU_INSTANCE_IDS * PER_INSTANCE,
    PER_GPU = MIG_DEVICES_AT + GPU_INSTANCE_IDS * PER_INSTANCE,
    ALIGNMENT = 8,
};

static char places[MAX_GPUS * PER_GPU][ALIGNMENT];

void *handle_of(enum kind kind, unsigned gpu, unsigned instance, unsigned compute)
{
    static const unsigned starts[] = { 0, GPU_INSTANCES_AT, COMPUTE_INSTANCES_AT, MIG_DEVICES_AT };
    unsigned place = starts[kind];
    if (kind == KIND_GPU_INSTANCE) {
        place += instance;
    } else if (kind != KIND_GPU) {
        place += instance * PER_INSTANCE + compute;
    }
    return places[gpu * PER_GPU + place];
}

static bool find_compute(struct target *target, unsigned place)
{
    target->instance = mig_instance(target->gpu, place / PER_INSTANCE);
    target->compute = target->instance ? mig_compute(target->instance, place % PER_INSTANCE) : 0;
    return target->compute != 0;
}

bool target_of(const void *handle, struct target *target)
{
    uintptr_t offset = (uintptr_t)handle - (uintptr_t)places;
    if (offset >= sizeof places || offset % ALIGNMENT != 0) {
        return false;
    }
    unsigned gpu = (unsigned)(offset / ALIGNMENT / PER_GPU), place = offset / ALIGNMENT % PER_GPU;
    if (gpu >= machine.count) {
        return false;
    }
    *target = (struct target){ KIND_GPU, &machine.gpus[gpu], 0, 0 };
    if (place < GPU_INSTANCES_AT) {
        return true;
    }
    if (place < COMPUTE_INSTANCES_AT) {
        target->kind = KIND_GPU_INSTANCE;
        target->instance = mig_instance(target->gpu, place - GPU_INSTANCES_AT);
        return target->instance != 0;
    }
    if (place < MIG_DEVICES_AT) {
        target->kind = KIND_COMPUTE_INSTANCE;
        return find_compute(target, place - COMPUTE_INSTANCES_AT);
    }
    target->kind = KIND_MIG_DEVICE;
    return find_compute(target, place - MIG_DEVICES_AT);
}
