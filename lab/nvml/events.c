// Event sets. A line that appears in the control file while the library is in use is delivered once to every set that asked for it.
#include "fake.h"

#include <stdlib.h>
#include <string.h>

enum { XID = 8, MAX_SETS = 16, MAX_WAITING = 256 };

struct set {
    bool exists;
    unsigned long long types[MAX_GPUS];
    struct occurrence waiting[MAX_WAITING];
    unsigned count;
};

static struct set sets[MAX_SETS];

static struct set *set_of(const void *handle)
{
    for (struct set *set = sets; set < sets + MAX_SETS; set++) {
        if (set == handle && set->exists) {
            return set;
        }
    }
    return 0;
}

void events_notice(unsigned before)
{
    for (unsigned i = before; i < machine.event_count; i++) {
        const struct occurrence *event = &machine.events[i];
        for (struct set *set = sets; set < sets + MAX_SETS; set++) {
            for (unsigned gpu = 0; set->exists && gpu < machine.count; gpu++) {
                if ((event->gpu < 0 || event->gpu == (int)gpu) && set->types[gpu] & event->type && set->count < MAX_WAITING) {
                    set->waiting[set->count++] = (struct occurrence){ (int)gpu, event->type, event->data };
                }
            }
        }
    }
}

void events_forget(void)
{
    memset(sets, 0, sizeof sets);
}

API int nvmlEventSetCreate(void **out)
{
    SYSTEM_CALL();
    for (struct set *set = sets; set < sets + MAX_SETS; set++) {
        if (!set->exists) {
            *set = (struct set){ .exists = true };
            void *handle = set;
            return give(&call, out, &handle, sizeof handle);
        }
    }
    return refuse(&call, OUT_OF_MEMORY);
}

API int nvmlEventSetFree(void *handle)
{
    SYSTEM_CALL();
    struct set *set = set_of(handle);
    if (!set) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    set->exists = false;
    return OK;
}

enum { ECC_ERRORS = 0x3, PSTATE = 0x4, CLOCK = 0x10, POWER_SOURCE = 0x80, MIG_CHANGE = 0x100 };
enum { STORMS_RETIREMENTS_POISON = 0x3E00, UNAVAILABLE_RECOVERY = 0xC000 };  // came with 560, with 570

static unsigned long long known_types(const struct gpu *gpu)
{
    return XID | PSTATE | CLOCK | POWER_SOURCE | MIG_CHANGE | (gpu->profile->traits & ECC_MEMORY ? ECC_ERRORS : 0)
        | (driver_branch >= 560 ? STORMS_RETIREMENTS_POISON : 0) | (driver_branch >= 570 ? UNAVAILABLE_RECOVERY : 0);
}

API int nvmlDeviceGetSupportedEventTypes(void *device, unsigned long long *types)
{
    GPU_CALL(device);
    return give_u64(&call, types, known_types(gpu));
}

API int nvmlDeviceRegisterEvents(void *device, unsigned long long types, void *handle)
{
    GPU_CALL(device);
    struct set *set = set_of(handle);
    if (!set || types & ~known_types(gpu)) {
        return refuse(&call, set ? NOT_SUPPORTED : INVALID_ARGUMENT);
    }
    set->types[gpu->index] |= types;
    return OK;
}

static bool lost_one(const struct set *set)
{
    for (unsigned gpu = 0; gpu < machine.count; gpu++) {
        if (set->types[gpu] != 0 && machine.gpus[gpu].lost) {
            return true;
        }
    }
    return false;
}

static enum result wait_for(const void *handle, unsigned milliseconds, struct event *event)
{
    const double step = 0.05;
    double left = milliseconds / 1000.0;
    for (struct set *set; (set = set_of(handle)); left -= step) {
        if (set->count > 0) {
            struct occurrence first = set->waiting[0];
            set->count--;
            memmove(set->waiting, set->waiting + 1, set->count * sizeof *set->waiting);
            *event = (struct event){ handle_of(KIND_GPU, (unsigned)first.gpu, 0, 0), first.type, first.data, 0xFFFFFFFF, 0xFFFFFFFF };
            return OK;
        }
        if (lost_one(set) || left <= 0) {
            return left <= 0 ? TIMEOUT : GPU_IS_LOST;
        }
        call_wait(left < step ? left : step);
    }
    return INVALID_ARGUMENT;
}

static int wait_call(struct call *call, const void *handle, void *out, unsigned long size, unsigned milliseconds)
{
    struct event event;
    enum result result = out ? wait_for(handle, milliseconds, &event) : INVALID_ARGUMENT;
    return result == OK ? give(call, out, &event, size) : refuse(call, result);
}

API int nvmlEventSetWait_v2(void *handle, struct event *out, unsigned milliseconds)
{
    SYSTEM_CALL();
    return wait_call(&call, handle, out, sizeof *out, milliseconds);
}

API int nvmlEventSetWait(void *handle, struct event_v1 *out, unsigned milliseconds)
{
    SYSTEM_CALL();
    return wait_call(&call, handle, out, sizeof *out, milliseconds);
}
