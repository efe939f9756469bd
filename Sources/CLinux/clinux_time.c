#define _GNU_SOURCE
#include "clinux_time.h"

#include <errno.h>
#include <string.h>
#include <sys/timex.h>

int clinux_clock_bound(bool *synchronized, int64_t *maximum_error) {
    struct timex state;
    memset(&state, 0, sizeof state);
    int answer = adjtimex(&state);
    if (answer < 0) {
        return errno;
    }
    *synchronized = answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
    *maximum_error = (int64_t)state.maxerror * 1000;
    return 0;
}
