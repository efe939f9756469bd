#include "clinux_memory.h"

#include <malloc.h>

int clinux_limit_arenas(int arenas) { return mallopt(M_ARENA_MAX, arenas); }
