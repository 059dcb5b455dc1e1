// Calls that change a GPU. A change is a line in fake.state, so that every process sees it and a test can read it.
#include "getters.h"

#include <math.h>
#include <string.h>

int change(struct call *call, enum key key, double value)
{
    static const char *const names[] = {
#define NAME(key, name, model) name,
        KEYS(NAME)
#undef NAME
    };
    if (!machine.may_set) {
        return refuse(call, NO_PERMISSION);
    }
    if (isnan(value)) {
        control_append("set %u %s model", call->gpu->index, names[key]);
    } else {
        control_append("set %u %s %.12g", call->gpu->index, names[key], value);
    }
    return OK;
}

static int change_power_limit(struct call *call, unsigned milliwatts)
{
    const struct profile *profile = call->gpu->profile;
    return milliwatts < profile->watts_min * 1000 || milliwatts > profile->watts_max * 1000 ? refuse(call, INVALID_ARGUMENT)
        : change(call, KEY_POWER_LIMIT, milliwatts / 1000.0);
}

static int change_switch(struct call *call, enum key key, unsigned on)
{
    return on > 1 ? refuse(call, INVALID_ARGUMENT) : change(call, key, on);
}

static int change_two(struct call *call, enum key one, double first, enum key other, double second)
{
    int result = change(call, one, first);
    return result == OK ? change(call, other, second) : result;
}

API int nvmlDeviceSetPersistenceMode(void *device, unsigned on)
{
    GPU_CALL(device);
    return change_switch(&call, KEY_PERSISTENCE, on);
}

API int nvmlDeviceSetPowerManagementLimit(void *device, unsigned milliwatts)
{
    GPU_CALL(device);
    return change_power_limit(&call, milliwatts);
}

API int nvmlDeviceSetPowerManagementLimit_v2(void *device, const struct power_value *power)
{
    GPU_CALL(device);
    CHECK_VERSION(power, power_value, 2);
    return power->scope == 0 ? change_power_limit(&call, power->milliwatts) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceSetGpuLockedClocks(void *device, unsigned least, unsigned most)
{
    GPU_CALL(device);
    return least > most || least > gpu->profile->sm_max ? refuse(&call, INVALID_ARGUMENT)
        : change_two(&call, KEY_LOCKED_SM_MIN, least, KEY_LOCKED_SM_MAX, fmin(most, gpu->profile->sm_max));
}

API int nvmlDeviceResetGpuLockedClocks(void *device)
{
    GPU_CALL(device);
    return change_two(&call, KEY_LOCKED_SM_MIN, NAN, KEY_LOCKED_SM_MAX, NAN);
}

API int nvmlDeviceSetMemoryLockedClocks(void *device, unsigned least, unsigned most)
{
    GPU_CALL(device);
    return least > most || least > gpu->profile->memory_max ? refuse(&call, INVALID_ARGUMENT) : change(&call, KEY_LOCKED_MEMORY_MAX, most);
}

API int nvmlDeviceResetMemoryLockedClocks(void *device)
{
    GPU_CALL(device);
    return change(&call, KEY_LOCKED_MEMORY_MAX, NAN);
}

API int nvmlDeviceSetApplicationsClocks(void *device, unsigned memory, unsigned sm)
{
    GPU_CALL(device);
    if (gpu->profile->application_sm == 0 || memory != gpu->profile->memory_max || sm > gpu->profile->sm_max) {
        return refuse(&call, gpu->profile->application_sm == 0 ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    return change_two(&call, KEY_APPLICATION_MEMORY_CLOCK, memory, KEY_APPLICATION_SM_CLOCK, sm);
}

API int nvmlDeviceResetApplicationsClocks(void *device)
{
    GPU_CALL(device);
    return gpu->profile->application_sm == 0 ? refuse(&call, NOT_SUPPORTED)
        : change_two(&call, KEY_APPLICATION_MEMORY_CLOCK, NAN, KEY_APPLICATION_SM_CLOCK, NAN);
}

API int nvmlDeviceSetComputeMode(void *device, unsigned mode)
{
    GPU_CALL(device);
    return mode > 3 ? refuse(&call, INVALID_ARGUMENT) : mode == 1 ? refuse(&call, NOT_SUPPORTED) : change(&call, KEY_COMPUTE_MODE, mode);
}

// The current mode follows with the next reset.
API int nvmlDeviceSetEccMode(void *device, unsigned on)
{
    GPU_CALL(device);
    return gpu->profile->traits & ECC_MEMORY ? change_switch(&call, KEY_ECC_PENDING, on) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceClearEccErrorCounts(void *device, unsigned lifetime)
{
    static const enum key keys[2][2] = {
        { KEY_VOLATILE_DRAM_CORRECTED, KEY_VOLATILE_DRAM_UNCORRECTED }, { KEY_AGGREGATE_DRAM_CORRECTED, KEY_AGGREGATE_DRAM_UNCORRECTED },
    };
    GPU_CALL(device);
    return lifetime > 1 ? refuse(&call, INVALID_ARGUMENT) : change_two(&call, keys[lifetime][0], 0, keys[lifetime][1], 0);
}

API int nvmlDeviceSetFanSpeed_v2(void *device, unsigned fan, unsigned percent)
{
    GPU_CALL(device);
    return gpu->profile->fans == 0 ? refuse(&call, NOT_SUPPORTED) : fan >= gpu->profile->fans || percent > 100 ? refuse(&call, INVALID_ARGUMENT)
        : change(&call, KEY_FAN, percent);
}

API int nvmlDeviceSetDefaultFanSpeed_v2(void *device, unsigned fan)
{
    GPU_CALL(device);
    return gpu->profile->fans == 0 ? refuse(&call, NOT_SUPPORTED) : fan >= gpu->profile->fans ? refuse(&call, INVALID_ARGUMENT)
        : change(&call, KEY_FAN, NAN);
}

API int nvmlDeviceSetAccountingMode(void *device, unsigned on)
{
    GPU_CALL(device);
    return change_switch(&call, KEY_ACCOUNTING, on);
}

// Ampere needs a reset, which nobody may be in the way of; later parts switch at once.
API int nvmlDeviceSetMigMode(void *device, unsigned on, int *activation)
{
    enum { HOPPER = 9 };
    GPU_CALL(device);
    if (!(gpu->profile->traits & MIG_CAPABLE) || !activation) {
        return refuse(&call, activation ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    if (on > 1 || !machine.may_set) {
        return refuse(&call, on > 1 ? INVALID_ARGUMENT : NO_PERMISSION);
    }
    if (gpu->process_count > 0) {
        int result = change(&call, KEY_MIG_PENDING, on);
        return result == OK ? give_u32(&call, (unsigned *)activation, IN_USE) : result;
    }
    control_append("mig %u %s", gpu->index, on ? "on" : "off");
    return give_u32(&call, (unsigned *)activation, OK);
}
