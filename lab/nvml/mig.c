// MIG: which instances there are, and where there is room for more.
#include "fake.h"

#include <string.h>

enum { MEMORY_SLICES = 8, COMPUTE_SLICES = 7 };

const struct mig_profile *mig_profile_named(const struct profile *profile, const char *name)
{
    for (unsigned i = 0; profile->mig && i < profile->mig->count; i++) {
        if (strcmp(profile->mig->profiles[i].name, name) == 0) {
            return &profile->mig->profiles[i];
        }
    }
    return 0;
}

const struct mig_profile *mig_profile_by_id(const struct profile *profile, unsigned id)
{
    for (unsigned i = 0; profile->mig && i < profile->mig->count; i++) {
        if (profile->mig->profiles[i].id == id) {
            return &profile->mig->profiles[i];
        }
    }
    return 0;
}

struct gpu_instance *mig_instance(struct gpu *gpu, unsigned id)
{
    for (struct gpu_instance *instance = gpu->instances; instance < gpu->instances + MAX_GPU_INSTANCES; instance++) {
        if (instance->profile && instance->id == id) {
            return instance;
        }
    }
    return 0;
}

struct compute_instance *mig_compute(struct gpu_instance *instance, unsigned id)
{
    for (struct compute_instance *compute = instance->compute; compute < instance->compute + MAX_COMPUTE_INSTANCES; compute++) {
        if (compute->exists && compute->id == id) {
            return compute;
        }
    }
    return 0;
}

static bool is_free(const struct gpu *gpu, unsigned start, unsigned size)
{
    for (unsigned i = 0; i < MAX_GPU_INSTANCES; i++) {
        const struct gpu_instance *other = &gpu->instances[i];
        if (other->profile && start < other->start + other->profile->memory_slices && other->start < start + size) {
            return false;
        }
    }
    return true;
}

// Places are multiples of the width; the profile with media engines may take any place, though only once.
static bool may_start(const struct mig_profile *profile, unsigned start)
{
    unsigned places = strchr(profile->name, '+') ? COMPUTE_SLICES : profile->instances;
    return start % profile->memory_slices == 0 && start / profile->memory_slices < places;
}

static bool fits(const struct gpu *gpu, const struct mig_profile *profile, unsigned start)
{
    unsigned same = 0, slices = profile->compute_slices;
    for (unsigned i = 0; i < MAX_GPU_INSTANCES; i++) {
        const struct mig_profile *other = gpu->instances[i].profile;
        same += other == profile;
        slices += other ? other->compute_slices : 0;
    }
    return may_start(profile, start) && is_free(gpu, start, profile->memory_slices) && same < profile->instances && slices <= COMPUTE_SLICES;
}

unsigned mig_room(const struct gpu *gpu, const struct mig_profile *profile)
{
    struct gpu trial = *gpu;
    unsigned room = 0;
    while (mig_create(&trial, profile, NO_INSTANCE)) {
        room++;
    }
    return room;
}

// The id tells the span of memory: 0 the whole, 1 and 2 the halves, 3 to 6 the quarters, 7 to 14 the eighths.
static unsigned id_of(unsigned start, unsigned size)
{
    return MEMORY_SLICES / size - 1 + start / size;
}

struct gpu_instance *mig_create(struct gpu *gpu, const struct mig_profile *profile, int wanted)
{
    // The driver fills a GPU from the end.
    unsigned start = wanted < 0 ? MEMORY_SLICES - 1 : (unsigned)wanted;
    while (wanted < 0 && start > 0 && !fits(gpu, profile, start)) {
        start--;
    }
    struct gpu_instance *place = gpu->instances;
    while (place < gpu->instances + MAX_GPU_INSTANCES && place->profile) {
        place++;
    }
    if (place == gpu->instances + MAX_GPU_INSTANCES || !fits(gpu, profile, start)) {
        return 0;
    }
    *place = (struct gpu_instance){ .profile = profile, .start = start, .id = id_of(start, profile->memory_slices) };
    return place;
}

static unsigned taken_slices(const struct gpu_instance *instance)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < MAX_COMPUTE_INSTANCES; i++) {
        const struct compute_instance *compute = &instance->compute[i];
        taken |= compute->exists ? ((1u << compute->slices) - 1) << compute->start : 0;
    }
    return taken;
}

static bool compute_fits(const struct gpu_instance *instance, unsigned slices, unsigned start)
{
    return slices > 0 && start + slices <= instance->profile->compute_slices && (taken_slices(instance) & ((1u << slices) - 1) << start) == 0;
}

unsigned mig_compute_room(const struct gpu_instance *instance, unsigned slices)
{
    struct gpu_instance trial = *instance;
    unsigned room = 0;
    while (mig_create_compute(&trial, slices, NO_INSTANCE)) {
        room++;
    }
    return room;
}

struct compute_instance *mig_create_compute(struct gpu_instance *instance, unsigned slices, int wanted)
{
    unsigned start = wanted < 0 ? 0 : (unsigned)wanted;
    while (wanted < 0 && start < instance->profile->compute_slices && !compute_fits(instance, slices, start)) {
        start++;
    }
    if (start + slices > COMPUTE_SLICES || !compute_fits(instance, slices, start)) {
        return 0;
    }
    for (unsigned id = 0; id < MAX_COMPUTE_INSTANCES; id++) {
        if (!instance->compute[id].exists) {
            instance->compute[id] = (struct compute_instance){ true, id, slices - 1, slices, start };
            return &instance->compute[id];
        }
    }
    return 0;
}

void mig_clear(struct gpu *gpu)
{
    memset(gpu->instances, 0, sizeof gpu->instances);
}
