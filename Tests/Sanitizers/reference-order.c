// Tells the thread sanitizer what reference counts order.
//
// A value with storage behind a reference (an array, a dictionary, SwiftNIO's ByteBuffer) is changed in place only if nobody
// else holds the storage. Who held it has then let go of it, and is done reading: the count, which is atomic, orders that,
// but it is counted in the Swift runtime, which is not instrumented. The sanitizer sees one thread read a copy, another
// write in the same place later, and nothing between them. This library, loaded before the runtime, stands in front of the
// releases and of the test for a single holder, and tells the sanitizer of the order between the two. It hides nothing
// else: the last release, after which the object is freed, acquires nothing.
#include <stdbool.h>
#include <stdint.h>

#include "interpose.h"

// Whether others hold the object as well. The second word of an object is its counts; the strong one, less one, begins at
// bit 33 (swift/shims/RefCount.h). Bit 63 is set where the counts are kept elsewhere; such an object counts as shared.
static bool is_shared(const void *object) {
    return __atomic_load_n((const uint64_t *)object + 1, __ATOMIC_RELAXED) >> 33 != 0;
}

// Before a release of what is no reference at all (null, or a value that is kept in place of one) nothing is to be told.
static void will_release(void *object) {
    if (__tsan_release && (intptr_t)object > 0 && is_shared(object)) __tsan_release(object);
}

// The reference in a word that may have other things in its upper byte and its three lowest bits.
static void *reference(void *bridge) {
    return (intptr_t)bridge > 0 ? (void *)((uintptr_t)bridge & 0x00FFFFFFFFFFFFF8) : NULL;
}

void swift_release(void *object) {
    static void (*function)(void *);
    if (function == NULL) function = (void (*)(void *))original("swift_release");
    will_release(object);
    function(object);
}

void swift_release_n(void *object, uint32_t count) {
    static void (*function)(void *, uint32_t);
    if (function == NULL) function = (void (*)(void *, uint32_t))original("swift_release_n");
    will_release(object);
    function(object, count);
}

void swift_bridgeObjectRelease(void *bridge) {
    static void (*function)(void *);
    if (function == NULL) function = (void (*)(void *))original("swift_bridgeObjectRelease");
    will_release(reference(bridge));
    function(bridge);
}

void swift_bridgeObjectRelease_n(void *bridge, uint32_t count) {
    static void (*function)(void *, uint32_t);
    if (function == NULL) function = (void (*)(void *, uint32_t))original("swift_bridgeObjectRelease_n");
    will_release(reference(bridge));
    function(bridge, count);
}

bool swift_isUniquelyReferenced_nonNull_native(const void *object) {
    static bool (*function)(const void *);
    if (function == NULL) function = (bool (*)(const void *))original("swift_isUniquelyReferenced_nonNull_native");
    bool is_unique = function(object);
    if (is_unique && __tsan_acquire) __tsan_acquire((void *)object);
    return is_unique;
}

bool swift_isUniquelyReferenced_native(const void *object) {
    return object != NULL && swift_isUniquelyReferenced_nonNull_native(object);
}
