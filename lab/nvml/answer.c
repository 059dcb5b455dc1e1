#include "fake.h"

#include <math.h>
#include <string.h>

// Values that no GPU has: every bit of the answer is set or mixed up, and texts have no end.
static void spoil(void *out, unsigned long size)
{
    unsigned char *bytes = out;
    for (unsigned long i = 0; i < size; i++) {
        bytes[i] = (unsigned char)(0xFF - (i * 7 & 0x15));
    }
}

int refuse(struct call *call, enum result result)
{
    call->result = result;
    return result;
}

int give(struct call *call, void *out, const void *value, unsigned long size)
{
    if (!out) {
        return refuse(call, INVALID_ARGUMENT);
    }
    memcpy(out, value, size);
    if (call->garbage) {
        spoil(out, size);
    }
    return OK;
}

int give_u32(struct call *call, unsigned *out, unsigned value)
{
    return give(call, out, &value, sizeof value);
}

int give_u64(struct call *call, unsigned long long *out, unsigned long long value)
{
    return give(call, out, &value, sizeof value);
}

int give_text(struct call *call, char *out, unsigned size, const char *text)
{
    if (!text) {
        return refuse(call, NOT_SUPPORTED);
    }
    unsigned long length = strlen(text) + 1;
    if (!out || length > size) {
        return refuse(call, out ? INSUFFICIENT_SIZE : INVALID_ARGUMENT);
    }
    memcpy(out, text, length);
    if (call->garbage) {
        spoil(out, size);
    }
    return OK;
}

int give_value(struct call *call, unsigned *out, enum key key, double scale)
{
    double value = value_of(call->gpu, key);
    return isnan(value) ? refuse(call, NOT_SUPPORTED) : give_u32(call, out, (unsigned)(long long)llround(value * scale));
}

// The caller says how much room there is and learns how much there was to tell.
int give_list(struct call *call, unsigned *count, void *out, const void *items, unsigned have, unsigned long size)
{
    if (!count) {
        return refuse(call, INVALID_ARGUMENT);
    }
    unsigned room = *count;
    *count = have;
    if (room < have || (have > 0 && !out)) {
        return refuse(call, INSUFFICIENT_SIZE);
    }
    if (have > 0) {
        memcpy(out, items, have * size);
    }
    if (call->garbage) {
        spoil(out, out ? room * size : 0);
        spoil(count, sizeof *count);
    }
    return OK;
}
