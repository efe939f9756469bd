#ifndef KARAULA_C_ALLOCATIONS_H
#define KARAULA_C_ALLOCATIONS_H

#include <stdint.h>

/// Calls of malloc, calloc, realloc and the aligned kinds in this process so far, on all threads.
///
/// Swift cannot define these symbols; an executable that does takes them over for every library it loads.
uint64_t karaula_allocations(void);

#endif
