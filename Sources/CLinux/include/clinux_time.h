// The discipline of the clock and its steps: Glibc's Swift module has neither sys/timex.h nor sys/timerfd.h.
#ifndef KARAULA_CLINUX_TIME_H
#define KARAULA_CLINUX_TIME_H

#include <stdbool.h>
#include <stdint.h>

/// What adjtimex(2) says of CLOCK_REALTIME. Times are in nanoseconds.
struct clinux_clock_discipline {
    /// STA_UNSYNC is clear and the state is not TIME_ERROR.
    bool synchronized;
    /// `maxerror`; means something only if `synchronized` is true.
    int64_t maximum_error;
    /// `esterror`, as the discipline told the kernel.
    int64_t estimated_error;
    /// `offset`: the correction that the kernel is still working off.
    int64_t pending;
};

/// Asks the kernel how well CLOCK_REALTIME is disciplined; adjtimex(2) changes nothing when it is asked with no modes.
///
/// Returns 0 and fills `discipline`, or an errno value.
int clinux_clock_ask(struct clinux_clock_discipline *discipline);

/// Makes a descriptor that becomes readable whenever CLOCK_REALTIME is set, and never otherwise: a timer for the end of
/// time with TFD_TIMER_CANCEL_ON_SET, timerfd_create(2). Not blocking, closed on exec. Returns it, or -1 with `errno`.
int clinux_clock_steps_open(void);

/// Takes what made the descriptor readable, so that it waits for the next step.
///
/// The timer is not armed again, which would throw away a step that came in between: it stays armed by itself. Returns 0,
/// or an errno value if the descriptor is of no more use.
int clinux_clock_steps_drain(int fd);

#endif
