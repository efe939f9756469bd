// What the libraries here share: they are loaded before the Swift runtime and stand in front of functions of it.
#pragma once
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

// Weak: helper programs that inherit the environment have no sanitizer in them.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

// The function that would have been called.
static inline void *original(const char *symbol) {
    void *found = dlsym(RTLD_NEXT, symbol);
    if (found == NULL) abort();
    return found;
}
