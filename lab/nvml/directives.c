// What a line of the control file may say. README.md lists them for people.
#include "fake.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const key_names[] = {
#define NAME(key, name, model) name,
    KEYS(NAME)
#undef NAME
};

static const char not_a_gpu[] = "no such GPU", not_a_number[] = "not a number", too_many[] = "too many";

static bool number(const char *word, double least, double most, double *value)
{
    char *end;
    *value = strtod(word, &end);
    return end != word && *end == 0 && *value >= least && *value <= most;
}

static bool whole(const char *word, unsigned most, unsigned *value)
{
    char *end;
    unsigned long parsed = strtoul(word, &end, 0);
    *value = (unsigned)parsed;
    return end != word && *end == 0 && word[0] != '-' && parsed <= most;
}

// -1 stands for all of them.
static bool gpu_word(const struct machine *machine, const char *word, int *gpu)
{
    unsigned index;
    *gpu = -1;
    if (strcmp(word, "*") == 0) {
        return true;
    }
    bool known = whole(word, MAX_GPUS - 1, &index) && index < machine->count;
    *gpu = (int)index;
    return known;
}

static bool is_on(const char *word)
{
    return strcmp(word, "on") == 0;
}

#define EACH(gpu, word) \
    int only; \
    if (!gpu_word(machine, word, &only)) { \
        return not_a_gpu; \
    } \
    for (struct gpu *gpu = machine->gpus; gpu < machine->gpus + machine->count; gpu++) \
        if (only < 0 || only == (int)gpu->index)

#define DIRECTIVE(name) static const char *name(struct machine *machine, __attribute__((unused)) unsigned count, char **words)

static void place_gpu(struct machine *machine, unsigned index, const struct profile *profile)
{
    static const unsigned char buses[MAX_GPUS] = { 0x1B, 0x43, 0x52, 0x61, 0x9D, 0xC3, 0xD1, 0xDF, 0x21, 0x49, 0x58, 0x67, 0xA3, 0xC9, 0xD7, 0xE5 };
    struct gpu *gpu = &machine->gpus[index];
    *gpu = (struct gpu){ .profile = profile, .index = index, .bus = buses[index] };
}

DIRECTIVE(gpu_directive)
{
    unsigned index;
    const struct profile *profile = profile_named(words[2]);
    if (!profile) {
        return "no such profile";
    }
    if (!whole(words[1], MAX_GPUS - 1, &index) || index > machine->count) {
        return "GPUs are numbered from 0 to 15, without holes";
    }
    place_gpu(machine, index, profile);
    machine->count = index == machine->count ? index + 1 : machine->count;
    return 0;
}

DIRECTIVE(gpus_directive)
{
    unsigned wanted;
    const struct profile *profile = profile_named(words[2]);
    if (!profile || !whole(words[1], MAX_GPUS, &wanted)) {
        return "expected a number up to 16 and a profile";
    }
    for (machine->count = 0; machine->count < wanted; machine->count++) {
        place_gpu(machine, machine->count, profile);
    }
    return 0;
}

DIRECTIVE(uuid_directive)
{
    EACH(gpu, words[1]) {
        snprintf(gpu->uuid, sizeof gpu->uuid, "%s", words[2]);
    }
    return 0;
}

DIRECTIVE(name_directive)
{
    EACH(gpu, words[1]) {
        snprintf(gpu->name, sizeof gpu->name, "%s", words[2]);
    }
    return 0;
}

DIRECTIVE(pci_directive)
{
    unsigned domain, bus, device;
    if (sscanf(words[2], "%x:%x:%x.0", &domain, &bus, &device) != 3) {
        return "expected an address like 0000:1b:00.0";
    }
    EACH(gpu, words[1]) {
        gpu->domain = domain;
        gpu->bus = bus;
        gpu->device = device;
    }
    return 0;
}

DIRECTIVE(cold_directive)
{
    unsigned milliseconds;
    if (!whole(words[2], 600000, &milliseconds)) {
        return not_a_number;
    }
    EACH(gpu, words[1]) {
        gpu->cold_milliseconds = milliseconds;
    }
    return 0;
}

DIRECTIVE(lost_directive)
{
    EACH(gpu, words[1]) {
        gpu->lost = true;
    }
    return 0;
}

