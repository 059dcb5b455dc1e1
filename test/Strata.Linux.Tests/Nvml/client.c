// A client in a process of its own, for calls that do not come back: client LIBRARY FUNCTION. Prints the result.
#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **words)
{
    void *library = count == 3 ? dlopen(words[1], RTLD_NOW) : 0;
    if (!library) {
        return 2;
    }
    int (*init)(void) = (int (*)(void))dlsym(library, "nvmlInit_v2");
    int (*get)(unsigned, void **) = (int (*)(unsigned, void **))dlsym(library, "nvmlDeviceGetHandleByIndex_v2");
    int (*function)(void *, void *) = (int (*)(void *, void *))dlsym(library, words[2]);
    char answer[4096] = "";
    void *device;
    if (init() != 0 || get(0, &device) != 0) {
        return 3;
    }
    printf("%d\n", function(device, answer));
    return 0;
}
