// Start and end, and what is asked of the system as a whole.
#include "fake.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FLAG_NO_GPUS = 1, FLAG_NO_ATTACH = 2 };

static int start(struct call *call, unsigned flags)
{
    if (machine.init_result != OK) {
        return refuse(call, machine.init_result);
    }
    if (machine.count == 0 && !(flags & FLAG_NO_GPUS)) {
        return refuse(call, NOT_FOUND);
    }
    if (initialised++ == 0) {
        init_flags = flags;
    } else {
        init_flags &= flags;
    }
    return OK;
}

API int nvmlInit(void)
{
    BEGIN(0, UNCHECKED);
    return start(&call, 0);
}

API int nvmlInit_v2(void)
{
    BEGIN(0, UNCHECKED);
    return start(&call, 0);
}

API int nvmlInitWithFlags(unsigned flags)
{
    BEGIN(0, UNCHECKED);
    return start(&call, flags);
}

API int nvmlShutdown(void)
{
    BEGIN(0, 0);
    if (--initialised == 0) {
        gpu_release_all();
        events_forget();
    }
    return OK;
}

API const char *nvmlErrorString(int result)
{
    static const char *const texts[] = {
        "Success", "Uninitialized", "Invalid Argument", "Not Supported", "Insufficient Permissions", "Already Initialized", "Not Found",
        "Insufficient Size", "Insufficient External Power", "Driver Not Loaded", "Timeout", "Interrupt Request Issue",
        "NVML Shared Library Not Found", "Function Not Found", "Corrupted infoROM", "GPU is lost", "GPU requires reset",
        "GPU access blocked by the operating system", "Driver/library version mismatch", "In use by another client", "Insufficient Memory",
        "No data", "vGPU ECC not supported", "Insufficient Resources", "Frequency not supported", "Argument version mismatch", "Deprecated",
        "Not Ready", "GPU not found", "Invalid state", "Reset type not supported",
    };
    return result >= 0 && result < (int)(sizeof texts / sizeof *texts) ? texts[result] : "Unknown Error";
}

API int nvmlSystemGetDriverVersion(char *version, unsigned length)
{
    SYSTEM_CALL();
    return give_text(&call, version, length, machine.driver);
}

API int nvmlSystemGetNVMLVersion(char *version, unsigned length)
{
    char text[64];
    SYSTEM_CALL();
    snprintf(text, sizeof text, "%u.%s", machine.cuda / 1000, machine.driver);
    return give_text(&call, version, length, text);
}

API int nvmlSystemGetCudaDriverVersion(int *version)
{
    SYSTEM_CALL();
    return give_u32(&call, (unsigned *)version, machine.cuda);
}

API int nvmlSystemGetCudaDriverVersion_v2(int *version)
{
    SYSTEM_CALL();
    return give_u32(&call, (unsigned *)version, machine.cuda);
}

API int nvmlSystemGetDriverBranch(struct driver_branch *branch, unsigned length)
{
    SYSTEM_CALL();
    if (!branch || length == 0) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    if (branch->version != VERSION(struct driver_branch, 1)) {
        return refuse(&call, VERSION_MISMATCH);
    }
    char text[sizeof branch->branch];
    snprintf(text, sizeof text, "r%.*s_00", (int)strcspn(machine.driver, "."), machine.driver);
    return give_text(&call, branch->branch, length < sizeof text ? length : sizeof text, text);
}

static const char *name_of_process(unsigned pid, char *buffer, unsigned size)
{
    for (unsigned i = 0; i < machine.count; i++) {
        for (unsigned j = 0; j < machine.gpus[i].process_count; j++) {
            const struct process *process = &machine.gpus[i].processes[j];
            if (process->pid == pid && process->name[0]) {
                return process->name;
            }
        }
    }
    char path[32];
    snprintf(path, sizeof path, "/proc/%u/exe", pid);
    ssize_t length = readlink(path, buffer, size - 1);
    if (length < 0) {
        return 0;
    }
    buffer[length] = 0;
    return buffer;
}

// Longer names are cut, not refused.
API int nvmlSystemGetProcessName(unsigned pid, char *name, unsigned length)
{
    char buffer[256], text[256];
    SYSTEM_CALL();
    const char *known = name_of_process(pid, buffer, sizeof buffer);
    if (!known || !name || length == 0) {
        return refuse(&call, known ? INVALID_ARGUMENT : NOT_FOUND);
    }
    snprintf(text, length < sizeof text ? length : sizeof text, "%s", known);
    return give_text(&call, name, length, text);
}

