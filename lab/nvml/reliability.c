// Errors of the memories, pages taken out of use, rows moved, repairs.
#include "getters.h"

#include <math.h>

enum { CORRECTED = 0, UNCORRECTED = 1, VOLATILE = 0, AGGREGATE = 1 };

static double dram_errors(const struct gpu *gpu, unsigned severity, unsigned lifetime)
{
    static const enum key keys[2][2] = {
        { KEY_VOLATILE_DRAM_CORRECTED, KEY_AGGREGATE_DRAM_CORRECTED }, { KEY_VOLATILE_DRAM_UNCORRECTED, KEY_AGGREGATE_DRAM_UNCORRECTED },
    };
    return value_of(gpu, keys[severity][lifetime]);
}

static double sram_errors(const struct gpu *gpu, unsigned severity, unsigned lifetime)
{
    static const enum key keys[2][2] = {
        { KEY_VOLATILE_SRAM_CORRECTED, KEY_AGGREGATE_SRAM_CORRECTED }, { KEY_VOLATILE_SRAM_UNCORRECTED, KEY_AGGREGATE_SRAM_UNCORRECTED },
    };
    return value_of(gpu, keys[severity][lifetime]);
}

static int give_count(struct call *call, unsigned long long *out, double count)
{
    return isnan(count) ? refuse(call, NOT_SUPPORTED) : give_u64(call, out, (unsigned long long)count);
}

static int give_two(struct call *call, unsigned *one, unsigned *two, enum key first, enum key second)
{
    int result = give_value(call, one, first, 1);
    return result == OK ? give_value(call, two, second, 1) : result;
}

API int nvmlDeviceGetEccMode(void *device, unsigned *current, unsigned *pending)
{
    GPU_CALL(device);
    return give_two(&call, current, pending, KEY_ECC, KEY_ECC_PENDING);
}

API int nvmlDeviceGetDefaultEccMode(void *device, unsigned *mode)
{
    GPU_CALL(device);
    return gpu->profile->traits & ECC_MEMORY ? give_u32(&call, mode, (gpu->profile->traits & SERIAL_NUMBER) != 0) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetTotalEccErrors(void *device, unsigned severity, unsigned lifetime, unsigned long long *count)
{
    GPU_CALL(device);
    return severity > 1 || lifetime > 1 ? refuse(&call, INVALID_ARGUMENT)
        : give_count(&call, count, dram_errors(gpu, severity, lifetime) + sram_errors(gpu, severity, lifetime));
}

// Older boards count by cache and register file, newer ones only by the two kinds of memory.
API int nvmlDeviceGetMemoryErrorCounter(void *device, unsigned severity, unsigned lifetime, unsigned location, unsigned long long *count)
{
    enum { DEVICE_MEMORY = 2, REGISTER_FILE = 3, SRAM = 7, LOCATIONS = 8, AMPERE = 7 };
    GPU_CALL(device);
    if (severity > 1 || lifetime > 1 || location >= LOCATIONS) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    if (location == DEVICE_MEMORY) {
        return give_count(&call, count, dram_errors(gpu, severity, lifetime));
    }
    bool has_place = gpu->profile->architecture >= AMPERE ? location == SRAM : location <= REGISTER_FILE;
    double errors = location == SRAM || location == 1 ? sram_errors(gpu, severity, lifetime) : dram_errors(gpu, severity, lifetime) * 0;
    return has_place ? give_count(&call, count, errors) : refuse(&call, NOT_SUPPORTED);
}

API int nvmlDeviceGetDetailedEccErrors(void *device, unsigned severity, unsigned lifetime, struct ecc_counts *out)
{
    GPU_CALL(device);
    double dram = severity < 2 && lifetime < 2 ? dram_errors(gpu, severity, lifetime) : NAN;
    struct ecc_counts counts = { .device_memory = (unsigned long long)dram };
    return isnan(dram) ? refuse(&call, severity > 1 || lifetime > 1 ? INVALID_ARGUMENT : NOT_SUPPORTED) : give(&call, out, &counts, sizeof counts);
}

API int nvmlDeviceGetSramEccErrorStatus(void *device, struct sram_errors *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, sram_errors, 1);
    if (isnan(value_of(gpu, KEY_SRAM_THRESHOLD)) || !(gpu->profile->traits & ROW_REMAPPER)) {
        return refuse(&call, NOT_SUPPORTED);
    }
    struct sram_errors errors = {
        .version = out->version,
        .aggregate_parity = (unsigned long long)sram_errors(gpu, UNCORRECTED, AGGREGATE),
        .aggregate_corrected = (unsigned long long)sram_errors(gpu, CORRECTED, AGGREGATE),
        .volatile_parity = (unsigned long long)sram_errors(gpu, UNCORRECTED, VOLATILE),
        .volatile_corrected = (unsigned long long)sram_errors(gpu, CORRECTED, VOLATILE),
        .l2 = (unsigned long long)sram_errors(gpu, UNCORRECTED, AGGREGATE),
        .threshold_exceeded = (unsigned)value_of(gpu, KEY_SRAM_THRESHOLD),
    };
    return give(&call, out, &errors, sizeof errors);
}

