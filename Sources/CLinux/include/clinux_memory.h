#ifndef CLINUX_MEMORY_H
#define CLINUX_MEMORY_H

/// Bounds the number of glibc's malloc arenas; mallopt(3). Exists because Glibc's module lacks malloc.h.
///
/// Returns 0 on failure, as mallopt does.
int clinux_limit_arenas(int arenas);

#endif
