// GPU instances and compute instances: what shapes there are, where they may lie, and the calls that make and remove them.
#include "fake.h"

#include <stdio.h>
#include <string.h>

static const struct mig_profile *profile_numbered(const struct gpu *gpu, unsigned number)
{
    const struct mig_table *table = gpu->profile->mig;
    for (unsigned i = 0; table && i < table->count; i++) {
        if (table->profiles[i].nvml == number) {
            return &table->profiles[i];
        }
    }
    return 0;
}

static struct gpu_instance_profile shape_of(const struct mig_profile *profile)
{
    return (struct gpu_instance_profile){
        .id = profile->id, .slices = profile->compute_slices, .instances = profile->instances, .multiprocessors = profile->multiprocessors,
        .copy_engines = profile->copy_engines, .decoders = profile->decoders, .encoders = profile->encoders, .jpegs = profile->jpegs,
        .ofas = profile->ofas, .memory_mib = profile->memory_mib,
    };
}

static int give_shape(struct call *call, const struct mig_profile *profile, struct gpu_instance_profile_v2 *out)
{
    if (!profile || !out) {
        return refuse(call, out ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    struct gpu_instance_profile shape = shape_of(profile);
    if (out->version == VERSION(struct gpu_instance_profile_v2, 2)) {
        struct gpu_instance_profile_v2 second = { .version = out->version };
        memcpy(&second.id, &shape.id, offsetof(struct gpu_instance_profile, memory_mib));
        second.memory_mib = shape.memory_mib;
        snprintf(second.name, sizeof second.name, "MIG %s", profile->name);
        return give(call, out, &second, sizeof second);
    }
    if (out->version == VERSION(struct gpu_instance_profile_v3, 3)) {
        struct gpu_instance_profile_v3 third = { .version = out->version, .id = shape.id };
        memcpy(&third.slices, &shape.slices, offsetof(struct gpu_instance_profile, memory_mib) - offsetof(struct gpu_instance_profile, slices));
        third.memory_mib = shape.memory_mib;
        snprintf(third.name, sizeof third.name, "MIG %s", profile->name);
        return give(call, out, &third, sizeof third);
    }
    return refuse(call, VERSION_MISMATCH);
}

API int nvmlDeviceGetGpuInstanceProfileInfo(void *device, unsigned number, struct gpu_instance_profile *out)
{
    GPU_CALL(device);
    const struct mig_profile *profile = profile_numbered(gpu, number);
    struct gpu_instance_profile shape = { 0 };
    if (profile) {
        shape = shape_of(profile);
    }
    return profile ? give(&call, out, &shape, sizeof shape) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetGpuInstanceProfileInfoV(void *device, unsigned number, struct gpu_instance_profile_v2 *out)
{
    GPU_CALL(device);
    return give_shape(&call, profile_numbered(gpu, number), out);
}

API int nvmlDeviceGetGpuInstanceProfileInfoByIdV(void *device, unsigned id, struct gpu_instance_profile_v2 *out)
{
    GPU_CALL(device);
    return give_shape(&call, mig_profile_by_id(gpu->profile, id), out);
}

static int give_placements(struct call *call, unsigned id, struct placement *out, unsigned *count)
{
    enum { PLACES = 8 };
    struct placement places[PLACES];
    unsigned have = 0;
    const struct mig_profile *profile = mig_profile_by_id(call->gpu->profile, id);
    for (unsigned start = 0; profile && start < PLACES; start++) {
        struct gpu empty = { .profile = call->gpu->profile };
        if (mig_create(&empty, profile, (int)start)) {
            places[have++] = (struct placement){ start, profile->memory_slices };
        }
    }
    if (!profile || !count) {
        return refuse(call, INVALID_ARGUMENT);
    }
    return out ? give_list(call, count, out, places, have, sizeof *places) : give_u32(call, count, have);
}

API int nvmlDeviceGetGpuInstancePossiblePlacements(void *device, unsigned id, struct placement *out, unsigned *count)
{
    GPU_CALL(device);
    return give_placements(&call, id, out, count);
}

API int nvmlDeviceGetGpuInstancePossiblePlacements_v2(void *device, unsigned id, struct placement *out, unsigned *count)
{
    GPU_CALL(device);
    return give_placements(&call, id, out, count);
}

API int nvmlDeviceGetGpuInstanceRemainingCapacity(void *device, unsigned id, unsigned *count)
{
    GPU_CALL(device);
    const struct mig_profile *profile = mig_profile_by_id(gpu->profile, id);
    return profile && is_mig(gpu) ? give_u32(&call, count, mig_room(gpu, profile)) : refuse(&call, profile ? NOT_SUPPORTED : INVALID_ARGUMENT);
}

// The caller's array has room for as many as the profile allows.
API int nvmlDeviceGetGpuInstances(void *device, unsigned id, void **out, unsigned *count)
{
    void *handles[MAX_GPU_INSTANCES];
    unsigned have = 0, most = MAX_GPU_INSTANCES;
    GPU_CALL(device);
    for (unsigned instance = 0; instance < GPU_INSTANCE_IDS; instance++) {
        const struct gpu_instance *found = mig_instance(gpu, instance);
        if (found && found->profile->id == id) {
            handles[have++] = handle_of(KIND_GPU_INSTANCE, gpu->index, instance, 0);
        }
    }
    if (!count || !is_mig(gpu)) {
        return refuse(&call, count ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    *count = most;
    return give_list(&call, count, out, handles, have, sizeof *handles);
}

API int nvmlDeviceGetGpuInstanceById(void *device, unsigned id, void **out)
{
    GPU_CALL(device);
    void *handle = id < GPU_INSTANCE_IDS ? handle_of(KIND_GPU_INSTANCE, gpu->index, id, 0) : 0;
    return mig_instance(gpu, id) ? give(&call, out, &handle, sizeof handle) : refuse(&call, NOT_FOUND);
}

API int nvmlGpuInstanceGetInfo(void *instance, struct gpu_instance_info *out)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    const struct gpu_instance *it = call.target.instance;
    struct gpu_instance_info info = { handle_of(KIND_GPU, gpu->index, 0, 0), it->id, it->profile->id, { it->start, it->profile->memory_slices } };
    return give(&call, out, &info, sizeof info);
}

// Creating writes a line and finds the instance that the line made.
static int create_instance(struct call *call, unsigned id, int start, void **out)
{
    struct gpu *gpu = call->gpu, trial = *gpu;
    const struct mig_profile *profile = mig_profile_by_id(gpu->profile, id);
    if (!profile || !out || !is_mig(gpu)) {
        return refuse(call, profile && out ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    if (!machine.may_set) {
        return refuse(call, NO_PERMISSION);
    }
    const struct gpu_instance *made = mig_create(&trial, profile, start);
    if (!made) {
        return refuse(call, INSUFFICIENT_RESOURCES);
    }
    control_append("gi %u %u %u", gpu->index, id, made->start);
    void *handle = handle_of(KIND_GPU_INSTANCE, gpu->index, made->id, 0);
    return give(call, out, &handle, sizeof handle);
}

API int nvmlDeviceCreateGpuInstance(void *device, unsigned id, void **out)
{
    GPU_CALL(device);
    return create_instance(&call, id, NO_INSTANCE, out);
}

API int nvmlDeviceCreateGpuInstanceWithPlacement(void *device, unsigned id, const struct placement *placement, void **out)
{
    GPU_CALL(device);
    return placement ? create_instance(&call, id, (int)placement->start, out) : refuse(&call, INVALID_ARGUMENT);
}

static bool is_used(const struct gpu *gpu, int instance, int compute)
{
    for (unsigned i = 0; i < gpu->process_count; i++) {
        const struct process *process = &gpu->processes[i];
        if (process->gpu_instance == instance && (compute < 0 || process->compute_instance == compute)) {
            return true;
        }
    }
    return false;
}

API int nvmlGpuInstanceDestroy(void *instance)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    const struct gpu_instance *it = call.target.instance;
    if (!machine.may_set) {
        return refuse(&call, NO_PERMISSION);
    }
    for (unsigned i = 0; i < MAX_COMPUTE_INSTANCES; i++) {
        if (it->compute[i].exists) {
            return refuse(&call, IN_USE);
        }
    }
    control_append("gi_gone %u %u", gpu->index, it->id);
    return OK;
}

// Numbers of compute profiles by width.
static unsigned slices_of(unsigned number)
{
    static const unsigned slices[] = { 1, 2, 3, 4, 7, 8, 6, 1 };
    return number < sizeof slices / sizeof *slices ? slices[number] : 0;
}

static bool compute_shape(const struct gpu_instance *instance, unsigned number, struct compute_instance_profile *shape)
{
    struct gpu_instance empty = { .profile = instance->profile };
    const struct mig_profile *profile = instance->profile;
    unsigned slices = slices_of(number);
    *shape = (struct compute_instance_profile){
        .id = number, .slices = slices, .instances = slices ? mig_compute_room(&empty, slices) : 0,
        .multiprocessors = profile->multiprocessors * slices / profile->compute_slices, .copy_engines = profile->copy_engines,
        .decoders = profile->decoders, .encoders = profile->encoders, .jpegs = profile->jpegs, .ofas = profile->ofas,
    };
    return shape->instances > 0 && number < 7;
}

API int nvmlGpuInstanceGetComputeInstanceProfileInfo(void *instance, unsigned number, unsigned engine, struct compute_instance_profile *out)
{
    struct compute_instance_profile shape;
    BEGIN(instance, OF_GPU_INSTANCE);
    bool exists = engine == 0 && compute_shape(call.target.instance, number, &shape);
    return exists ? give(&call, out, &shape, sizeof shape) : refuse(&call, engine > 0 ? INVALID_ARGUMENT : NOT_SUPPORTED);
}

API int nvmlGpuInstanceGetComputeInstanceProfileInfoV(void *instance, unsigned number, unsigned engine, struct compute_instance_profile_v2 *out)
{
    struct compute_instance_profile shape;
    BEGIN(instance, OF_GPU_INSTANCE);
    const struct mig_profile *profile = call.target.instance->profile;
    if (engine > 0 || !out || !compute_shape(call.target.instance, number, &shape)) {
        return refuse(&call, engine > 0 || !out ? INVALID_ARGUMENT : NOT_SUPPORTED);
    }
    bool third = out->version == VERSION(struct compute_instance_profile_v3, 3);
    if (!third && out->version != VERSION(struct compute_instance_profile_v2, 2)) {
        return refuse(&call, VERSION_MISMATCH);
    }
    struct compute_instance_profile_v3 full = { .v2 = { .version = out->version } };
    memcpy(&full.v2.id, &shape, sizeof shape);
    if (shape.slices == profile->compute_slices) {
        snprintf(full.v2.name, sizeof full.v2.name, "MIG %s", profile->name);
    } else {
        snprintf(full.v2.name, sizeof full.v2.name, "MIG %uc.%s", shape.slices, profile->name);
    }
    return give(&call, out, &full, third ? sizeof full : sizeof full.v2);
}

API int nvmlGpuInstanceGetComputeInstanceRemainingCapacity(void *instance, unsigned number, unsigned *count)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    unsigned slices = slices_of(number);
    return slices ? give_u32(&call, count, mig_compute_room(call.target.instance, slices)) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlGpuInstanceGetComputeInstancePossiblePlacements(void *instance, unsigned number, struct placement *out, unsigned *count)
{
    struct placement places[MAX_COMPUTE_INSTANCES];
    unsigned have = 0, slices = slices_of(number);
    BEGIN(instance, OF_GPU_INSTANCE);
    for (unsigned start = 0; slices && start < MAX_COMPUTE_INSTANCES; start++) {
        struct gpu_instance empty = { .profile = call.target.instance->profile };
        if (mig_create_compute(&empty, slices, (int)start)) {
            places[have++] = (struct placement){ start, slices };
        }
    }
    if (!count || slices == 0) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    return out ? give_list(&call, count, out, places, have, sizeof *places) : give_u32(&call, count, have);
}

API int nvmlGpuInstanceGetComputeInstances(void *instance, unsigned number, void **out, unsigned *count)
{
    void *handles[MAX_COMPUTE_INSTANCES];
    unsigned have = 0;
    BEGIN(instance, OF_GPU_INSTANCE);
    for (unsigned id = 0; id < MAX_COMPUTE_INSTANCES; id++) {
        const struct compute_instance *compute = mig_compute(call.target.instance, id);
        if (compute && compute->slices == slices_of(number)) {
            handles[have++] = handle_of(KIND_COMPUTE_INSTANCE, gpu->index, call.target.instance->id, id);
        }
    }
    if (!count) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    *count = MAX_COMPUTE_INSTANCES;
    return give_list(&call, count, out, handles, have, sizeof *handles);
}

API int nvmlGpuInstanceGetComputeInstanceById(void *instance, unsigned id, void **out)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    void *handle = id < MAX_COMPUTE_INSTANCES ? handle_of(KIND_COMPUTE_INSTANCE, gpu->index, call.target.instance->id, id) : 0;
    return mig_compute(call.target.instance, id) ? give(&call, out, &handle, sizeof handle) : refuse(&call, NOT_FOUND);
}

static int create_compute(struct call *call, unsigned number, int start, void **out)
{
    const struct gpu_instance *instance = call->target.instance;
    struct gpu_instance trial = *instance;
    unsigned slices = slices_of(number);
    if (!out || slices == 0) {
        return refuse(call, INVALID_ARGUMENT);
    }
    const struct compute_instance *made = mig_create_compute(&trial, slices, start);
    if (!machine.may_set || !made) {
        return refuse(call, made ? NO_PERMISSION : INSUFFICIENT_RESOURCES);
    }
    void *handle = handle_of(KIND_COMPUTE_INSTANCE, call->gpu->index, instance->id, made->id);
    control_append("ci %u %u %u %u", call->gpu->index, instance->id, slices, made->start);
    return give(call, out, &handle, sizeof handle);
}

API int nvmlGpuInstanceCreateComputeInstance(void *instance, unsigned number, void **out)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    return create_compute(&call, number, NO_INSTANCE, out);
}

API int nvmlGpuInstanceCreateComputeInstanceWithPlacement(void *instance, unsigned number, const struct placement *placement, void **out)
{
    BEGIN(instance, OF_GPU_INSTANCE);
    return placement ? create_compute(&call, number, (int)placement->start, out) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlComputeInstanceDestroy(void *compute)
{
    BEGIN(compute, OF_COMPUTE_INSTANCE);
    const struct gpu_instance *instance = call.target.instance;
    if (!machine.may_set || is_used(gpu, (int)instance->id, (int)call.target.compute->id)) {
        return refuse(&call, machine.may_set ? IN_USE : NO_PERMISSION);
    }
    control_append("ci_gone %u %u %u", gpu->index, instance->id, call.target.compute->id);
    return OK;
}

// The number of a whole-width profile is the place of its width in the table of widths.
static int give_compute_info(struct call *call, void *out, unsigned long size)
{
    const struct gpu_instance *instance = call->target.instance;
    const struct compute_instance *compute = call->target.compute;
    unsigned number = 0;
    while (slices_of(number) != compute->slices) {
        number++;
    }
    struct compute_instance_info info = { handle_of(KIND_GPU, call->gpu->index, 0, 0), handle_of(KIND_GPU_INSTANCE, call->gpu->index, instance->id, 0),
        compute->id, number, { compute->start, compute->slices } };
    return give(call, out, &info, size);
}

API int nvmlComputeInstanceGetInfo(void *compute, struct compute_instance_info_v1 *out)
{
    BEGIN(compute, OF_COMPUTE_INSTANCE);
    return give_compute_info(&call, out, sizeof *out);
}

API int nvmlComputeInstanceGetInfo_v2(void *compute, struct compute_instance_info *out)
{
    BEGIN(compute, OF_COMPUTE_INSTANCE);
    return give_compute_info(&call, out, sizeof *out);
}
