// What a GPU reads at this moment. All of it follows from the seed, the clock and the lines of the control file.
#include "fake.h"

#include <math.h>
#include <time.h>

enum { REASON_IDLE = 1, REASON_POWER_CAP = 4 };

static const double turn = 6.283185307179586;
static const double slow_wave = 97, fast_wave = 13;  // seconds
static const double average_load = 0.55, slow_swing = 0.35, fast_swing = 0.10;

uint64_t hash_of(uint64_t seed, uint64_t number)
{
    uint64_t mixed = seed * 0x9E3779B97F4A7C15u + number * 0xD1B54A32D192ED03u + 0x632BE59BD9B4E019u;
    for (int i = 0; i < 3; i++) {
        mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u;
    }
    return mixed ^ mixed >> 32;
}

double now_seconds(void)
{
    struct timespec now;
    if (!isnan(machine.frozen_clock)) {
        return machine.frozen_clock;
    }
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

unsigned long long now_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (unsigned long long)now.tv_sec * 1000000 + (unsigned long long)now.tv_nsec / 1000;
}

static double phase_of(const struct gpu *gpu)
{
    return (double)(hash_of(machine.seed, gpu->index) % 1000) / 1000 * turn;
}

// Between 0 and 1.
double load_of(const struct gpu *gpu)
{
    if (gpu->pinned[KEY_UTILIZATION] && !isnan(gpu->pins[KEY_UTILIZATION])) {
        return gpu->pins[KEY_UTILIZATION] / 100;
    }
    double time = now_seconds(), phase = phase_of(gpu);
    return average_load + slow_swing * sin(time / slow_wave * turn + phase) + fast_swing * sin(time / fast_wave * turn + phase);
}

bool is_mig(const struct gpu *gpu)
{
    return value_of(gpu, KEY_MIG) == 1;
}

static bool is_idle(const struct gpu *gpu)
{
    return load_of(gpu) < 0.02;
}

static bool has(const struct gpu *gpu, unsigned trait)
{
    return (gpu->profile->traits & trait) != 0;
}

static double known(unsigned value)
{
    return value != 0 ? value : NAN;
}

static double never(bool supported)
{
    return supported ? 0 : NAN;
}

#define MODEL(name) static double name(__attribute__((unused)) const struct gpu *gpu)

MODEL(model_unsupported)
{
    return NAN;
}

MODEL(model_never)
{
    return 0;
}

MODEL(model_utilization)
{
    return is_mig(gpu) ? NAN : round(load_of(gpu) * 100);
}

MODEL(model_memory_utilization)
{
    return is_mig(gpu) ? NAN : round(load_of(gpu) * 40);
}

MODEL(model_idle_engine)
{
    return never(!is_mig(gpu));
}

MODEL(model_jpeg)
{
    return never(!is_mig(gpu) && gpu->profile->architecture >= 7);
}

MODEL(model_ofa)
{
    return model_jpeg(gpu);
}

MODEL(model_memory_used)
{
    double mib = 1;
    for (unsigned i = 0; i < gpu->process_count; i++) {
        mib += gpu->processes[i].memory == ~0ull ? 0 : (double)(gpu->processes[i].memory >> 20);
    }
    return mib;
}

MODEL(model_bar1_used)
{
    return 1;
}

MODEL(model_temperature)
{
    return round(30 + 40 * load_of(gpu));
}

MODEL(model_memory_temperature)
{
    return has(gpu, MEMORY_SENSOR) ? value_of(gpu, KEY_TEMPERATURE) + 7 : NAN;
}

MODEL(model_power_limit)
{
    return gpu->profile->watts_default;
}

static double power_span(const struct gpu *gpu)
{
    return fmax(0, value_of(gpu, KEY_POWER_LIMIT) - gpu->profile->watts_idle) * 0.95;
}

MODEL(model_power)
{
    return gpu->profile->watts_idle + power_span(gpu) * load_of(gpu);
}

// The integral of the load since the system started, while nothing is pinned anew.
static double load_seconds_until(const struct gpu *gpu, double time)
{
    if (gpu->pinned[KEY_UTILIZATION]) {
        return load_of(gpu) * time;
    }
    double phase = phase_of(gpu), slow = slow_wave / turn, fast = fast_wave / turn;
    return average_load * time + slow_swing * slow * (cos(phase) - cos(time / slow + phase)) + fast_swing * fast * (cos(phase) - cos(time / fast + phase));
}

