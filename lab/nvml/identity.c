// Who a GPU is: names, numbers, versions, addresses, neighbours.
#include "getters.h"

#include <stdio.h>
#include <string.h>

TEXT_GETTER(nvmlDeviceGetVbiosVersion, gpu->profile->vbios)
TEXT_GETTER(nvmlDeviceGetBoardPartNumber, gpu->profile->traits & SERIAL_NUMBER ? gpu->profile->board_part : 0)
TEXT_GETTER(nvmlDeviceGetInforomImageVersion, gpu->profile->inforom_image)
NUMBER_GETTER(nvmlDeviceGetMinorNumber, gpu->index)
NUMBER_GETTER(nvmlDeviceGetArchitecture, gpu->profile->architecture)
NUMBER_GETTER(nvmlDeviceGetBrand, gpu->profile->brand)
NUMBER_GETTER(nvmlDeviceGetBoardId, gpu->bus << 8)
NUMBER_GETTER(nvmlDeviceGetMultiGpuBoard, 0)
NUMBER_GETTER(nvmlDeviceGetDisplayActive, 0)
NUMBER_GETTER(nvmlDeviceGetDisplayMode, 0)
NUMBER_GETTER(nvmlDeviceGetBusType, 2)
NUMBER_GETTER(nvmlDeviceGetPowerSource, 0)
NUMBER_GETTER(nvmlDeviceGetModuleId, gpu->index + 1)

API int nvmlDeviceGetName(void *device, char *name, unsigned length)
{
    char text[128];
    DEVICE_CALL(device);
    const struct gpu_instance *instance = call.target.instance;
    snprintf(text, sizeof text, "%s%s%s", gpu->name[0] ? gpu->name : gpu->profile->name, instance ? " MIG " : "", instance ? instance->profile->name : "");
    return give_text(&call, name, length, text);
}

API int nvmlDeviceGetUUID(void *device, char *uuid, unsigned length)
{
    char text[80];
    DEVICE_CALL(device);
    if (call.target.kind == KIND_GPU) {
        return give_text(&call, uuid, length, gpu->uuid);
    }
    uint64_t number = (uint64_t)(gpu->index + 1) << 16 | call.target.instance->id << 8 | call.target.compute->id;
    uint64_t one = hash_of(machine.seed, number << 1), two = hash_of(machine.seed, number << 1 | 1);
    snprintf(text, sizeof text, "MIG-%08x-%04x-5%03x-%04x-%012llx", (unsigned)(one >> 32), (unsigned)(one >> 16 & 0xFFFF), (unsigned)(one & 0xFFF),
        (unsigned)(two >> 48 & 0x3FFF) | 0x8000, (unsigned long long)(two & 0xFFFFFFFFFFFF));
    return give_text(&call, uuid, length, text);
}

const char *serial_of(const struct gpu *gpu, char *text, unsigned size)
{
    snprintf(text, size, "165%010llu", (unsigned long long)(hash_of(machine.seed, gpu->index + 100) % 10000000000));
    return gpu->profile->traits & SERIAL_NUMBER ? text : "";
}

API int nvmlDeviceGetSerial(void *device, char *serial, unsigned length)
{
    char text[32];
    GPU_CALL(device);
    const char *known = serial_of(gpu, text, sizeof text);
    return give_text(&call, serial, length, known[0] ? known : 0);
}

API int nvmlDeviceGetInforomVersion(void *device, unsigned object, char *version, unsigned length)
{
    GPU_CALL(device);
    const char *const versions[] = { gpu->profile->inforom_oem, gpu->profile->inforom_ecc };
    return object > 3 ? refuse(&call, INVALID_ARGUMENT) : give_text(&call, version, length, object < 2 ? versions[object] : 0);
}

API int nvmlDeviceGetGspFirmwareVersion(void *device, char *version)
{
    GPU_CALL(device);
    return give_text(&call, version, 64, gpu->profile->traits & GSP ? machine.driver : 0);
}

API int nvmlDeviceGetGspFirmwareMode(void *device, unsigned *enabled, unsigned *default_mode)
{
    GPU_CALL(device);
    unsigned on = (gpu->profile->traits & GSP) != 0;
    return give_u32(&call, enabled, on) == OK ? give_u32(&call, default_mode, on) : INVALID_ARGUMENT;
}

API int nvmlDeviceGetCudaComputeCapability(void *device, int *major, int *minor)
{
    DEVICE_CALL(device);
    int result = give_u32(&call, (unsigned *)major, gpu->profile->compute_major);
    return result == OK ? give_u32(&call, (unsigned *)minor, gpu->profile->compute_minor) : result;
}

