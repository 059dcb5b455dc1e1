// What changes from second to second: load, memory, heat, power, clocks, the bus.
#include "getters.h"

#include <math.h>

// The engine's sampling period comes with it, in microseconds.
#define ENGINE_GETTER(function, key) \
    API int function(void *device, unsigned *out, unsigned *period) \
    { \
        GPU_CALL(device); \
        int result = give_value(&call, out, key, 1); \
        return result == OK ? give_u32(&call, period, 167000) : result; \
    }

VALUE_GETTER(nvmlDeviceGetPerformanceState, KEY_PSTATE, 1)
VALUE_GETTER(nvmlDeviceGetPowerState, KEY_PSTATE, 1)
VALUE_GETTER(nvmlDeviceGetPowerUsage, KEY_POWER, 1000)
VALUE_GETTER(nvmlDeviceGetPowerManagementLimit, KEY_POWER_LIMIT, 1000)
VALUE_GETTER(nvmlDeviceGetEnforcedPowerLimit, KEY_POWER_LIMIT, 1000)
VALUE_GETTER(nvmlDeviceGetFanSpeed, KEY_FAN, 1)
VALUE_GETTER(nvmlDeviceGetCurrPcieLinkGeneration, KEY_PCIE_GENERATION, 1)
VALUE_GETTER(nvmlDeviceGetCurrPcieLinkWidth, KEY_PCIE_WIDTH, 1)
VALUE_GETTER(nvmlDeviceGetPcieReplayCounter, KEY_PCIE_REPLAYS, 1)
VALUE_GETTER(nvmlDeviceGetPersistenceMode, KEY_PERSISTENCE, 1)
VALUE_GETTER(nvmlDeviceGetComputeMode, KEY_COMPUTE_MODE, 1)
VALUE_GETTER(nvmlDeviceGetAccountingMode, KEY_ACCOUNTING, 1)
NUMBER_GETTER(nvmlDeviceGetMaxPcieLinkGeneration, fmin(gpu->profile->pcie_generation, gpu->profile->pcie_host_generation))
NUMBER_GETTER(nvmlDeviceGetGpuMaxPcieLinkGeneration, gpu->profile->pcie_generation)
NUMBER_GETTER(nvmlDeviceGetMaxPcieLinkWidth, 16u)
NUMBER_GETTER(nvmlDeviceGetNumFans, gpu->profile->fans)
NUMBER_GETTER(nvmlDeviceGetAccountingBufferSize, 4000u)
NUMBER_GETTER(nvmlDeviceGetPowerManagementMode, 1u)
NUMBER_GETTER(nvmlDeviceGetPowerManagementDefaultLimit, gpu->profile->watts_default * 1000)
ENGINE_GETTER(nvmlDeviceGetEncoderUtilization, KEY_ENCODER)
ENGINE_GETTER(nvmlDeviceGetDecoderUtilization, KEY_DECODER)
ENGINE_GETTER(nvmlDeviceGetJpgUtilization, KEY_JPEG)
ENGINE_GETTER(nvmlDeviceGetOfaUtilization, KEY_OFA)

// Nobody encodes.
API int nvmlDeviceGetEncoderStats(void *device, unsigned *sessions, unsigned *frames, unsigned *latency)
{
    GPU_CALL(device);
    int result = give_u32(&call, sessions, 0);
    result = result == OK ? give_u32(&call, frames, 0) : result;
    return result == OK ? give_u32(&call, latency, 0) : result;
}

API int nvmlDeviceGetAccountingPids(void *device, unsigned *count, unsigned *pids)
{
    GPU_CALL(device);
    return give_list(&call, count, pids, 0, 0, sizeof *pids);
}

API int nvmlDeviceGetFanSpeed_v2(void *device, unsigned fan, unsigned *speed)
{
    GPU_CALL(device);
    return gpu->profile->fans > 0 && fan >= gpu->profile->fans ? refuse(&call, INVALID_ARGUMENT) : give_value(&call, speed, KEY_FAN, 1);
}

