// MIG seen from outside: mode, devices, and what an instance has.
#include "fake.h"

#include <math.h>

API int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending)
{
    GPU_CALL(device);
    int result = give_value(&call, current, KEY_MIG, 1);
    return result == OK ? give_value(&call, pending, KEY_MIG_PENDING, 1) : result;
}

API int nvmlDeviceGetMaxMigDeviceCount(void *device, unsigned *count)
{
    GPU_CALL(device);
    return give_u32(&call, count, gpu->profile->mig ? MAX_GPU_INSTANCES : 0);
}

API int nvmlDeviceIsMigDeviceHandle(void *device, unsigned *is_mig_device)
{
    DEVICE_CALL(device);
    return give_u32(&call, is_mig_device, call.target.kind == KIND_MIG_DEVICE);
}

// Devices are numbered in the order of the instances' ids, without holes.
static bool next_device(struct gpu *gpu, unsigned *instance, unsigned *compute)
{
    for (; *instance < GPU_INSTANCE_IDS; (*instance)++, *compute = 0) {
        struct gpu_instance *found = mig_instance(gpu, *instance);
        for (; found && *compute < MAX_COMPUTE_INSTANCES; (*compute)++) {
            if (mig_compute(found, *compute)) {
                return true;
            }
        }
    }
    return false;
}

API int nvmlDeviceGetMigDeviceHandleByIndex(void *device, unsigned index, void **out)
{
    GPU_CALL(device);
    if (isnan(value_of(gpu, KEY_MIG)) || index >= MAX_GPU_INSTANCES) {
        return refuse(&call, index < MAX_GPU_INSTANCES ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    for (unsigned instance = 0, compute = 0; next_device(gpu, &instance, &compute); compute++) {
        if (index-- == 0) {
            void *handle = handle_of(KIND_MIG_DEVICE, gpu->index, instance, compute);
            return give(&call, out, &handle, sizeof handle);
        }
    }
    return refuse(&call, NOT_FOUND);
}

API int nvmlDeviceGetIndex(void *device, unsigned *out)
{
    DEVICE_CALL(device);
    unsigned index = 0;
    for (unsigned instance = 0, compute = 0; call.target.instance && next_device(gpu, &instance, &compute); compute++, index++) {
        if (instance == call.target.instance->id && compute == call.target.compute->id) {
            return give_u32(&call, out, index);
        }
    }
    return give_u32(&call, out, gpu->index);
}

API int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(void *device, void **out)
{
    DEVICE_CALL(device);
    void *handle = handle_of(KIND_GPU, gpu->index, 0, 0);
    return call.target.kind == KIND_MIG_DEVICE ? give(&call, out, &handle, sizeof handle) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlDeviceGetGpuInstanceId(void *device, unsigned *id)
{
    DEVICE_CALL(device);
    return call.target.kind == KIND_MIG_DEVICE ? give_u32(&call, id, call.target.instance->id) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetComputeInstanceId(void *device, unsigned *id)
{
    DEVICE_CALL(device);
    return call.target.kind == KIND_MIG_DEVICE ? give_u32(&call, id, call.target.compute->id) : refuse(&call, NOT_SUPPORTED);
}

static struct attributes attributes_of(const struct target *target)
{
    const struct mig_profile *profile = target->instance->profile;
    return (struct attributes){
        .multiprocessors = profile->multiprocessors * target->compute->slices / profile->compute_slices, .copy_engines = profile->copy_engines,
        .decoders = profile->decoders, .encoders = profile->encoders, .jpegs = profile->jpegs, .ofas = profile->ofas,
        .gpu_slices = profile->compute_slices, .compute_slices = target->compute->slices, .memory_mib = profile->memory_mib,
    };
}

API int nvmlDeviceGetAttributes(void *device, struct attributes_v1 *out)
{
    DEVICE_CALL(device);
    if (call.target.kind != KIND_MIG_DEVICE) {
        return refuse(&call, NOT_SUPPORTED);
    }
    struct attributes all = attributes_of(&call.target);
    struct attributes_v1 first = { all.multiprocessors, all.copy_engines, all.decoders, all.encoders, all.jpegs, all.ofas, all.memory_mib };
    return give(&call, out, &first, sizeof first);
}

API int nvmlDeviceGetAttributes_v2(void *device, struct attributes *out)
{
    DEVICE_CALL(device);
    if (call.target.kind != KIND_MIG_DEVICE) {
        return refuse(&call, NOT_SUPPORTED);
    }
    struct attributes attributes = attributes_of(&call.target);
    return give(&call, out, &attributes, sizeof attributes);
}