DIRECTIVE(set_directive)
{
    unsigned key = 0;
    double value = NAN;
    while (key < KEY_COUNT && strcmp(key_names[key], words[2]) != 0) {
        key++;
    }
    if (key == KEY_COUNT) {
        return "no such value";
    }
    bool back = strcmp(words[3], "model") == 0;
    if (!back && strcmp(words[3], "unsupported") != 0 && !number(words[3], -1e18, 1e18, &value)) {
        return not_a_number;
    }
    EACH(gpu, words[1]) {
        gpu->pinned[key] = !back;
        gpu->pins[key] = value;
    }
    return 0;
}

DIRECTIVE(process_directive)
{
    static const char *const kinds[] = { "compute", "graphics", "mps" };
    struct process process = { .memory = ULLONG_MAX, .gpu_instance = NO_INSTANCE, .compute_instance = NO_INSTANCE };
    unsigned kind = 0, mib, instance;
    while (kind < 3 && strcmp(kinds[kind], words[3]) != 0) {
        kind++;
    }
    if (kind == 3 || !whole(words[2], INT_MAX, &process.pid)) {
        return "expected a process id and compute, graphics or mps";
    }
    process.kind = kind;
    if (strcmp(words[4], "unknown") != 0) {
        if (!whole(words[4], UINT_MAX, &mib)) {
            return not_a_number;
        }
        process.memory = (unsigned long long)mib << 20;
    }
    snprintf(process.name, sizeof process.name, "%s", count > 5 ? words[5] : "");
    if (count > 6 && whole(words[6], GPU_INSTANCE_IDS, &instance)) {
        process.gpu_instance = (int)instance;
        process.compute_instance = 0;
    }
    EACH(gpu, words[1]) {
        if (gpu->process_count == MAX_PROCESSES) {
            return too_many;
        }
        gpu->processes[gpu->process_count++] = process;
    }
    return 0;
}

DIRECTIVE(mig_directive)
{
    EACH(gpu, words[1]) {
        bool on = strcmp(words[2], "off") != 0;
        if (!(gpu->profile->traits & MIG_CAPABLE)) {
            return "this profile has no MIG";
        }
        mig_clear(gpu);
        gpu->pinned[KEY_MIG] = gpu->pinned[KEY_MIG_PENDING] = true;
        gpu->pins[KEY_MIG] = gpu->pins[KEY_MIG_PENDING] = on;
        for (unsigned i = is_on(words[2]) || !on ? count : 2; i < count; i++) {
            unsigned times = 1;
            char name[32];
            sscanf(words[i], "%31[^*]*%u", name, &times);
            const struct mig_profile *profile = mig_profile_named(gpu->profile, name);
            for (; times > 0 && profile; times--) {
                struct gpu_instance *instance = mig_create(gpu, profile, NO_INSTANCE);
                if (!instance) {
                    return "the instances do not fit";
                }
                mig_create_compute(instance, profile->compute_slices, NO_INSTANCE);
            }
            if (!profile) {
                return "this profile has no such instance";
            }
        }
    }
    return 0;
}

// The four lines that creating and destroying write: gi GPU PROFILE START, gi_gone GPU ID, ci GPU GI SLICES START, ci_gone GPU GI ID.
DIRECTIVE(instance_directive)
{
    unsigned values[3] = { 0, 0, 0 };
    for (unsigned i = 2; i < count && i < 5; i++) {
        if (!whole(words[i], UINT_MAX, &values[i - 2])) {
            return not_a_number;
        }
    }
    EACH(gpu, words[1]) {
        bool compute = words[0][0] == 'c', gone = words[0][2] != 0;
        struct gpu_instance *instance = mig_instance(gpu, values[0]);
        const struct mig_profile *profile = mig_profile_by_id(gpu->profile, values[0]);
        struct compute_instance *inner = instance ? mig_compute(instance, values[1]) : 0;
        if (!compute && !gone && profile) {
            mig_create(gpu, profile, (int)values[1]);
        } else if (!compute && gone && instance) {
            instance->profile = 0;
        } else if (compute && !gone && instance) {
            mig_create_compute(instance, values[1], (int)values[2]);
        } else if (compute && gone && inner) {
            inner->exists = false;
        }
    }
    return 0;
}

static const char *add_fault(struct machine *machine, enum fault_kind kind, char **words, double seconds, unsigned code)
{
    struct fault fault = { .kind = kind, .seconds = seconds, .code = (int)code };
    if (!gpu_word(machine, words[1], &fault.gpu)) {
        return not_a_gpu;
    }
    if (machine->fault_count == MAX_FAULTS) {
        return too_many;
    }
    snprintf(fault.function, sizeof fault.function, "%s", words[2]);
    machine->faults[machine->fault_count++] = fault;
    return 0;
}

