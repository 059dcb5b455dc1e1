// Values by number. The numbers are those of the branch that the library was built for (fields.h is made from fields.tsv).
#include "fake.h"
#include "fields.h"

#include <math.h>

enum { UNSIGNED = 1, UNSIGNED_LONG_LONG = 3, SIGNED_INT = 5 };
enum { ALL_LINKS = 0xFFFFFFFF };

struct reading { double value; unsigned type; };

#define READER(name) static double name(__attribute__((unused)) const struct gpu *gpu, __attribute__((unused)) unsigned scope)

static double of_link(const struct gpu *gpu, unsigned scope, double each)
{
    unsigned links = gpu->profile->nvlinks;
    return scope == ALL_LINKS ? each * links : links > 0 && scope < links ? each : NAN;
}

READER(total_dram_sram_volatile_corrected)
{
    return value_of(gpu, KEY_VOLATILE_DRAM_CORRECTED) + value_of(gpu, KEY_VOLATILE_SRAM_CORRECTED);
}

READER(total_dram_sram_volatile_uncorrected)
{
    return value_of(gpu, KEY_VOLATILE_DRAM_UNCORRECTED) + value_of(gpu, KEY_VOLATILE_SRAM_UNCORRECTED);
}

READER(total_dram_sram_aggregate_corrected)
{
    return value_of(gpu, KEY_AGGREGATE_DRAM_CORRECTED) + value_of(gpu, KEY_AGGREGATE_SRAM_CORRECTED);
}

READER(total_dram_sram_aggregate_uncorrected)
{
    return value_of(gpu, KEY_AGGREGATE_DRAM_UNCORRECTED) + value_of(gpu, KEY_AGGREGATE_SRAM_UNCORRECTED);
}

READER(link_count)
{
    return gpu->profile->nvlinks > 0 ? gpu->profile->nvlinks : NAN;
}

READER(link_speed)
{
    return of_link(gpu, scope, gpu->profile->nvlink_mbps);
}

READER(common_link_speed)
{
    return gpu->profile->nvlinks > 0 ? gpu->profile->nvlink_mbps : NAN;
}

READER(link_state)
{
    return scope < gpu->profile->nvlinks ? !((unsigned long long)value_of(gpu, KEY_NVLINK_DOWN) >> scope & 1) : NAN;
}

READER(link_version)
{
    return of_link(gpu, scope == ALL_LINKS ? 0 : scope, gpu->profile->nvlink_version);
}

READER(link_replays)
{
    return of_link(gpu, scope, value_of(gpu, KEY_NVLINK_REPLAYS));
}

READER(link_recoveries)
{
    return of_link(gpu, scope, value_of(gpu, KEY_NVLINK_RECOVERIES));
}

READER(link_crc)
{
    return of_link(gpu, scope, value_of(gpu, KEY_NVLINK_CRC));
}

static double growing(const struct gpu *gpu, enum key rate, double scale, double most)
{
    return gpu->pinned[rate] ? value_of(gpu, rate) * scale * now_seconds() : most * load_seconds_of(gpu);
}

// In KiB.
READER(link_traffic)
{
    return floor(of_link(gpu, scope, growing(gpu, KEY_NVLINK_RATE, 1, gpu->profile->nvlink_mbps * 1e6 / 1024 * 0.6)));
}

READER(link_bytes)
{
    enum { NVLINK_5 = 7 };
    return gpu->profile->nvlink_version >= NVLINK_5 ? link_traffic(gpu, scope) * 1024 : NAN;
}

READER(total_replays)
{
    return link_replays(gpu, ALL_LINKS);
}

READER(total_recoveries)
{
    return link_recoveries(gpu, ALL_LINKS);
}

READER(total_crc)
{
    return link_crc(gpu, ALL_LINKS);
}

READER(pcie_sent)
{
    return floor(growing(gpu, KEY_PCIE_TX, 1000, 0.9e9));
}

READER(pcie_received)
{
    return floor(growing(gpu, KEY_PCIE_RX, 1000, 1.4e9));
}

