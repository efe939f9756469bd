// A page of memory by which one process tells others how the clock is disciplined. C, because Swift has no atomic loads and
// stores of memory that is shared with another process.
#ifndef KARAULA_CLINUX_CLOCK_PAGE_H
#define KARAULA_CLINUX_CLOCK_PAGE_H

#include <stdint.h>

#include "clinux_time.h"

/// What was found when the kernel was asked. Times are in nanoseconds.
struct clinux_clock_sample {
    /// CLOCK_MONOTONIC.
    int64_t taken;
    /// CLOCK_REALTIME minus CLOCK_BOOTTIME, at that moment.
    int64_t offset;
    /// How far `offset` may be off because the two were not read at once.
    int64_t offset_error;
    /// What the kernel said.
    struct clinux_clock_discipline discipline;
};

/// Opens the page in the file at `path`, and makes it if `writes` is not 0. Returns it, or NULL with `errno`.
void *clinux_clock_page_open(const char *path, int writes);

/// Takes the page away.
void clinux_clock_page_close(void *page);

/// Writes a sample. One process writes, and any number read, which never wait (a sequence lock).
void clinux_clock_page_write(void *page, const struct clinux_clock_sample *sample);

/// Reads the newest whole sample. Returns 0, EAGAIN if there is none (yet), or EPROTO if it is no such page.
int clinux_clock_page_read(const void *page, struct clinux_clock_sample *sample);

#endif
