#pragma once
#include <stddef.h>
#include <stdint.h>

/* Records what this process does to the files of one directory, in the order of its calls.

   The functions of libc that change files are defined here once more; a program that links this library uses these, and
   so does every shared library in it. They do what libc's do, by the same system calls. */

enum {
    recorder_create = 1,   /* the name came into being, empty */
    recorder_write = 2,    /* bytes at offset */
    recorder_truncate = 3, /* offset is the new length */
    recorder_sync = 4,     /* fdatasync or fsync of the file */
    recorder_rename = 5,   /* name became the name in bytes */
    recorder_unlink = 6,
    recorder_sync_directory = 7,
    recorder_mark = 8      /* offset is the caller's number, name its text */
};

typedef struct {
    int kind;
    const char *name; /* relative to the directory */
    uint64_t offset;
    const uint8_t *bytes;
    size_t count;
} recorder_event;

/* Begins to record what happens under a directory, given without a slash at its end. */
void recorder_start(const char *directory);
void recorder_stop(void);
/* Notes a moment, between the calls before and after it. */
void recorder_note(const char *text, uint64_t number);
size_t recorder_event_count(void);
recorder_event recorder_event_at(size_t index);
