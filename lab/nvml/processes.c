// Who uses a GPU, in the layouts that there were.
#include "getters.h"

#include <string.h>

static bool belongs(const struct process *process, unsigned kind, const struct target *target)
{
    if (process->kind != kind) {
        return false;
    }
    return target->kind == KIND_GPU
        || (process->gpu_instance == (int)target->instance->id && process->compute_instance == (int)target->compute->id);
}

// Every layout begins with the same members, so a longer one is filled and cut.
static int give_processes(struct call *call, unsigned kind, unsigned *count, void *out, unsigned long size)
{
    unsigned char items[MAX_PROCESSES * sizeof(struct process_detail)];
    unsigned have = 0;
    for (unsigned i = 0; i < call->gpu->process_count; i++) {
        const struct process *process = &call->gpu->processes[i];
        struct process_detail detail = { process->pid, process->memory, (unsigned)process->gpu_instance, (unsigned)process->compute_instance, 0 };
        if (belongs(process, kind, &call->target)) {
            memcpy(items + have++ * size, &detail, size);
        }
    }
    return give_list(call, count, out, items, have, size);
}

#define LIST(function, kind, bytes) \
    API int function(void *device, unsigned *count, void *out) \
    { \
        DEVICE_CALL(device); \
        return give_processes(&call, kind, count, out, bytes); \
    }

// Some drivers of 530 and early 535 put the longer struct behind the same name.
#define V3 (machine.wide_processes ? sizeof(struct process_detail) : sizeof(struct process_v2))

LIST(nvmlDeviceGetComputeRunningProcesses, COMPUTE, sizeof(struct process_v1))
LIST(nvmlDeviceGetComputeRunningProcesses_v2, COMPUTE, sizeof(struct process_v2))
LIST(nvmlDeviceGetComputeRunningProcesses_v3, COMPUTE, V3)
LIST(nvmlDeviceGetGraphicsRunningProcesses, GRAPHICS, sizeof(struct process_v1))
LIST(nvmlDeviceGetGraphicsRunningProcesses_v2, GRAPHICS, sizeof(struct process_v2))
LIST(nvmlDeviceGetGraphicsRunningProcesses_v3, GRAPHICS, V3)
LIST(nvmlDeviceGetMPSComputeRunningProcesses, MPS, sizeof(struct process_v1))
LIST(nvmlDeviceGetMPSComputeRunningProcesses_v2, MPS, sizeof(struct process_v2))
LIST(nvmlDeviceGetMPSComputeRunningProcesses_v3, MPS, V3)

API int nvmlDeviceGetRunningProcessDetailList(void *device, struct process_detail_list *list)
{
    DEVICE_CALL(device);
    CHECK_VERSION(list, process_detail_list, 1);
    return list->mode > MPS ? refuse(&call, INVALID_ARGUMENT)
        : give_processes(&call, list->mode, &list->count, list->processes, sizeof *list->processes);
}

// The load is shared out evenly.
static unsigned utilizations(const struct gpu *gpu, unsigned long long last_seen, struct process_utilization_info *items)
{
    unsigned long long time = now_microseconds();
    unsigned have = 0, load = (unsigned)(load_of(gpu) * 100);
    for (unsigned i = 0; i < gpu->process_count && time > last_seen && load > 0 && !is_mig(gpu); i++) {
        items[have++] = (struct process_utilization_info){ .time = time, .pid = gpu->processes[i].pid, .sm = load / gpu->process_count,
            .memory = load / gpu->process_count / 2 };
    }
    return have;
}

API int nvmlDeviceGetProcessUtilization(void *device, struct process_utilization *out, unsigned *count, unsigned long long last_seen)
{
    struct process_utilization_info items[MAX_PROCESSES];
    struct process_utilization old[MAX_PROCESSES];
    GPU_CALL(device);
    unsigned have = utilizations(gpu, last_seen, items);
    for (unsigned i = 0; i < have; i++) {
        old[i] = (struct process_utilization){ items[i].pid, items[i].time, items[i].sm, items[i].memory, items[i].encoder, items[i].decoder };
    }
    if (is_mig(gpu) || have == 0) {
        return refuse(&call, is_mig(gpu) ? NOT_SUPPORTED : NOT_FOUND);
    }
    return give_list(&call, count, out, old, have, sizeof *old);
}

API int nvmlDeviceGetProcessesUtilizationInfo(void *device, struct processes_utilization *list)
{
    struct process_utilization_info items[MAX_PROCESSES];
    GPU_CALL(device);
    CHECK_VERSION(list, processes_utilization, 1);
    unsigned have = utilizations(gpu, list->last_seen, items);
    return have == 0 ? refuse(&call, NOT_FOUND) : give_list(&call, &list->count, list->processes, items, have, sizeof *items);
}