DIRECTIVE(hang_directive)
{
    double seconds = INFINITY;
    bool known = strcmp(words[3], "forever") == 0 || number(words[3], 0, 1e9, &seconds);
    return known ? add_fault(machine, HANG, words, seconds, 0) : not_a_number;
}

DIRECTIVE(return_directive)
{
    unsigned code;
    return whole(words[3], UNKNOWN, &code) ? add_fault(machine, RETURN, words, 0, code) : not_a_number;
}

DIRECTIVE(garbage_directive)
{
    return add_fault(machine, GARBAGE, words, 0, 0);
}

DIRECTIVE(crash_directive)
{
    return add_fault(machine, CRASH, words, 0, 0);
}

DIRECTIVE(latency_directive)
{
    struct latency *latency = &machine->latencies[machine->latency_count];
    if (machine->latency_count == MAX_FAULTS) {
        return too_many;
    }
    snprintf(latency->function, sizeof latency->function, "%s", words[1]);
    if (!whole(words[2], 60000000, &latency->microseconds)) {
        return not_a_number;
    }
    machine->latency_count++;
    return 0;
}

DIRECTIVE(event_directive)
{
    struct occurrence event;
    char *end;
    if (!gpu_word(machine, words[1], &event.gpu)) {
        return not_a_gpu;
    }
    if (machine->event_count == MAX_EVENTS) {
        return too_many;
    }
    event.type = strtoull(words[2], &end, 0);
    event.data = *end ? 0 : strtoull(words[3], &end, 0);
    if (*end) {
        return not_a_number;
    }
    machine->events[machine->event_count++] = event;
    return 0;
}

DIRECTIVE(init_directive)
{
    unsigned code;
    bool known = whole(words[1], UNKNOWN, &code);
    machine->init_result = (int)code;
    return known ? 0 : not_a_number;
}

DIRECTIVE(driver_directive)
{
    snprintf(machine->driver, sizeof machine->driver, "%s", words[1]);
    return 0;
}

DIRECTIVE(cuda_directive)
{
    return whole(words[1], UINT_MAX, &machine->cuda) ? 0 : not_a_number;
}

DIRECTIVE(seed_directive)
{
    return whole(words[1], UINT_MAX, &machine->seed) ? 0 : not_a_number;
}

DIRECTIVE(clock_directive)
{
    machine->frozen_clock = NAN;
    return strcmp(words[1], "real") == 0 || number(words[1], 0, 1e12, &machine->frozen_clock) ? 0 : not_a_number;
}

DIRECTIVE(permission_directive)
{
    machine->may_set = is_on(words[1]);
    return 0;
}

DIRECTIVE(wide_processes_directive)
{
    machine->wide_processes = is_on(words[1]);
    return 0;
}

DIRECTIVE(confidential_directive)
{
    machine->confidential = is_on(words[1]);
    return 0;
}

DIRECTIVE(stats_directive)
{
    snprintf(machine->stats, sizeof machine->stats, "%s", words[1]);
    return 0;
}

static const struct directive { const char *name; unsigned words; const char *(*apply)(struct machine *, unsigned, char **); } directives[] = {
    { "gpu", 3, gpu_directive }, { "gpus", 3, gpus_directive }, { "uuid", 3, uuid_directive }, { "name", 3, name_directive }, { "pci", 3, pci_directive },
    { "cold", 3, cold_directive }, { "lost", 2, lost_directive }, { "set", 4, set_directive }, { "process", 5, process_directive },
    { "mig", 3, mig_directive }, { "gi", 4, instance_directive }, { "gi_gone", 3, instance_directive }, { "ci", 5, instance_directive },
    { "ci_gone", 4, instance_directive }, { "hang", 4, hang_directive }, { "return", 4, return_directive }, { "garbage", 3, garbage_directive },
    { "crash", 3, crash_directive }, { "latency", 3, latency_directive }, { "event", 4, event_directive }, { "init", 2, init_directive },
    { "driver", 2, driver_directive }, { "cuda", 2, cuda_directive }, { "seed", 2, seed_directive }, { "clock", 2, clock_directive },
    { "permission", 2, permission_directive }, { "wide_processes", 2, wide_processes_directive }, { "confidential", 2, confidential_directive },
    { "stats", 2, stats_directive },
};

const char *directive_apply(struct machine *machine, unsigned count, char **words)
{
    for (unsigned i = 0; i < sizeof directives / sizeof *directives; i++) {
        if (strcmp(directives[i].name, words[0]) == 0) {
            return count < directives[i].words ? "words are missing" : directives[i].apply(machine, count, words);
        }
    }
    return "unknown directive";
}