enum { SCOPE_GPU = 0, SCOPE_MODULE = 1 };

static double watts(unsigned scope, double of_gpu, unsigned of_module)
{
    return scope == SCOPE_GPU ? of_gpu * 1000 : scope == SCOPE_MODULE && of_module > 0 ? of_module * 1000.0 : NAN;
}

// The average exists since Ampere, without GA100.
READER(average_power)
{
    return gpu->profile->margin_base ? watts(scope, value_of(gpu, KEY_POWER), 0) : NAN;
}

READER(instant_power)
{
    return watts(scope, value_of(gpu, KEY_POWER), 0);
}

READER(least_limit)
{
    return watts(scope, gpu->profile->watts_min, gpu->profile->module_watts_min);
}

READER(most_limit)
{
    return watts(scope, gpu->profile->watts_max, gpu->profile->module_watts_default);
}

READER(default_limit)
{
    return watts(scope, gpu->profile->watts_default, gpu->profile->module_watts_default);
}

READER(current_limit)
{
    return watts(scope, value_of(gpu, KEY_POWER_LIMIT), gpu->profile->module_watts_default);
}

static double margin(const struct gpu *gpu, int degrees)
{
    return gpu->profile->margin_base ? degrees : NAN;
}

READER(shutdown_margin)
{
    return margin(gpu, gpu->profile->margin_shutdown);
}

READER(slowdown_margin)
{
    return margin(gpu, gpu->profile->margin_slowdown);
}

READER(memory_margin)
{
    return gpu->profile->traits & MEMORY_SENSOR ? margin(gpu, 0) : NAN;
}

READER(operating_margin)
{
    return margin(gpu, 0);
}

READER(resetless_mig)
{
    return gpu->profile->traits & MIG_CAPABLE ? gpu->profile->architecture >= 9 : NAN;
}

