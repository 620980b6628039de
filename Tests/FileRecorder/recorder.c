#define _GNU_SOURCE
#include "recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DESCRIPTORS 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char directory[512];
static size_t directory_length;
static int is_recording;
static recorder_event *events;
static size_t event_count, event_capacity;
/* Names of the descriptors that are open under the directory; "" is the directory itself. */
static char *names[DESCRIPTORS];

static char *copy(const char *text) {
    char *result = strdup(text);
    if (result == NULL) abort();
    return result;
}

static void add(int kind, const char *name, uint64_t offset, const void *bytes, size_t count) {
    if (event_count == event_capacity) {
        event_capacity = event_capacity == 0 ? 1024 : 2 * event_capacity;
        events = realloc(events, event_capacity * sizeof(recorder_event));
        if (events == NULL) abort();
    }
    uint8_t *kept = NULL;
    if (count > 0) {
        kept = malloc(count);
        if (kept == NULL) abort();
        memcpy(kept, bytes, count);
    }
    events[event_count++] = (recorder_event){kind, copy(name), offset, kept, count};
}

/* The part of a path below the directory; NULL where it is elsewhere. */
static const char *relative(const char *path) {
    if (!is_recording || strncmp(path, directory, directory_length) != 0) return NULL;
    if (path[directory_length] == 0) return "";
    return path[directory_length] == '/' ? path + directory_length + 1 : NULL;
}

static const char *name_of(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? names[descriptor] : NULL;
}

void recorder_start(const char *path) {
    pthread_mutex_lock(&lock);
    strncpy(directory, path, sizeof directory - 1);
    directory_length = strlen(directory);
    is_recording = 1;
    pthread_mutex_unlock(&lock);
}

void recorder_stop(void) {
    pthread_mutex_lock(&lock);
    is_recording = 0;
    pthread_mutex_unlock(&lock);
}

void recorder_note(const char *text, uint64_t number) {
    pthread_mutex_lock(&lock);
    if (is_recording) add(recorder_mark, text, number, NULL, 0);
    pthread_mutex_unlock(&lock);
}

size_t recorder_event_count(void) { return event_count; }
recorder_event recorder_event_at(size_t index) { return events[index]; }

static int open_recorded(int folder, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&lock);
    const char *name = folder == AT_FDCWD ? relative(path) : NULL;
    int existed = name != NULL && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    int result = (int)syscall(SYS_openat, folder, path, flags, mode);
    int code = errno;
    if (result >= 0 && result < DESCRIPTORS) {
        free(names[result]);
        names[result] = name == NULL ? NULL : copy(name);
        if (name != NULL && !existed) add(recorder_create, name, 0, NULL, 0);
        if (name != NULL && existed && (flags & O_TRUNC)) add(recorder_truncate, name, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

static mode_t mode_argument(int flags, va_list arguments) {
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_recorded(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_recorded(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

/* The lock spans the call, so that the record has the order in which the kernel saw the calls. */
static ssize_t write_recorded(int descriptor, const void *bytes, size_t count, off_t offset) {
    pthread_mutex_lock(&lock);
    ssize_t result = syscall(SYS_pwrite64, descriptor, bytes, count, offset);
    int code = errno;
    const char *name = is_recording ? name_of(descriptor) : NULL;
    if (name != NULL && result > 0) add(recorder_write, name, (uint64_t)offset, bytes, (size_t)result);
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    return write_recorded(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    return write_recorded(descriptor, bytes, count, offset);
}

static int sync_recorded(int descriptor, long call) {
    pthread_mutex_lock(&lock);
    int result = (int)syscall(call, descriptor);
    int code = errno;
    const char *name = is_recording ? name_of(descriptor) : NULL;
    if (name != NULL && result == 0) {
        add(name[0] == 0 ? recorder_sync_directory : recorder_sync, name, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

int fdatasync(int descriptor) { return sync_recorded(descriptor, SYS_fdatasync); }
int fsync(int descriptor) { return sync_recorded(descriptor, SYS_fsync); }

static int truncate_recorded(int descriptor, off_t length) {
    pthread_mutex_lock(&lock);
    int result = (int)syscall(SYS_ftruncate, descriptor, length);
    int code = errno;
    const char *name = is_recording ? name_of(descriptor) : NULL;
    if (name != NULL && result == 0) add(recorder_truncate, name, (uint64_t)length, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

int ftruncate(int descriptor, off_t length) { return truncate_recorded(descriptor, length); }
int ftruncate64(int descriptor, off_t length) { return truncate_recorded(descriptor, length); }

int rename(const char *from, const char *to) {
    pthread_mutex_lock(&lock);
    const char *name = relative(from), *next = relative(to);
    int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    int code = errno;
    if (result == 0 && name != NULL && next != NULL) {
        add(recorder_rename, name, 0, next, strlen(next));
        /* Descriptors of the file follow it; those of the file that it replaced have no name any more. */
        for (int index = 0; index < DESCRIPTORS; index++) {
            if (names[index] == NULL) continue;
            if (strcmp(names[index], next) == 0) {
                free(names[index]);
                names[index] = NULL;
            } else if (strcmp(names[index], name) == 0) {
                free(names[index]);
                names[index] = copy(next);
            }
        }
    }
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    const char *name = relative(path);
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    int code = errno;
    if (result == 0 && name != NULL) add(recorder_unlink, name, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = code;
    return result;
}