static int give_pages(struct call *call, unsigned cause, unsigned *count, unsigned long long *addresses, unsigned long long *times)
{
    enum { MAX_PAGES = 64 };
    unsigned long long pages[MAX_PAGES], moments[MAX_PAGES];
    double retired = value_of(call->gpu, cause == 0 ? KEY_RETIRED_SINGLE : KEY_RETIRED_DOUBLE);
    if (cause > 1 || isnan(retired)) {
        return refuse(call, cause > 1 ? INVALID_ARGUMENT : NOT_SUPPORTED);
    }
    unsigned have = retired < MAX_PAGES ? (unsigned)retired : MAX_PAGES, room = count ? *count : 0;
    for (unsigned i = 0; i < have; i++) {
        pages[i] = 0x1000ull * (hash_of(machine.seed, call->gpu->index * 1000 + cause * 100 + i) & 0xFFFFF);
        moments[i] = now_microseconds() / 1000000 - 86400ull * (i + 1);
    }
    int result = give_list(call, count, addresses, pages, have, sizeof *pages);
    return result == OK && times ? give_list(call, &room, times, moments, have, sizeof *moments) : result;
}

API int nvmlDeviceGetRetiredPages(void *device, unsigned cause, unsigned *count, unsigned long long *addresses)
{
    GPU_CALL(device);
    return give_pages(&call, cause, count, addresses, 0);
}

API int nvmlDeviceGetRetiredPages_v2(void *device, unsigned cause, unsigned *count, unsigned long long *addresses, unsigned long long *times)
{
    GPU_CALL(device);
    return give_pages(&call, cause, count, addresses, times);
}

API int nvmlDeviceGetRetiredPagesPendingStatus(void *device, unsigned *pending)
{
    GPU_CALL(device);
    return give_value(&call, pending, KEY_RETIRED_PENDING, 1);
}

API int nvmlDeviceGetRemappedRows(void *device, unsigned *corrected, unsigned *uncorrected, unsigned *pending, unsigned *failed)
{
    GPU_CALL(device);
    int result = give_two(&call, corrected, uncorrected, KEY_REMAPPED_CORRECTED, KEY_REMAPPED_UNCORRECTED);
    return result == OK ? give_two(&call, pending, failed, KEY_REMAP_PENDING, KEY_REMAP_FAILED) : result;
}

API int nvmlDeviceGetRemappedRows_v2(void *device, struct remapped_rows_v2 *out)
{
    GPU_CALL(device);
    struct remapped_rows_v2 rows = {
        .corrected_active = (unsigned)value_of(gpu, KEY_REMAPPED_CORRECTED), .uncorrected_active = (unsigned)value_of(gpu, KEY_REMAPPED_UNCORRECTED),
        .pending = (unsigned)value_of(gpu, KEY_REMAP_PENDING), .failed = (unsigned)value_of(gpu, KEY_REMAP_FAILED),
    };
    return isnan(value_of(gpu, KEY_REMAP_PENDING)) ? refuse(&call, NOT_SUPPORTED) : give(&call, out, &rows, sizeof rows);
}

// Each moved row costs a bank one of its spare rows.
API int nvmlDeviceGetRowRemapperHistogram(void *device, struct row_histogram *out)
{
    GPU_CALL(device);
    double moved = value_of(gpu, KEY_REMAPPED_CORRECTED) + value_of(gpu, KEY_REMAPPED_UNCORRECTED), failed = value_of(gpu, KEY_REMAP_FAILED);
    unsigned banks = gpu->profile->remap_banks;
    if (isnan(moved) || isnan(failed) || banks == 0) {
        return refuse(&call, NOT_SUPPORTED);
    }
    unsigned none = failed > 0, high = (unsigned)fmin(moved, banks - none);
    struct row_histogram histogram = { .max = banks - high - none, .high = high, .none = none };
    return give(&call, out, &histogram, sizeof histogram);
}

API int nvmlDeviceGetRepairStatus(void *device, struct repair_status *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, repair_status, 1);
    struct repair_status status = { out->version, (unsigned)value_of(gpu, KEY_REPAIR_PENDING), 0 };
    return give(&call, out, &status, sizeof status);
}

API int nvmlDeviceGetUnrepairableMemoryFlag_v1(void *device, unsigned *flag)
{
    GPU_CALL(device);
    return give_value(&call, flag, KEY_UNREPAIRABLE, 1);
}
