// The state of the fake machine and the few functions that its parts offer each other.
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "keys.h"
#include "profiles.h"
#include "wire.h"

#define API __attribute__((visibility("default")))

enum {
    MAX_GPUS = 16,
    MAX_PROCESSES = 64,
    MAX_FAULTS = 64,
    MAX_EVENTS = 1024,
    MAX_GPU_INSTANCES = 7,
    MAX_COMPUTE_INSTANCES = 7,
    GPU_INSTANCE_IDS = 15,
    NO_INSTANCE = -1,
    FABRIC_IS_HEALTHY = 0x1AA,  // two bits each: not degraded, no recovery, healthy, no timeout; then the code for a right configuration
};

struct compute_instance { bool exists; unsigned id, profile, slices, start; };

struct gpu_instance {
    const struct mig_profile *profile;  // null: this place is free
    unsigned id, start;
    struct compute_instance compute[MAX_COMPUTE_INSTANCES];
};

struct process {
    unsigned pid;
    enum { COMPUTE, GRAPHICS, MPS } kind;
    unsigned long long memory;  // bytes, all ones when the driver cannot tell
    int gpu_instance, compute_instance;
    char name[64];
};

struct gpu {
    const struct profile *profile;
    unsigned index;
    bool lost;
    unsigned cold_milliseconds;
    char name[96], uuid[64], bus_id[32];
    unsigned domain, bus, device;
    bool pinned[KEY_COUNT];
    double pins[KEY_COUNT];  // NaN: not supported
    struct process processes[MAX_PROCESSES];
    unsigned process_count;
    struct gpu_instance instances[MAX_GPU_INSTANCES];
};

struct fault {
    enum fault_kind { HANG, RETURN, GARBAGE, CRASH } kind;
    int gpu;  // -1: all, and calls that concern no GPU
    char function[64];
    double seconds;  // infinite: forever
    int code;
};

struct latency { char function[64]; unsigned microseconds; };

struct occurrence { int gpu; unsigned long long type, data; };

// All that fake.conf and fake.state say.
struct machine {
    unsigned count;
    struct gpu gpus[MAX_GPUS];
    char driver[32];
    unsigned cuda, seed;
    double frozen_clock;  // NaN: time passes
    bool may_set, wide_processes, confidential;
    int init_result;
    char stats[256];
    struct fault faults[MAX_FAULTS];
    unsigned fault_count;
    struct latency latencies[MAX_FAULTS];
    unsigned latency_count;
    struct occurrence events[MAX_EVENTS];
    unsigned event_count;
};

extern struct machine machine;

// The driver branch that the library was linked for.
extern const unsigned driver_branch;

// control.c: the files. A line that a setter adds is read back like any other, by every process that uses this library.
void control_refresh(void);
const char *control_folder(void);
void control_append(const char *format, ...) __attribute__((format(printf, 1, 2)));

// directives.c: the meaning of the lines.
void machine_reset(struct machine *machine);
void machine_finish(struct machine *machine);
const char *directive_apply(struct machine *machine, unsigned count, char **words);

// values.c: what a GPU reads at this moment. NaN means that it has no such value.
double value_of(const struct gpu *gpu, enum key key);
bool is_mig(const struct gpu *gpu);
double load_of(const struct gpu *gpu);
double load_seconds_of(const struct gpu *gpu);
double now_seconds(void);
unsigned long long now_microseconds(void);
uint64_t hash_of(uint64_t seed, uint64_t number);

// handles.c: what a pointer of the caller stands for.
enum kind { KIND_GPU, KIND_GPU_INSTANCE, KIND_COMPUTE_INSTANCE, KIND_MIG_DEVICE };
struct target { enum kind kind; struct gpu *gpu; struct gpu_instance *instance; struct compute_instance *compute; };
void *handle_of(enum kind kind, unsigned gpu, unsigned instance, unsigned compute);
bool target_of(const void *handle, struct target *target);

// call.c: the frame of every call: lock, count, faults.
struct counter { const char *name; struct counter *next; unsigned slot; unsigned long long calls; };
struct call { const char *function; enum result result; bool garbage; struct target target; struct gpu *gpu; };
struct call call_begin(struct counter *counter, const void *handle, unsigned kinds);
void call_end(struct call *call);
void call_wait(double seconds);
void count_event(struct counter *counter);
extern unsigned initialised;
extern unsigned init_flags;

#define OF_GPU (1u << KIND_GPU)
#define OF_DEVICE (1u << KIND_GPU | 1u << KIND_MIG_DEVICE)
#define OF_GPU_INSTANCE (1u << KIND_GPU_INSTANCE)
#define OF_COMPUTE_INSTANCE (1u << KIND_COMPUTE_INSTANCE)
#define UNCHECKED (1u << 31)

#define BEGIN(handle, kinds) \
    static struct counter counter = { __func__, 0, 0, 0 }; \
    struct call call __attribute__((cleanup(call_end))) = call_begin(&counter, handle, kinds); \
    if (call.result != OK) { \
        return call.result; \
    } \
    struct gpu *gpu = call.gpu; \
    (void)gpu
#define SYSTEM_CALL() BEGIN(0, 0)
#define GPU_CALL(device) BEGIN(device, OF_GPU)
#define DEVICE_CALL(device) BEGIN(device, OF_DEVICE)

// answer.c: the only ways in which anything reaches the caller's memory; a garbage fault strikes here.
int give(struct call *call, void *out, const void *value, unsigned long size);
int give_u32(struct call *call, unsigned *out, unsigned value);
int give_u64(struct call *call, unsigned long long *out, unsigned long long value);
int give_text(struct call *call, char *out, unsigned size, const char *text);
int give_value(struct call *call, unsigned *out, enum key key, double scale);
int give_list(struct call *call, unsigned *count, void *out, const void *items, unsigned have, unsigned long size);
int refuse(struct call *call, enum result result);

// identity.c: empty when the board has none.
const char *serial_of(const struct gpu *gpu, char *text, unsigned size);

// hold.c: a GPU that nobody holds is cold; the first to take it pays.
void gpu_take(struct gpu *gpu);
void gpu_release_all(void);

// events.c
void events_notice(unsigned before);
void events_forget(void);

// mig.c
const struct mig_profile *mig_profile_named(const struct profile *profile, const char *name);
const struct mig_profile *mig_profile_by_id(const struct profile *profile, unsigned id);
struct gpu_instance *mig_create(struct gpu *gpu, const struct mig_profile *profile, int start);
struct gpu_instance *mig_instance(struct gpu *gpu, unsigned id);
struct compute_instance *mig_create_compute(struct gpu_instance *instance, unsigned slices, int start);
struct compute_instance *mig_compute(struct gpu_instance *instance, unsigned id);
unsigned mig_room(const struct gpu *gpu, const struct mig_profile *profile);
unsigned mig_compute_room(const struct gpu_instance *instance, unsigned slices);
void mig_clear(struct gpu *gpu);

// setters.c
int change(struct call *call, enum key key, double value);

#endif
