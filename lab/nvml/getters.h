// Whole functions of the commonest shapes, and the test of the word that opens a versioned struct.
#ifndef GETTERS_H
#define GETTERS_H

#include "fake.h"

#define VALUE_GETTER(function, key, scale) \
    API int function(void *device, unsigned *out) \
    { \
        GPU_CALL(device); \
        return give_value(&call, out, key, scale); \
    }

#define NUMBER_GETTER(function, number) \
    API int function(void *device, unsigned *out) \
    { \
        GPU_CALL(device); \
        return give_u32(&call, out, number); \
    }

#define TEXT_GETTER(function, text) \
    API int function(void *device, char *out, unsigned length) \
    { \
        GPU_CALL(device); \
        return give_text(&call, out, length, text); \
    }

#define CHECK_VERSION(out, type, number) \
    if (!(out) || (out)->version != VERSION(struct type, number)) { \
        return refuse(&call, (out) ? VERSION_MISMATCH : INVALID_ARGUMENT); \
    }

#endif
