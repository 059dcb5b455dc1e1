// The frame of every call: read the files when they changed, count, let faults strike, hold the lock while the function works.
#include "fake.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

unsigned initialised;
unsigned init_flags;

static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;
// Real calls wait for each other inside the driver; slow ones (latency) do here. A hung call waits outside, so that the others go on.
static pthread_mutex_t driver_lock = PTHREAD_MUTEX_INITIALIZER;

enum { LINE = 78 };

static struct counter *counters;
static int counts = -1;

static void write_count(const struct counter *counter)
{
    char line[LINE + 1];
    int length = snprintf(line, sizeof line, "%-60s %16llu\n", counter->name, counter->calls);
    if (pwrite(counts, line, (size_t)length, (long)(counter->slot - 1) * LINE) != length) {
        perror(machine.stats);
    }
}

// Another file than before gets all counts from the start.
static bool moved_counts(void)
{
    static char path[sizeof machine.stats];
    if (strcmp(path, machine.stats) == 0) {
        return false;
    }
    if (counts >= 0) {
        close(counts);
    }
    char full[sizeof path + 16];
    strcpy(path, machine.stats);
    snprintf(full, sizeof full, "%s.%d", path, (int)getpid());
    counts = path[0] ? open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    return true;
}

// A line of fixed width for each name, rewritten in place: readable at any moment, also after a crash.
void count_event(struct counter *counter)
{
    static unsigned slots;
    if (counter->slot == 0) {
        counter->next = counters;
        counters = counter;
        counter->slot = ++slots;
    }
    counter->calls++;
    if (moved_counts()) {
        for (const struct counter *each = counters; each && counts >= 0; each = each->next) {
            write_count(each);
        }
    } else if (counts >= 0) {
        write_count(counter);
    }
}

static void sleep_for(double seconds)
{
    struct timespec left = { (time_t)seconds, (long)((seconds - floor(seconds)) * 1e9) };
    while (nanosleep(&left, &left) != 0) {
    }
}

// Lets other calls in while this one waits.
void call_wait(double seconds)
{
    pthread_mutex_unlock(&state_lock);
    sleep_for(seconds);
    pthread_mutex_lock(&state_lock);
    control_refresh();
}

static const struct fault *fault_for(enum fault_kind kind, const char *function, int gpu)
{
    for (unsigned i = 0; i < machine.fault_count; i++) {
        const struct fault *fault = &machine.faults[i];
        if (fault->kind == kind && (fault->gpu < 0 || fault->gpu == gpu) && fnmatch(fault->function, function, 0) == 0) {
            return fault;
        }
    }
    return 0;
}

// Ends when its time is over or when its line is taken out of the file.
static void hang(const char *function, int gpu)
{
    const struct fault *fault;
    for (double waited = 0; (fault = fault_for(HANG, function, gpu)) && waited < fault->seconds; waited += 0.01) {
        call_wait(0.01);
    }
}

static void be_slow(const char *function)
{
    for (unsigned i = 0; i < machine.latency_count; i++) {
        if (fnmatch(machine.latencies[i].function, function, 0) == 0) {
            double seconds = machine.latencies[i].microseconds / 1e6;
            pthread_mutex_unlock(&state_lock);
            pthread_mutex_lock(&driver_lock);
            sleep_for(seconds);
            pthread_mutex_unlock(&driver_lock);
            pthread_mutex_lock(&state_lock);
            return;
        }
    }
}

static enum result faults_strike(struct call *call)
{
    int gpu = call->gpu ? (int)call->gpu->index : -1;
    if (fault_for(CRASH, call->function, gpu)) {
        static int *volatile nowhere;
        *nowhere = 1;
    }
    hang(call->function, gpu);
    be_slow(call->function);
    const struct fault *code = fault_for(RETURN, call->function, gpu);
    if (code) {
        return (enum result)code->code;
    }
    call->garbage = fault_for(GARBAGE, call->function, gpu) != 0;
    return OK;
}

static enum result judge(struct call *call, const void *handle, unsigned kinds)
{
    if (kinds & UNCHECKED) {
        return faults_strike(call);
    }
    if (initialised == 0) {
        return UNINITIALIZED;
    }
    if (kinds == 0) {
        return faults_strike(call);
    }
    if (!target_of(handle, &call->target)) {
        return INVALID_ARGUMENT;
    }
    call->gpu = call->target.gpu;
    enum result result = faults_strike(call);
    if (result != OK) {
        return result;
    }
    // Waiting may have changed the machine.
    if (!target_of(handle, &call->target)) {
        return INVALID_ARGUMENT;
    }
    if (call->gpu->lost) {
        return GPU_IS_LOST;
    }
    if (!(kinds >> call->target.kind & 1)) {
        return call->target.kind == KIND_MIG_DEVICE || call->target.kind == KIND_GPU ? NOT_SUPPORTED : INVALID_ARGUMENT;
    }
    return OK;
}

struct call call_begin(struct counter *counter, const void *handle, unsigned kinds)
{
    struct call call = { .function = counter->name };
    pthread_mutex_lock(&state_lock);
    control_refresh();
    count_event(counter);
    call.result = judge(&call, handle, kinds);
    return call;
}

void call_end(struct call *call)
{
    (void)call;
    pthread_mutex_unlock(&state_lock);
}