API int nvmlDeviceGetFanSpeedRPM(void *device, struct fan_speed *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, fan_speed, 1);
    return give_value(&call, &out->speed, KEY_FAN_RPM, 1);
}

API int nvmlDeviceGetUtilizationRates(void *device, struct utilization *out)
{
    GPU_CALL(device);
    double load = value_of(gpu, KEY_UTILIZATION), memory = value_of(gpu, KEY_MEMORY_UTILIZATION);
    struct utilization rates = { (unsigned)load, (unsigned)memory };
    return isnan(load) || isnan(memory) ? refuse(&call, NOT_SUPPORTED) : give(&call, out, &rates, sizeof rates);
}

// In bytes. A MIG device has what its instance has.
static struct memory_v2 memory_of(const struct target *target)
{
    struct memory_v2 memory = { .total = (unsigned long long)target->gpu->profile->memory_mib << 20,
        .reserved = (unsigned long long)target->gpu->profile->reserved_mib << 20 };
    if (target->kind == KIND_MIG_DEVICE) {
        memory.total = (unsigned long long)target->instance->profile->memory_mib << 20;
        memory.reserved = 0;
        for (unsigned i = 0; i < target->gpu->process_count; i++) {
            const struct process *process = &target->gpu->processes[i];
            memory.used += process->gpu_instance == (int)target->instance->id && process->memory != ~0ull ? process->memory : 0;
        }
    } else {
        memory.used = (unsigned long long)value_of(target->gpu, KEY_MEMORY_USED) << 20;
    }
    unsigned long long room = memory.total - memory.reserved;
    memory.used = memory.used < room ? memory.used : room;
    memory.free = room - memory.used;
    return memory;
}