static double joules_until(const struct gpu *gpu, double time)
{
    return gpu->pinned[KEY_POWER] ? gpu->pins[KEY_POWER] * time
        : gpu->profile->watts_idle * time + power_span(gpu) * load_seconds_until(gpu, time);
}

// When something that a counter depends on is pinned anew, it goes on from where it was.
struct past { double kind, offset, time, sum; };

static double go_on(struct past *past, const struct gpu *gpu, double (*until)(const struct gpu *, double))
{
    double time = now_seconds(), kind = until(gpu, 1);
    if (past->kind != 0 && past->kind != kind) {
        past->offset = past->sum - until(gpu, past->time);
    }
    past->kind = kind;
    past->time = time;
    past->sum = fmax(past->sum, past->offset + until(gpu, time));
    return past->sum;
}

MODEL(model_energy)
{
    static struct past pasts[MAX_GPUS];
    return floor(go_on(&pasts[gpu->index], gpu, joules_until) * 1000);
}

double load_seconds_of(const struct gpu *gpu)
{
    static struct past pasts[MAX_GPUS];
    return go_on(&pasts[gpu->index], gpu, load_seconds_until);
}

MODEL(model_fan)
{
    return gpu->profile->fans > 0 ? round(30 + 40 * load_of(gpu)) : NAN;
}

MODEL(model_pstate)
{
    return is_idle(gpu) ? gpu->profile->idle_pstate : 0;
}

MODEL(model_sm_clock)
{
    const struct profile *profile = gpu->profile;
    double clock = is_idle(gpu) ? profile->sm_idle : round((profile->sm_max - profile->sm_max * 0.1 * load_of(gpu)) / 15) * 15;
    return fmin(fmax(clock, value_of(gpu, KEY_LOCKED_SM_MIN)), value_of(gpu, KEY_LOCKED_SM_MAX));
}

MODEL(model_memory_clock)
{
    return fmin(is_idle(gpu) ? gpu->profile->memory_idle : gpu->profile->memory_max, value_of(gpu, KEY_LOCKED_MEMORY_MAX));
}

MODEL(model_video_clock)
{
    return is_idle(gpu) ? gpu->profile->video_idle : gpu->profile->video_max;
}

MODEL(model_application_sm_clock)
{
    return known(gpu->profile->application_sm);
}

MODEL(model_application_memory_clock)
{
    return gpu->profile->application_sm ? gpu->profile->memory_max : NAN;
}

MODEL(model_clock_reasons)
{
    if (is_idle(gpu)) {
        return REASON_IDLE;
    }
    return load_of(gpu) > 0.97 || value_of(gpu, KEY_POWER_LIMIT) < gpu->profile->watts_default ? REASON_POWER_CAP : 0;
}

MODEL(model_pcie_generation)
{
    return is_idle(gpu) && gpu->profile->idle_pstate != 0 ? 1 : fmin(gpu->profile->pcie_generation, gpu->profile->pcie_host_generation);
}

MODEL(model_pcie_width)
{
    return 16;
}

MODEL(model_pcie_tx)
{
    return round(load_of(gpu) * 900000);
}

MODEL(model_pcie_rx)
{
    return round(load_of(gpu) * 1400000);
}

MODEL(model_ecc)
{
    return has(gpu, ECC_MEMORY) ? has(gpu, SERIAL_NUMBER) : NAN;  // boards for games have it switched off
}

MODEL(model_ecc_pending)
{
    return value_of(gpu, KEY_ECC);
}

MODEL(model_errors)
{
    return never(value_of(gpu, KEY_ECC) == 1);
}

MODEL(model_retired)
{
    return never(has(gpu, PAGE_RETIREMENT));
}

MODEL(model_remapped)
{
    return never(has(gpu, ROW_REMAPPER));
}

MODEL(model_links)
{
    return never(gpu->profile->nvlinks > 0);
}

MODEL(model_fabric_state)
{
    return has(gpu, NVSWITCH_FABRIC) ? 3 : 0;
}

MODEL(model_fabric_health)
{
    return has(gpu, FABRIC_HEALTH) ? FABRIC_IS_HEALTHY : 0;
}

MODEL(model_mig)
{
    return never(has(gpu, MIG_CAPABLE));
}

MODEL(model_mig_pending)
{
    return value_of(gpu, KEY_MIG);
}

double value_of(const struct gpu *gpu, enum key key)
{
    static double (*const models[])(const struct gpu *) = {
#define MODEL_OF(key, name, model) model,
        KEYS(MODEL_OF)
#undef MODEL_OF
    };
    return gpu->pinned[key] ? gpu->pins[key] : models[key](gpu);
}