API int nvmlDeviceValidateInforom(void *device)
{
    GPU_CALL(device);
    return OK;
}

API int nvmlDeviceGetVirtualizationMode(void *device, unsigned *mode)
{
    GPU_CALL(device);
    return give_u32(&call, mode, 0);
}

static struct pci_info pci_of(const struct gpu *gpu)
{
    struct pci_info pci = { .domain = gpu->domain, .bus = gpu->bus, .device = gpu->device,
        .ids = gpu->profile->pci_device << 16 | 0x10DE, .subsystem = gpu->profile->pci_subsystem };
    memcpy(pci.bus_id, gpu->bus_id, sizeof pci.bus_id);
    snprintf(pci.bus_id_legacy, sizeof pci.bus_id_legacy, "%04X:%02X:%02X.0", gpu->domain & 0xFFFF, gpu->bus, gpu->device);
    return pci;
}

API int nvmlDeviceGetPciInfo_v3(void *device, struct pci_info *out)
{
    DEVICE_CALL(device);
    struct pci_info pci = pci_of(gpu);
    return give(&call, out, &pci, sizeof pci);
}

static int give_old_pci(struct call *call, struct pci_info_v1 *out, unsigned long size)
{
    struct pci_info pci = pci_of(call->gpu);
    struct pci_info_v1 old = { .domain = pci.domain, .bus = pci.bus, .device = pci.device, .ids = pci.ids, .subsystem = pci.subsystem };
    memcpy(old.bus_id_legacy, pci.bus_id_legacy, sizeof old.bus_id_legacy);
    return give(call, out, &old, size);
}

// The oldest layout ends before the subsystem.
API int nvmlDeviceGetPciInfo(void *device, struct pci_info_v1 *out)
{
    GPU_CALL(device);
    return give_old_pci(&call, out, offsetof(struct pci_info_v1, subsystem));
}

API int nvmlDeviceGetPciInfo_v2(void *device, struct pci_info_v1 *out)
{
    GPU_CALL(device);
    return give_old_pci(&call, out, sizeof *out);
}

API int nvmlDeviceGetPciInfoExt(void *device, struct pci_info_ext *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, pci_info_ext, 1);
    struct pci_info pci = pci_of(gpu);
    struct pci_info_ext ext = { .version = out->version, .domain = pci.domain, .bus = pci.bus, .device = pci.device, .ids = pci.ids,
        .subsystem = pci.subsystem, .base_class = 3, .sub_class = gpu->profile->fans > 0 ? 0 : 2 };
    memcpy(ext.bus_id, pci.bus_id, sizeof ext.bus_id);
    return give(&call, out, &ext, sizeof ext);
}

API int nvmlDeviceGetAddressingMode(void *device, struct addressing_mode *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, addressing_mode, 1);
    return give_u32(&call, &out->value, 0);
}

API int nvmlDeviceGetCapabilities(void *device, struct capabilities *out)
{
    GPU_CALL(device);
    CHECK_VERSION(out, capabilities, 1);
    return give_u32(&call, &out->mask, 0);
}

// The second version of the struct has other names for the same places.
API int nvmlDeviceGetPlatformInfo(void *device, struct platform *out)
{
    GPU_CALL(device);
    if (!(gpu->profile->traits & FABRIC_HEALTH)) {
        return refuse(&call, NOT_SUPPORTED);
    }
    if (!out || (out->version != VERSION(struct platform, 1) && out->version != VERSION(struct platform, 2))) {
        return refuse(&call, out ? VERSION_MISMATCH : INVALID_ARGUMENT);
    }
    struct platform platform = { .version = out->version, .host = 1, .peer_type = 1, .module = (unsigned char)(gpu->index + 1) };
    platform.ib_guid[15] = (unsigned char)(gpu->index + 1);
    return give(&call, out, &platform, sizeof platform);
}

API int nvmlDeviceGetHandleByUUIDV(const struct uuid_request *request, void **device);
API int nvmlDeviceGetHandleByUUID(const char *uuid, void **device);

API int nvmlDeviceGetHandleByUUIDV(const struct uuid_request *request, void **device)
{
    char text[sizeof request->value + 1] = "";
    {
        SYSTEM_CALL();
        if (!request || request->version != VERSION(struct uuid_request, 1)) {
            return refuse(&call, request ? VERSION_MISMATCH : INVALID_ARGUMENT);
        }
        memcpy(text, request->value, sizeof request->value);
    }
    return nvmlDeviceGetHandleByUUID(text, device);
}
