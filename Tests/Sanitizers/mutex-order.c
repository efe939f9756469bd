// Tells the thread sanitizer what Swift's Mutex orders.
//
// The fast path of Synchronization.Mutex is inlined into code that the sanitizer has instrumented; its slow path, taken under
// contention, lives in the Swift runtime, which is not instrumented. The sanitizer therefore sees a lock being released that
// it never saw taken, and reports races between two holders of one lock. This library, loaded before the runtime, stands in
// front of the two slow paths, calls them, and tells the sanitizer about the order that they make. It hides nothing else.
#include <stdint.h>

#include "interpose.h"

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void (*lock_function)(uint32_t state, __attribute__((swift_context)) void *mutex);
typedef __attribute__((swiftcall)) void (*unlock_function)(__attribute__((swift_context)) void *mutex);

__attribute__((swiftcall)) void lock_slow(uint32_t state, __attribute__((swift_context)) void *mutex) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *mutex) __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void lock_slow(uint32_t state, __attribute__((swift_context)) void *mutex) {
    static lock_function function;
    if (function == NULL) function = (lock_function)original(LOCK_SLOW);
    function(state, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *mutex) {
    static unlock_function function;
    if (function == NULL) function = (unlock_function)original(UNLOCK_SLOW);
    if (__tsan_release) __tsan_release(mutex);
    function(mutex);
}
