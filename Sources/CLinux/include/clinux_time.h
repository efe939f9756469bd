#ifndef KARAULA_CLINUX_TIME_H
#define KARAULA_CLINUX_TIME_H

#include <stdbool.h>
#include <stdint.h>

/// Asks the kernel how far CLOCK_REALTIME may be off.
///
/// Exists because Glibc's Swift module has neither adjtimex(2) nor struct timex.
/// Returns 0 and fills both results, or an errno value. `maximum_error` is in nanoseconds and means something only
/// if `synchronized` is true (STA_UNSYNC is clear and the state is not TIME_ERROR).
int clinux_clock_bound(bool *synchronized, int64_t *maximum_error);

#endif