API int nvmlUnitGetCount(unsigned *count)
{
    SYSTEM_CALL();
    return give_u32(&call, count, 0);
}

// A handle is what initialises a GPU, unless the caller asked not to.
static int give_gpu(struct call *call, void **device, struct gpu *gpu)
{
    if (!device) {
        return refuse(call, INVALID_ARGUMENT);
    }
    if (gpu->lost) {
        return refuse(call, GPU_IS_LOST);
    }
    if (!(init_flags & FLAG_NO_ATTACH)) {
        gpu_take(gpu);
    }
    void *handle = handle_of(KIND_GPU, gpu->index, 0, 0);
    return give(call, device, &handle, sizeof handle);
}

// A call by index is a call of that GPU, so that faults of the GPU strike it.
static struct call begin_by_index(struct counter *counter, unsigned index)
{
    return call_begin(counter, handle_of(KIND_GPU, index < MAX_GPUS ? index : 0, 0, 0), index < MAX_GPUS ? OF_GPU : 0);
}

#define GET_BY_INDEX(function) \
    API int function(unsigned index, void **device) \
    { \
        static struct counter counter = { __func__, 0, 0, 0 }; \
        struct call call __attribute__((cleanup(call_end))) = begin_by_index(&counter, index); \
        if (call.result != OK) { \
            return call.result; \
        } \
        return index < machine.count ? give_gpu(&call, device, call.gpu) : refuse(&call, INVALID_ARGUMENT); \
    }

GET_BY_INDEX(nvmlDeviceGetHandleByIndex)
GET_BY_INDEX(nvmlDeviceGetHandleByIndex_v2)

API int nvmlDeviceGetHandleByUUID(const char *uuid, void **device)
{
    SYSTEM_CALL();
    for (unsigned i = 0; uuid && i < machine.count; i++) {
        if (strcmp(uuid, machine.gpus[i].uuid) == 0) {
            return give_gpu(&call, device, &machine.gpus[i]);
        }
    }
    return refuse(&call, uuid ? NOT_FOUND : INVALID_ARGUMENT);
}

API int nvmlDeviceGetHandleBySerial(const char *serial, void **device)
{
    char text[32];
    SYSTEM_CALL();
    for (unsigned i = 0; serial && i < machine.count; i++) {
        if (strcmp(serial, serial_of(&machine.gpus[i], text, sizeof text)) == 0) {
            return give_gpu(&call, device, &machine.gpus[i]);
        }
    }
    return refuse(&call, serial ? NOT_FOUND : INVALID_ARGUMENT);
}

static int by_bus_id(struct call *call, const char *bus_id, void **device)
{
    unsigned domain = 0, bus, number;
    if (!bus_id || (sscanf(bus_id, "%x:%x:%x", &domain, &bus, &number) != 3 && (domain = 0, sscanf(bus_id, "%x:%x", &bus, &number) != 2))) {
        return refuse(call, INVALID_ARGUMENT);
    }
    for (unsigned i = 0; i < machine.count; i++) {
        struct gpu *candidate = &machine.gpus[i];
        if (candidate->domain == domain && candidate->bus == bus && candidate->device == number) {
            return give_gpu(call, device, candidate);
        }
    }
    return refuse(call, NOT_FOUND);
}

API int nvmlDeviceGetHandleByPciBusId(const char *bus_id, void **device)
{
    SYSTEM_CALL();
    return by_bus_id(&call, bus_id, device);
}

API int nvmlDeviceGetHandleByPciBusId_v2(const char *bus_id, void **device)
{
    SYSTEM_CALL();
    return by_bus_id(&call, bus_id, device);
}

API int nvmlDeviceGetCount(unsigned *count)
{
    SYSTEM_CALL();
    return give_u32(&call, count, machine.count);
}

API int nvmlDeviceGetCount_v2(unsigned *count)
{
    SYSTEM_CALL();
    return give_u32(&call, count, machine.count);
}

API int nvmlGetExcludedDeviceCount(unsigned *count)
{
    SYSTEM_CALL();
    return give_u32(&call, count, 0);
}

API int nvmlGetBlacklistDeviceCount(unsigned *count)
{
    SYSTEM_CALL();
    return give_u32(&call, count, 0);
}