// The first version counts what is reserved as used.
API int nvmlDeviceGetMemoryInfo(void *device, struct memory *out)
{
    DEVICE_CALL(device);
    struct memory_v2 all = memory_of(&call.target);
    struct memory memory = { all.total, all.free, all.used + all.reserved };
    return all.total ? give(&call, out, &memory, sizeof memory) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetMemoryInfo_v2(void *device, struct memory_v2 *out)
{
    DEVICE_CALL(device);
    CHECK_VERSION(out, memory_v2, 2);
    struct memory_v2 memory = memory_of(&call.target);
    memory.version = out->version;
    return memory.total ? give(&call, out, &memory, sizeof memory) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetBAR1MemoryInfo(void *device, struct bar1_memory *out)
{
    DEVICE_CALL(device);
    unsigned long long total = (unsigned long long)gpu->profile->bar1_mib << 20, used = (unsigned long long)value_of(gpu, KEY_BAR1_USED) << 20;
    struct bar1_memory memory = { total, total - used, used };
    return give(&call, out, &memory, sizeof memory);
}

static int give_clock(struct call *call, unsigned domain, unsigned *clock)
{
    static const enum key clocks[] = { KEY_SM_CLOCK, KEY_SM_CLOCK, KEY_MEMORY_CLOCK, KEY_VIDEO_CLOCK };
    return domain < 4 ? give_value(call, clock, clocks[domain], 1) : refuse(call, INVALID_ARGUMENT);
}

static int give_max_clock(struct call *call, unsigned domain, unsigned *clock)
{
    const struct profile *profile = call->gpu->profile;
    const unsigned clocks[] = { profile->sm_max, profile->sm_max, profile->memory_max, profile->video_max };
    return domain < 4 ? give_u32(call, clock, clocks[domain]) : refuse(call, INVALID_ARGUMENT);
}

static int give_application_clock(struct call *call, unsigned domain, unsigned *clock)
{
    if (domain > 3) {
        return refuse(call, INVALID_ARGUMENT);
    }
    return domain == 3 ? refuse(call, NOT_SUPPORTED) : give_value(call, clock, domain == 2 ? KEY_APPLICATION_MEMORY_CLOCK : KEY_APPLICATION_SM_CLOCK, 1);
}

static int give_default_clock(struct call *call, unsigned domain, unsigned *clock)
{
    const struct profile *profile = call->gpu->profile;
    if (domain > 2 || profile->application_sm == 0) {
        return refuse(call, domain > 3 ? INVALID_ARGUMENT : NOT_SUPPORTED);
    }
    return give_u32(call, clock, domain == 2 ? profile->memory_max : profile->application_sm);
}

#define CLOCK_GETTER(function, giver) \
    API int function(void *device, unsigned domain, unsigned *clock) \
    { \
        GPU_CALL(device); \
        return giver(&call, domain, clock); \
    }

CLOCK_GETTER(nvmlDeviceGetClockInfo, give_clock)
CLOCK_GETTER(nvmlDeviceGetMaxClockInfo, give_max_clock)
CLOCK_GETTER(nvmlDeviceGetApplicationsClock, give_application_clock)
CLOCK_GETTER(nvmlDeviceGetDefaultApplicationsClock, give_default_clock)

API int nvmlDeviceGetMaxCustomerBoostClock(void *device, unsigned domain, unsigned *clock)
{
    GPU_CALL(device);
    return domain < 2 && gpu->profile->application_sm ? give_max_clock(&call, domain, clock) : refuse(&call, domain > 3 ? INVALID_ARGUMENT : NOT_SUPPORTED);
}

API int nvmlDeviceGetClock(void *device, unsigned domain, unsigned which, unsigned *clock)
{
    static int (*const givers[])(struct call *, unsigned, unsigned *) = { give_clock, give_application_clock, give_default_clock, give_max_clock };
    GPU_CALL(device);
    return which < 4 ? givers[which](&call, domain, clock) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlDeviceGetSupportedMemoryClocks(void *device, unsigned *count, unsigned *clocks)
{
    GPU_CALL(device);
    return give_list(&call, count, clocks, &gpu->profile->memory_max, 1, sizeof *clocks);
}

// Steps of 15 MHz from the highest down.
API int nvmlDeviceGetSupportedGraphicsClocks(void *device, unsigned memory_clock, unsigned *count, unsigned *clocks)
{
    unsigned steps[512], have = 0;
    GPU_CALL(device);
    for (unsigned clock = gpu->profile->sm_max; clock >= gpu->profile->sm_idle && have < 512; clock -= 15) {
        steps[have++] = clock;
    }
    return memory_clock == gpu->profile->memory_max ? give_list(&call, count, clocks, steps, have, sizeof *clocks) : refuse(&call, NOT_FOUND);
}

#define REASONS_GETTER(function, reasons) \
    API int function(void *device, unsigned long long *out) \
    { \
        GPU_CALL(device); \
        return give_u64(&call, out, (unsigned long long)(reasons)); \
    }

REASONS_GETTER(nvmlDeviceGetCurrentClocksThrottleReasons, value_of(gpu, KEY_CLOCK_REASONS))
REASONS_GETTER(nvmlDeviceGetCurrentClocksEventReasons, value_of(gpu, KEY_CLOCK_REASONS))
REASONS_GETTER(nvmlDeviceGetSupportedClocksThrottleReasons, 0x1FF)
REASONS_GETTER(nvmlDeviceGetSupportedClocksEventReasons, 0x1FF)

API int nvmlDeviceGetTemperature(void *device, unsigned sensor, unsigned *temperature)
{
    GPU_CALL(device);
    return sensor == 0 ? give_value(&call, temperature, KEY_TEMPERATURE, 1) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlDeviceGetTemperatureV(void *device, struct temperature *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, temperature, 1);
    return out->sensor == 0 ? give_value(&call, (unsigned *)&out->temperature, KEY_TEMPERATURE, 1) : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlDeviceGetTemperatureThreshold(void *device, unsigned threshold, unsigned *temperature)
{
    GPU_CALL(device);
    const struct profile *profile = gpu->profile;
    const unsigned thresholds[] = { profile->shutdown, profile->slowdown, profile->memory_operating, profile->operating };
    unsigned degrees = threshold < 4 ? thresholds[threshold] : 0;
    return degrees ? give_u32(&call, temperature, degrees) : refuse(&call, threshold > 7 ? INVALID_ARGUMENT : NOT_SUPPORTED);
}

API int nvmlDeviceGetMarginTemperature(void *device, struct margin_temperature *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, margin_temperature, 1);
    unsigned margin = (unsigned)(gpu->profile->margin_base - (int)value_of(gpu, KEY_TEMPERATURE));
    return gpu->profile->margin_base ? give_u32(&call, (unsigned *)&out->margin, margin) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetPowerManagementLimitConstraints(void *device, unsigned *least, unsigned *most)
{
    GPU_CALL(device);
    int result = give_u32(&call, least, gpu->profile->watts_min * 1000);
    return result == OK ? give_u32(&call, most, gpu->profile->watts_max * 1000) : result;
}

API int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules)
{
    GPU_CALL(device);
    return give_u64(&call, millijoules, (unsigned long long)value_of(gpu, KEY_ENERGY));
}

// Measuring takes 20 ms, as it does in the driver.
API int nvmlDeviceGetPcieThroughput(void *device, unsigned counter_kind, unsigned *kilobytes)
{
    GPU_CALL(device);
    if (counter_kind > 1) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    call_wait(0.02);
    return target_of(device, &call.target) ? give_value(&call, kilobytes, counter_kind == 0 ? KEY_PCIE_TX : KEY_PCIE_RX, 1) : refuse(&call, GPU_IS_LOST);
}

API int nvmlDeviceGetViolationStatus(void *device, unsigned policy, struct violation *out)
{
    GPU_CALL(device);
    double nanoseconds = policy == 0 ? value_of(gpu, KEY_POWER_VIOLATION) : policy == 1 ? value_of(gpu, KEY_THERMAL_VIOLATION) : 0;
    struct violation violation = { now_microseconds(), (unsigned long long)nanoseconds };
    return policy > 5 && policy != 10 && policy != 11 ? refuse(&call, INVALID_ARGUMENT) : give(&call, out, &violation, sizeof violation);
}

// The last second, ten times.
API int nvmlDeviceGetSamples(void *device, unsigned kind, unsigned long long last_seen, unsigned *type, unsigned *count, struct sample *out)
{
    static const struct { enum key key; double scale; } kinds[] = {
        { KEY_POWER, 1000 }, { KEY_UTILIZATION, 1 }, { KEY_MEMORY_UTILIZATION, 1 }, { KEY_ENCODER, 1 }, { KEY_DECODER, 1 }, { KEY_SM_CLOCK, 1 }, { KEY_MEMORY_CLOCK, 1 },
    };
    enum { SAMPLES = 10, UNSIGNED = 1 };
    GPU_CALL(device);
    double value = kind < 7 ? value_of(gpu, kinds[kind].key) * kinds[kind].scale : NAN;
    if (isnan(value) || !count || !type) {
        return refuse(&call, kind < 8 && count && type ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    struct sample samples[SAMPLES];
    unsigned have = 0;
    for (unsigned i = 0; i < SAMPLES; i++) {
        unsigned long long time = now_microseconds() / 100000 * 100000 - (SAMPLES - 1 - i) * 100000ull;
        if (time > last_seen) {
            samples[have++] = (struct sample){ time, { .u64 = (unsigned)value } };
        }
    }
    *type = UNSIGNED;
    if (!out) {
        return give_u32(&call, count, SAMPLES);
    }
    return have > 0 ? give_list(&call, count, out, samples, have, sizeof *samples) : refuse(&call, NOT_FOUND);
}
