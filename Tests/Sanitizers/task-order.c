// Tells the thread sanitizer what a continuation orders when it is resumed before its task has come to wait for it.
//
// The concurrency runtime is not instrumented, but speaks to the sanitizer itself: whoever resumes a continuation releases
// its task, and a worker that takes the task up acquires it. A task that finds its continuation resumed already just goes
// on, and there the runtime forgets to acquire (swift_continuation_await, up to Swift 6.3 at least). The sanitizer then
// sees a value written on one thread and used on another, and nothing between them: it reports every such handing over, in
// Karaula as in any library. This library, loaded before the runtime, puts that one acquisition in its place. It hides
// nothing else.
#include <stdint.h>

#include "interpose.h"

typedef __attribute__((swiftasynccall)) void (*resume_function)(__attribute__((swift_async_context)) void *context);

// The head of the runtime's ContinuationAsyncContext (swift/ABI/Task.h). Compiled code fills in its first two fields, as
// for every asynchronous call, and the runtime the third, in swift_continuation_init.
struct continuation {
    void *parent;
    resume_function resume;
    uintptr_t flags;
};

// In `flags`: the task goes on only after a switch to another executor, perhaps on another thread. Should any code ask for
// that, a resumption as late as during the call is not seen here: a false report is possible, a hidden race is not.
static const uintptr_t executor_switch = 1 << 1;

typedef __attribute__((swiftasynccall)) void (*await_function)(struct continuation *continuation);

__attribute__((weak, swiftcall)) void *swift_task_getCurrent(void);

static _Thread_local resume_function resume;

static __attribute__((swiftasynccall)) void acquire_and_resume(__attribute__((swift_async_context)) void *context) {
    __tsan_acquire(swift_task_getCurrent());
    __attribute__((musttail)) return resume(context);
}

// The runtime calls `resume` from here only if the task need not wait, and then on this thread at once: that is where to
// acquire, since the resumption may come as late as during this call. A task that waits is taken up in another way, for
// which the runtime has kept the function since swift_continuation_init.
__attribute__((swiftasynccall)) void swift_continuation_await(struct continuation *continuation) {
    static await_function function;
    if (function == NULL) function = (await_function)original("swift_continuation_await");
    if (__tsan_acquire) {
        if (continuation->flags & executor_switch) {
            __tsan_acquire(swift_task_getCurrent());
        } else {
            resume = continuation->resume;
            continuation->resume = acquire_and_resume;
        }
    }
    __attribute__((musttail)) return function(continuation);
}
