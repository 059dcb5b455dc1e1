// Who holds a GPU: a shared lock on a file for each GPU, so that the processes that use this library know of each other.
#include "fake.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static int holds[MAX_GPUS];  // file + 1; 0: not held by this process

static int open_hold(unsigned gpu)
{
    char path[PATH_MAX];
    if ((unsigned)snprintf(path, sizeof path, "%s/fake.hold.%u", control_folder(), gpu) >= sizeof path) {
        return -1;
    }
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

// The driver wakes one GPU at a time and lets nobody else in meanwhile: the lock of the caller stays locked.
static void wake(const struct gpu *gpu)
{
    static struct counter wakes = { "wake", 0, 0, 0 };
    struct timespec cost = { gpu->cold_milliseconds / 1000, gpu->cold_milliseconds % 1000 * 1000000L };
    count_event(&wakes);
    nanosleep(&cost, 0);
}

void gpu_take(struct gpu *gpu)
{
    if (holds[gpu->index] != 0) {
        return;
    }
    int file = open_hold(gpu->index);
    if (file < 0) {
        wake(gpu);
        return;
    }
    bool alone = flock(file, LOCK_EX | LOCK_NB) == 0;
    if (alone && value_of(gpu, KEY_PERSISTENCE) == 0) {
        wake(gpu);
    }
    flock(file, LOCK_SH);
    holds[gpu->index] = file + 1;
}

void gpu_release_all(void)
{
    for (unsigned gpu = 0; gpu < MAX_GPUS; gpu++) {
        if (holds[gpu] != 0) {
            close(holds[gpu] - 1);
            holds[gpu] = 0;
        }
    }
}
