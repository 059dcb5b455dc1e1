// Shapes of MIG instances: name, id for creation, number for queries, compute slices, memory slices, MiB, multiprocessors, most instances,
// copy engines, decoders, encoders, JPEG engines, optical flow engines. Zero where no source gives the number.
#include "profiles.h"

static const struct mig_profile a100[] = {
    { "1g.10gb", 19, 0, 1, 1, 9856, 14, 7, 1, 0, 0, 0, 0 },
    { "1g.10gb+me", 20, 7, 1, 1, 9856, 14, 1, 1, 1, 0, 1, 1 },
    { "1g.20gb", 15, 9, 1, 2, 19968, 14, 4, 1, 1, 0, 0, 0 },
    { "2g.20gb", 14, 1, 2, 2, 19968, 28, 3, 2, 1, 0, 0, 0 },
    { "3g.40gb", 9, 2, 3, 4, 40192, 42, 2, 3, 2, 0, 0, 0 },
    { "4g.40gb", 5, 3, 4, 4, 40192, 56, 1, 4, 2, 0, 0, 0 },
    { "7g.80gb", 0, 4, 7, 8, 80384, 98, 1, 7, 5, 0, 1, 1 },
};
const struct mig_table mig_a100 = { sizeof a100 / sizeof *a100, a100 };

static const struct mig_profile h100[] = {
    { "1g.10gb", 19, 0, 1, 1, 9984, 16, 7, 1, 1, 0, 1, 0 },
    { "1g.10gb+me", 20, 7, 1, 1, 9984, 16, 1, 1, 1, 0, 1, 1 },
    { "1g.20gb", 15, 9, 1, 2, 20096, 26, 4, 1, 1, 0, 1, 0 },
    { "2g.20gb", 14, 1, 2, 2, 20096, 32, 3, 2, 2, 0, 2, 0 },
    { "3g.40gb", 9, 2, 3, 4, 40448, 60, 2, 3, 3, 0, 3, 0 },
    { "4g.40gb", 5, 3, 4, 4, 40448, 64, 1, 4, 4, 0, 4, 0 },
    { "7g.80gb", 0, 4, 7, 8, 81152, 132, 1, 8, 7, 0, 7, 1 },
};
const struct mig_table mig_h100 = { sizeof h100 / sizeof *h100, h100 };

static const struct mig_profile h200[] = {
    { "1g.18gb", 19, 0, 1, 1, 16384, 16, 7, 1, 1, 0, 1, 0 },
    { "1g.18gb+me", 20, 7, 1, 1, 16384, 16, 1, 1, 1, 0, 1, 1 },
    { "1g.35gb", 15, 9, 1, 2, 33024, 26, 4, 1, 1, 0, 1, 0 },
    { "2g.35gb", 14, 1, 2, 2, 33024, 32, 3, 2, 2, 0, 2, 0 },
    { "3g.71gb", 9, 2, 3, 4, 71168, 60, 2, 3, 3, 0, 3, 0 },
    { "4g.71gb", 5, 3, 4, 4, 71168, 64, 1, 4, 4, 0, 4, 0 },
    { "7g.141gb", 0, 4, 7, 8, 143104, 132, 1, 8, 7, 0, 7, 1 },
};
const struct mig_table mig_h200 = { sizeof h200 / sizeof *h200, h200 };

static const struct mig_profile b200[] = {
    { "1g.23gb", 19, 0, 1, 1, 22528, 18, 7, 2, 1, 0, 1, 0 },
    { "1g.23gb+me", 20, 7, 1, 1, 22528, 18, 1, 2, 1, 0, 1, 1 },
    { "1g.45gb", 15, 9, 1, 2, 45312, 30, 4, 2, 1, 0, 1, 0 },
    { "2g.45gb", 14, 1, 2, 2, 45312, 36, 3, 4, 2, 0, 2, 0 },
    { "3g.90gb", 9, 2, 3, 4, 0, 0, 2, 0, 0, 0, 0, 0 },
    { "4g.90gb", 5, 3, 4, 4, 0, 0, 1, 0, 0, 0, 0, 0 },
    { "7g.180gb", 0, 4, 7, 8, 0, 0, 1, 16, 0, 0, 0, 1 },
};
const struct mig_table mig_b200 = { sizeof b200 / sizeof *b200, b200 };

static const struct mig_profile gb200[] = {
    { "1g.23gb", 19, 0, 1, 1, 22528, 18, 7, 2, 1, 0, 1, 0 },
    { "1g.23gb+me", 20, 7, 1, 1, 22528, 18, 1, 2, 1, 0, 1, 1 },
    { "1g.47gb", 15, 9, 1, 2, 46592, 32, 4, 2, 1, 0, 1, 0 },
    { "2g.47gb", 14, 1, 2, 2, 46592, 38, 3, 4, 2, 0, 2, 0 },
    { "3g.93gb", 9, 2, 3, 4, 0, 0, 2, 0, 0, 0, 0, 0 },
    { "4g.93gb", 5, 3, 4, 4, 0, 0, 1, 0, 0, 0, 0, 0 },
    { "7g.186gb", 0, 4, 7, 8, 0, 0, 1, 0, 0, 0, 0, 1 },
};
const struct mig_table mig_gb200 = { sizeof gb200 / sizeof *gb200, gb200 };
