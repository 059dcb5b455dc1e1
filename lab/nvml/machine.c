// The machine before the control file has spoken, and what it did not say.
#include "fake.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct release { unsigned branch; const char *driver; unsigned cuda; } releases[] = {
    { 470, "470.256.02", 11040 }, { 510, "510.108.03", 11060 }, { 525, "525.147.05", 12000 }, { 535, "535.261.03", 12020 },
    { 550, "550.163.01", 12040 }, { 555, "555.58.02", 12050 }, { 560, "560.35.05", 12060 }, { 570, "570.148.08", 12080 },
    { 575, "575.64.05", 12090 }, { 580, "580.105.08", 13000 }, { 590, "590.48.01", 13010 }, { 595, "595.91.07", 13020 },
    { 610, "610.57.04", 13030 },
};

void machine_reset(struct machine *machine)
{
    const struct release *release = releases;
    for (unsigned i = 0; i < sizeof releases / sizeof *releases && releases[i].branch <= driver_branch; i++) {
        release = &releases[i];
    }
    memset(machine, 0, sizeof *machine);
    snprintf(machine->driver, sizeof machine->driver, "%s", release->driver);
    machine->cuda = release->cuda;
    machine->seed = 1;
    machine->frozen_clock = NAN;
    machine->may_set = true;
}

void machine_finish(struct machine *machine)
{
    for (struct gpu *gpu = machine->gpus; gpu < machine->gpus + machine->count; gpu++) {
        uint64_t one = hash_of(machine->seed, gpu->index * 2), two = hash_of(machine->seed, gpu->index * 2 + 1);
        if (!gpu->uuid[0]) {
            snprintf(gpu->uuid, sizeof gpu->uuid, "GPU-%08x-%04x-%04x-%04x-%012llx", (unsigned)(one >> 32), (unsigned)(one >> 16 & 0xFFFF),
                (unsigned)(one & 0xFFFF), (unsigned)(two >> 48), (unsigned long long)(two & 0xFFFFFFFFFFFF));
        }
        snprintf(gpu->bus_id, sizeof gpu->bus_id, "%08X:%02X:%02X.0", gpu->domain, gpu->bus, gpu->device);
    }
}
