// fake.conf and fake.state, beside the library: read again whenever one of them changed.
#include "fake.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_WORDS = 40 };

struct machine machine;

static const char *const names[] = { "fake.conf", "fake.state" };
static struct stat seen[2];
static bool loaded;

const char *control_folder(void)
{
    static char folder[PATH_MAX];
    Dl_info self;
    if (!folder[0] && dladdr(&machine, &self)) {
        const char *end = strrchr(self.dli_fname, '/');
        snprintf(folder, sizeof folder, "%.*s", end ? (int)(end - self.dli_fname) : 1, end ? self.dli_fname : ".");
    }
    return folder;
}

static const char *path_of(unsigned file)
{
    static char paths[2][PATH_MAX];
    if (!paths[file][0] && (unsigned)snprintf(paths[file], PATH_MAX, "%s/%s", control_folder(), names[file]) >= PATH_MAX) {
        paths[file][0] = 0;
    }
    return paths[file];
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    char *text = 0;
    size_t size = 0;
    ssize_t length = getdelim(&text, &size, 0, file);
    fclose(file);
    if (length < 0) {
        free(text);
        return 0;
    }
    return text;
}

static void apply_line(struct machine *fresh, char *line, const char *path, unsigned number)
{
    char *words[MAX_WORDS], *rest, *comment = strchr(line, '#');
    unsigned count = 0;
    if (comment) {
        *comment = 0;
    }
    for (char *word = strtok_r(line, " \t\r", &rest); word && count < MAX_WORDS; word = strtok_r(0, " \t\r", &rest)) {
        words[count++] = word;
    }
    const char *error = count > 0 ? directive_apply(fresh, count, words) : 0;
    if (error) {
        fprintf(stderr, "%s:%u: %s\n", path, number, error);
    }
}

static void apply_file(struct machine *fresh, unsigned file)
{
    const char *path = path_of(file);
    char *rest, *text = read_file(path);
    unsigned number = 0;
    for (char *line = text; line; line = rest) {
        rest = strchr(line, '\n');
        if (rest) {
            *rest++ = 0;
        }
        apply_line(fresh, line, path, ++number);
    }
    free(text);
}

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec
        && one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

static bool something_changed(void)
{
    bool changed = !loaded;
    for (unsigned file = 0; file < 2; file++) {
        struct stat now;
        if (stat(path_of(file), &now) != 0) {
            memset(&now, 0, sizeof now);
        }
        // An empty file is one that is being written.
        if (!is_same(&now, &seen[file]) && (!loaded || now.st_size > 0 || now.st_ino == 0)) {
            seen[file] = now;
            changed = true;
        }
    }
    return changed;
}

void control_refresh(void)
{
    static struct machine fresh;
    if (!something_changed()) {
        return;
    }
    unsigned events = loaded ? machine.event_count : MAX_EVENTS;
    machine_reset(&fresh);
    apply_file(&fresh, 0);
    apply_file(&fresh, 1);
    machine_finish(&fresh);
    machine = fresh;
    loaded = true;
    events_notice(events);
}

void control_append(const char *format, ...)
{
    const char *path = path_of(1);
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0 || write(file, line, (size_t)length) != length) {
        perror(path);
    }
    if (file >= 0) {
        close(file);
    }
    control_refresh();
}
