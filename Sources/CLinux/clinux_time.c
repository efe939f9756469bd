#define _GNU_SOURCE
#include "clinux_time.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

int clinux_clock_ask(struct clinux_clock_discipline *discipline) {
    struct timex state;
    memset(&state, 0, sizeof state);
    int answer = adjtimex(&state);
    if (answer < 0) {
        return errno;
    }
    discipline->synchronized = answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
    discipline->maximum_error = (int64_t)state.maxerror * 1000;
    discipline->estimated_error = (int64_t)state.esterror * 1000;
    discipline->pending = (int64_t)state.offset * ((state.status & STA_NANO) != 0 ? 1 : 1000);
    return 0;
}

int clinux_clock_steps_open(void) {
    int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    // The kernel bounds what lies beyond the end of its own time.
    struct itimerspec never = {.it_value = {.tv_sec = LONG_MAX}};
    if (timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) < 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

int clinux_clock_steps_drain(int fd) {
    uint64_t expirations;
    for (;;) {
        if (read(fd, &expirations, sizeof expirations) >= 0 || errno == ECANCELED) {
            continue;
        }
        if (errno == EINTR) {
            continue;
        }
        return errno == EAGAIN ? 0 : errno;
    }
}