// A row reads either a value of the GPU or a reader.
static const struct field { int id; unsigned type; double (*read)(const struct gpu *, unsigned); int key; } fields[] = {
#define VALUE(id, type, key) { id, type, 0, KEY_##key }
#define READ(id, type, reader) { id, type, reader, 0 }
    VALUE(FI_DEV_ECC_CURRENT, UNSIGNED, ECC),
    VALUE(FI_DEV_ECC_PENDING, UNSIGNED, ECC_PENDING),
    READ(FI_DEV_ECC_SBE_VOL_TOTAL, UNSIGNED_LONG_LONG, total_dram_sram_volatile_corrected),
    READ(FI_DEV_ECC_DBE_VOL_TOTAL, UNSIGNED_LONG_LONG, total_dram_sram_volatile_uncorrected),
    READ(FI_DEV_ECC_SBE_AGG_TOTAL, UNSIGNED_LONG_LONG, total_dram_sram_aggregate_corrected),
    READ(FI_DEV_ECC_DBE_AGG_TOTAL, UNSIGNED_LONG_LONG, total_dram_sram_aggregate_uncorrected),
    VALUE(FI_DEV_ECC_SBE_VOL_DEV, UNSIGNED_LONG_LONG, VOLATILE_DRAM_CORRECTED),
    VALUE(FI_DEV_ECC_DBE_VOL_DEV, UNSIGNED_LONG_LONG, VOLATILE_DRAM_UNCORRECTED),
    VALUE(FI_DEV_ECC_SBE_AGG_DEV, UNSIGNED_LONG_LONG, AGGREGATE_DRAM_CORRECTED),
    VALUE(FI_DEV_ECC_DBE_AGG_DEV, UNSIGNED_LONG_LONG, AGGREGATE_DRAM_UNCORRECTED),
    VALUE(FI_DEV_RETIRED_SBE, UNSIGNED_LONG_LONG, RETIRED_SINGLE),
    VALUE(FI_DEV_RETIRED_DBE, UNSIGNED_LONG_LONG, RETIRED_DOUBLE),
    VALUE(FI_DEV_RETIRED_PENDING, UNSIGNED_LONG_LONG, RETIRED_PENDING),
    READ(FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL, UNSIGNED_LONG_LONG, total_crc),
    READ(FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL, UNSIGNED_LONG_LONG, total_replays),
    READ(FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL, UNSIGNED_LONG_LONG, total_recoveries),
    VALUE(FI_DEV_PERF_POLICY_POWER, UNSIGNED_LONG_LONG, POWER_VIOLATION),
    VALUE(FI_DEV_PERF_POLICY_THERMAL, UNSIGNED_LONG_LONG, THERMAL_VIOLATION),
    VALUE(FI_DEV_MEMORY_TEMP, UNSIGNED, MEMORY_TEMPERATURE),
    VALUE(FI_DEV_TOTAL_ENERGY_CONSUMPTION, UNSIGNED_LONG_LONG, ENERGY),
    READ(FI_DEV_NVLINK_SPEED_MBPS_COMMON, UNSIGNED, common_link_speed),
    READ(FI_DEV_NVLINK_LINK_COUNT, UNSIGNED, link_count),
    VALUE(FI_DEV_PCIE_REPLAY_COUNTER, UNSIGNED, PCIE_REPLAYS),
    READ(FI_DEV_NVLINK_THROUGHPUT_DATA_TX, UNSIGNED_LONG_LONG, link_traffic),
    READ(FI_DEV_NVLINK_THROUGHPUT_DATA_RX, UNSIGNED_LONG_LONG, link_traffic),
    READ(FI_DEV_NVLINK_THROUGHPUT_RAW_TX, UNSIGNED_LONG_LONG, link_traffic),
    READ(FI_DEV_NVLINK_THROUGHPUT_RAW_RX, UNSIGNED_LONG_LONG, link_traffic),
    VALUE(FI_DEV_REMAPPED_COR, UNSIGNED, REMAPPED_CORRECTED),
    VALUE(FI_DEV_REMAPPED_UNC, UNSIGNED, REMAPPED_UNCORRECTED),
    VALUE(FI_DEV_REMAPPED_PENDING, UNSIGNED, REMAP_PENDING),
    VALUE(FI_DEV_REMAPPED_FAILURE, UNSIGNED, REMAP_FAILED),
    READ(FI_DEV_NVLINK_ERROR_DL_REPLAY, UNSIGNED_LONG_LONG, link_replays),
    READ(FI_DEV_NVLINK_ERROR_DL_RECOVERY, UNSIGNED_LONG_LONG, link_recoveries),
    READ(FI_DEV_NVLINK_ERROR_DL_CRC, UNSIGNED_LONG_LONG, link_crc),
    READ(FI_DEV_NVLINK_GET_SPEED, UNSIGNED, link_speed),
    READ(FI_DEV_NVLINK_GET_STATE, UNSIGNED, link_state),
    READ(FI_DEV_NVLINK_GET_VERSION, UNSIGNED, link_version),
    VALUE(FI_DEV_PCIE_COUNT_CORRECTABLE_ERRORS, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_NAKS_RECEIVED, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_RECEIVER_ERROR, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_BAD_TLP, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_NAKS_SENT, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_BAD_DLLP, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_NON_FATAL_ERROR, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_FATAL_ERROR, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_UNSUPPORTED_REQ, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_LCRC_ERROR, UNSIGNED, PCIE_ERRORS),
    VALUE(FI_DEV_PCIE_COUNT_LANE_ERROR, UNSIGNED, PCIE_ERRORS),
    READ(FI_DEV_IS_RESETLESS_MIG_SUPPORTED, UNSIGNED, resetless_mig),
    READ(FI_DEV_POWER_AVERAGE, UNSIGNED, average_power),
    READ(FI_DEV_POWER_INSTANT, UNSIGNED, instant_power),
    READ(FI_DEV_POWER_MIN_LIMIT, UNSIGNED, least_limit),
    READ(FI_DEV_POWER_MAX_LIMIT, UNSIGNED, most_limit),
    READ(FI_DEV_POWER_DEFAULT_LIMIT, UNSIGNED, default_limit),
    READ(FI_DEV_POWER_CURRENT_LIMIT, UNSIGNED, current_limit),
    VALUE(FI_DEV_ENERGY, UNSIGNED_LONG_LONG, ENERGY),
    READ(FI_DEV_POWER_REQUESTED_LIMIT, UNSIGNED, current_limit),
    READ(FI_DEV_TEMPERATURE_SHUTDOWN_TLIMIT, SIGNED_INT, shutdown_margin),
    READ(FI_DEV_TEMPERATURE_SLOWDOWN_TLIMIT, SIGNED_INT, slowdown_margin),
    READ(FI_DEV_TEMPERATURE_MEM_MAX_TLIMIT, SIGNED_INT, memory_margin),
    READ(FI_DEV_TEMPERATURE_GPU_MAX_TLIMIT, SIGNED_INT, operating_margin),
    READ(FI_DEV_PCIE_COUNT_TX_BYTES, UNSIGNED_LONG_LONG, pcie_sent),
    READ(FI_DEV_PCIE_COUNT_RX_BYTES, UNSIGNED_LONG_LONG, pcie_received),
    READ(FI_DEV_NVLINK_COUNT_XMIT_BYTES, UNSIGNED_LONG_LONG, link_bytes),
    READ(FI_DEV_NVLINK_COUNT_RCV_BYTES, UNSIGNED_LONG_LONG, link_bytes),
    VALUE(FI_DEV_RESET_STATUS, UNSIGNED, RESET_REQUIRED),
    VALUE(FI_DEV_DRAIN_AND_RESET_STATUS, UNSIGNED, DRAIN_RECOMMENDED),
    VALUE(FI_DEV_GET_GPU_RECOVERY_ACTION, UNSIGNED, RECOVERY_ACTION),
    VALUE(FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN, UNSIGNED_LONG_LONG, SW_THERMAL_SLOWDOWN),
    VALUE(FI_DEV_CLOCKS_EVENT_REASON_HW_THERM_SLOWDOWN, UNSIGNED_LONG_LONG, HW_THERMAL_SLOWDOWN),
    VALUE(FI_DEV_CLOCKS_EVENT_REASON_HW_POWER_BRAKE_SLOWDOWN, UNSIGNED_LONG_LONG, POWER_BRAKE),
};

