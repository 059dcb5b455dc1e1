// Events of the whole machine, of which there is one kind each way: a GPU bound to the driver, a GPU taken from it.
// The fake's GPUs stay bound, so waiting ends with a timeout.
#include "getters.h"

struct set_request { unsigned version; void *set; };
SIZE(set_request, 16);

struct register_request { unsigned version; unsigned long long types; void *set; };
SIZE(register_request, 24);

struct wait_request { unsigned version, milliseconds; void *set, *data; unsigned room, count; };
SIZE(wait_request, 32);
AT(wait_request, room, 24);

static char the_set[1];

#define CHECKED(request, type) \
    SYSTEM_CALL(); \
    CHECK_VERSION(request, type, 1)

API int nvmlSystemEventSetCreate(struct set_request *request)
{
    CHECKED(request, set_request);
    void *set = the_set;
    return give(&call, &request->set, &set, sizeof set);
}

API int nvmlSystemEventSetFree(struct set_request *request)
{
    CHECKED(request, set_request);
    return request->set == the_set ? OK : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlSystemRegisterEvents(struct register_request *request)
{
    CHECKED(request, register_request);
    return request->set == the_set && request->types != 0 ? OK : refuse(&call, INVALID_ARGUMENT);
}

API int nvmlSystemEventSetWait(struct wait_request *request)
{
    CHECKED(request, wait_request);
    if (request->set != the_set || !request->data) {
        return refuse(&call, INVALID_ARGUMENT);
    }
    request->count = 0;
    call_wait(request->milliseconds / 1000.0);
    return refuse(&call, TIMEOUT);
}
