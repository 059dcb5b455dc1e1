// Performance counters: two samples, and metrics of the time between them. Hopper and newer have them.
#include "fake.h"

#include <stdlib.h>

enum { METRICS_VERSION = 1, SUPPORT_VERSION = 1, SAMPLE_MARK = 0x47504D };
enum { METRIC_PCIE_SENT = 20, METRIC_PCIE_RECEIVED = 21, METRIC_LINKS_RECEIVED = 60, METRIC_LINKS_SENT = 61, METRIC_LINKS_FIRST = 62, METRIC_LINKS_LAST = 97 };

struct gpm_sample { unsigned mark, gpu; double time, load_seconds; };

// Shares of the load, in percent of it.
static const struct share { unsigned id; double share; const char *name; } shares[] = {
    { 1, 100, "Graphics Utilization" }, { 2, 92, "SM Utilization" }, { 3, 48, "SM Occupancy" }, { 4, 9, "Integer Utilization" },
    { 5, 55, "Any Tensor Utilization" }, { 6, 0, "DFMA Tensor Utilization" }, { 7, 55, "HMMA Tensor Utilization" }, { 9, 0, "IMMA Tensor Utilization" },
    { 10, 40, "DRAM Bandwidth Utilization" }, { 11, 0, "FP64 Utilization" }, { 12, 14, "FP32 Utilization" }, { 13, 3, "FP16 Utilization" },
};

API int nvmlGpmQueryDeviceSupport(void *device, struct gpm_support *out)
{
    GPU_CALL(device);
    if (!out || out->version != SUPPORT_VERSION) {
        return refuse(&call, out ? VERSION_MISMATCH : INVALID_ARGUMENT);
    }
    return give_u32(&call, &out->supported, (gpu->profile->traits & PERFORMANCE_COUNTERS) != 0);
}

API int nvmlGpmQueryIfStreamingEnabled(void *device, unsigned *enabled)
{
    GPU_CALL(device);
    return gpu->profile->traits & PERFORMANCE_COUNTERS ? give_u32(&call, enabled, 0) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlGpmSampleAlloc(void **out)
{
    SYSTEM_CALL();
    struct gpm_sample *sample = out ? calloc(1, sizeof *sample) : 0;
    if (!sample) {
        return refuse(&call, out ? OUT_OF_MEMORY : INVALID_ARGUMENT);
    }
    sample->mark = SAMPLE_MARK;
    void *handle = sample;
    return give(&call, out, &handle, sizeof handle);
}

API int nvmlGpmSampleFree(void *handle)
{
    SYSTEM_CALL();
    struct gpm_sample *sample = handle;
    if (!sample || sample->mark != SAMPLE_MARK) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    free(sample);
    return OK;
}

static int take(struct call *call, struct gpm_sample *sample)
{
    if (!sample || sample->mark != SAMPLE_MARK) {
        return refuse(call, INVALID_ARGUMENT);
    }
    if (!(call->gpu->profile->traits & PERFORMANCE_COUNTERS)) {
        return refuse(call, NOT_SUPPORTED);
    }
    sample->gpu = call->gpu->index;
    sample->time = now_seconds();
    sample->load_seconds = load_seconds_of(call->gpu);
    return OK;
}

API int nvmlGpmSampleGet(void *device, void *sample)
{
    GPU_CALL(device);
    return take(&call, sample);
}

API int nvmlGpmMigSampleGet(void *device, unsigned instance, void *sample)
{
    GPU_CALL(device);
    return mig_instance(gpu, instance) ? take(&call, sample) : refuse(&call, INVALID_ARGUMENT);
}

static void answer_metric(struct gpm_metric *metric, const struct gpu *gpu, double load)
{
    const double link = gpu->profile->nvlink_mbps * 1e6 / 1048576 * 0.6;
    unsigned links = gpu->profile->nvlinks, id = metric->id;
    metric->result = OK;
    metric->short_name = metric->long_name = metric->unit = "";
    for (unsigned i = 0; i < sizeof shares / sizeof *shares; i++) {
        if (shares[i].id == id) {
            metric->value = shares[i].share * load;
            metric->short_name = metric->long_name = shares[i].name;
            metric->unit = "%";
            return;
        }
    }
    metric->unit = "MiB/s";
    if (id == METRIC_PCIE_SENT || id == METRIC_PCIE_RECEIVED) {
        metric->value = (id == METRIC_PCIE_SENT ? 0.9e9 : 1.4e9) / 1048576 * load;
    } else if (links > 0 && (id == METRIC_LINKS_RECEIVED || id == METRIC_LINKS_SENT)) {
        metric->value = link * links * load;
    } else if (id >= METRIC_LINKS_FIRST && id <= METRIC_LINKS_LAST && (id - METRIC_LINKS_FIRST) / 2 < links) {
        metric->value = link * load;
    } else {
        metric->result = NOT_SUPPORTED;
        metric->value = 0;
    }
}

API int nvmlGpmMetricsGet(struct gpm_metrics *out)
{
    const unsigned most = driver_branch >= 595 ? 333 : driver_branch >= 575 ? 210 : 98;
    SYSTEM_CALL();
    if (!out || out->version != METRICS_VERSION) {
        return refuse(&call, out ? VERSION_MISMATCH : INVALID_ARGUMENT);
    }
    const struct gpm_sample *first = out->first, *second = out->second;
    if (!first || !second || first->mark != SAMPLE_MARK || second->mark != SAMPLE_MARK || first->gpu != second->gpu || first->gpu >= machine.count || out->count > most) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    double seconds = second->time - first->time;
    double load = seconds > 0 ? (second->load_seconds - first->load_seconds) / seconds : 0;
    for (unsigned i = 0; i < out->count; i++) {
        struct gpm_metric metric = out->metrics[i];
        answer_metric(&metric, &machine.gpus[first->gpu], load);
        give(&call, &out->metrics[i].result, &metric.result, sizeof metric.result);
        give(&call, &out->metrics[i].value, &metric.value, sizeof metric.value);
        out->metrics[i].short_name = metric.short_name;
        out->metrics[i].long_name = metric.long_name;
        out->metrics[i].unit = metric.unit;
    }
    return OK;
}