static const struct field *field_of(unsigned id)
{
    for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].id == (int)id) {
            return &fields[i];
        }
    }
    return 0;
}

static void answer_field(const struct gpu *gpu, struct field_value *out)
{
    const struct field *field = field_of(out->field);
    double value = !field ? NAN : field->read ? field->read(gpu, out->scope) : value_of(gpu, field->key);
    out->time = (long long)now_microseconds();
    out->latency = 1;
    out->value.u64 = 0;
    out->result = !isnan(value) ? OK : out->field == 0 || out->field >= FI_MAX ? INVALID_ARGUMENT : NOT_SUPPORTED;
    if (isnan(value)) {
        return;
    }
    out->type = field->type;
    if (field->type == UNSIGNED_LONG_LONG) {
        out->value.u64 = (unsigned long long)value;
    } else {
        out->value.u32 = (unsigned)(long long)llround(value);
    }
}

API int nvmlDeviceGetFieldValues(void *device, int count, struct field_value *values)
{
    GPU_CALL(device);
    if (count <= 0 || !values) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    for (int i = 0; i < count; i++) {
        struct field_value value = values[i];
        answer_field(gpu, &value);
        give(&call, &values[i], &value, sizeof value);
    }
    return OK;
}

API int nvmlDeviceClearFieldValues(void *device, int count, struct field_value *values)
{
    GPU_CALL(device);
    return count <= 0 || !values ? refuse(&call, INVALID_ARGUMENT) : machine.may_set ? OK : refuse(&call, NO_PERMISSION);
}
