#include "memory.h"

#include <jerror.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    // libjpeg-turbo's SIMD code needs 32 and may read to the end of a vector; 64 is a cache line.
    ALIGNMENT = 64,
    SMALLEST_BLOCK = 64 * 1024,
    // An image that needed more than this was an exception; its memory goes back to the system.
    LARGEST_KEPT = 64 * 1024 * 1024,
};

struct karaula_block {
    karaula_block *next;
    size_t capacity;
    size_t used;
};

struct jvirt_sarray_control {
    JSAMPARRAY rows;
    JDIMENSION width;
    JDIMENSION height;
    JDIMENSION max_access;
    struct jvirt_sarray_control *next;
};

struct jvirt_barray_control {
    JBLOCKARRAY rows;
    JDIMENSION width;
    JDIMENSION height;
    JDIMENSION max_access;
    struct jvirt_barray_control *next;
};

static size_t rounded(size_t size) {
    return (size + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
}

static void arena_free(karaula_arena *arena) {
    karaula_block *block = arena->first;
    while (block != NULL) {
        karaula_block *next = block->next;
        free(block);
        block = next;
    }
    arena->first = NULL;
    arena->current = NULL;
    arena->total = 0;
}

static void arena_reset(karaula_arena *arena) {
    if (arena->first == NULL) {
        return;
    }
    if (arena->first->next != NULL || arena->total > LARGEST_KEPT) {
        arena->wanted = arena->total <= LARGEST_KEPT ? arena->total : 0;
        arena_free(arena);
        return;
    }
    arena->first->used = 0;
    arena->current = arena->first;
}

static void *arena_allocate(karaula_memory *memory, karaula_arena *arena, size_t size) {
    if (size > memory->limit) {
        return NULL;
    }
    size = rounded(size);
    karaula_block *block = arena->current;
    if (block == NULL || block->capacity - block->used < size) {
        size_t left = memory->limit - (arena->total < memory->limit ? arena->total : memory->limit);
        // Doubling keeps the number of blocks small.
        size_t capacity = arena->total > arena->wanted ? arena->total : arena->wanted;
        capacity = capacity > SMALLEST_BLOCK ? capacity : SMALLEST_BLOCK;
        capacity = capacity < left ? capacity : left & ~(size_t)(ALIGNMENT - 1);
        capacity = capacity > size ? capacity : size;
        if (size > left) {
            return NULL;
        }
        block = aligned_alloc(ALIGNMENT, rounded(sizeof(karaula_block)) + capacity);
        if (block == NULL) {
            return NULL;
        }
        memory->growths += 1;
        block->next = NULL;
        block->capacity = capacity;
        block->used = 0;
        // The same bytes in must give the same bytes out, even where damaged data leaves parts unwritten.
        memset((uint8_t *)block + rounded(sizeof(karaula_block)), 0, capacity);
        if (arena->current == NULL) {
            arena->first = block;
        } else {
            arena->current->next = block;
        }
        arena->current = block;
        arena->total += capacity;
    }
    uint8_t *result = (uint8_t *)block + rounded(sizeof(karaula_block)) + block->used;
    block->used += size;
    return result;
}

static void *allocate(j_common_ptr cinfo, int pool, size_t size) {
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    karaula_arena *arena = pool == JPOOL_PERMANENT ? &memory->tables : &memory->image;
    void *result = arena_allocate(memory, arena, size);
    if (result == NULL) {
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, pool);
    }
    return result;
}

// An array of `height` row pointers, with rows of `row_bytes` each behind it.
static void *allocate_rows(j_common_ptr cinfo, int pool, size_t row_bytes, JDIMENSION height) {
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    row_bytes = rounded(row_bytes);
    if (height != 0 && row_bytes > memory->limit / height) {
        ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, pool);
    }
    uint8_t **rows = allocate(cinfo, pool, (size_t)height * sizeof(uint8_t *));
    // One row more than asked for, because vector code may read beyond the last one.
    uint8_t *data = allocate(cinfo, pool, row_bytes * height + ALIGNMENT);
    for (JDIMENSION y = 0; y < height; y++) {
        rows[y] = data + (size_t)y * row_bytes;
    }
    return rows;
}

static JSAMPARRAY allocate_samples(j_common_ptr cinfo, int pool, JDIMENSION width, JDIMENSION height) {
    // libjpeg-turbo promises its vector code rows of a multiple of two vectors.
    size_t padded = ((size_t)width + 2 * ALIGNMENT - 1) & ~(size_t)(2 * ALIGNMENT - 1);
    return allocate_rows(cinfo, pool, padded * sizeof(JSAMPLE), height);
}

static JBLOCKARRAY allocate_blocks(j_common_ptr cinfo, int pool, JDIMENSION width, JDIMENSION height) {
    return allocate_rows(cinfo, pool, (size_t)width * sizeof(JBLOCK), height);
}

static jvirt_sarray_ptr request_samples(
    j_common_ptr cinfo, int pool, boolean zeroed, JDIMENSION width, JDIMENSION height, JDIMENSION max_access) {
    (void)zeroed;  // Always zeroed.
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    if (pool != JPOOL_IMAGE) {
        ERREXIT1(cinfo, JERR_BAD_POOL_ID, pool);
    }
    jvirt_sarray_ptr array = allocate(cinfo, pool, sizeof(*array));
    *array = (struct jvirt_sarray_control){NULL, width, height, max_access, memory->sample_arrays};
    memory->sample_arrays = array;
    return array;
}

static jvirt_barray_ptr request_blocks(
    j_common_ptr cinfo, int pool, boolean zeroed, JDIMENSION width, JDIMENSION height, JDIMENSION max_access) {
    (void)zeroed;  // Always zeroed.
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    if (pool != JPOOL_IMAGE) {
        ERREXIT1(cinfo, JERR_BAD_POOL_ID, pool);
    }
    jvirt_barray_ptr array = allocate(cinfo, pool, sizeof(*array));
    *array = (struct jvirt_barray_control){NULL, width, height, max_access, memory->block_arrays};
    memory->block_arrays = array;
    return array;
}

static void realize(j_common_ptr cinfo) {
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    for (jvirt_sarray_ptr array = memory->sample_arrays; array != NULL; array = array->next) {
        if (array->rows == NULL) {
            array->rows = allocate_samples(cinfo, JPOOL_IMAGE, array->width, array->height);
            for (JDIMENSION y = 0; y < array->height; y++) {
                memset(array->rows[y], 0, (size_t)array->width * sizeof(JSAMPLE));
            }
        }
    }
    for (jvirt_barray_ptr array = memory->block_arrays; array != NULL; array = array->next) {
        if (array->rows == NULL) {
            array->rows = allocate_blocks(cinfo, JPOOL_IMAGE, array->width, array->height);
            for (JDIMENSION y = 0; y < array->height; y++) {
                memset(array->rows[y], 0, (size_t)array->width * sizeof(JBLOCK));
            }
        }
    }
}

static JSAMPARRAY access_samples(
    j_common_ptr cinfo, jvirt_sarray_ptr array, JDIMENSION start, JDIMENSION count, boolean writable) {
    (void)writable;
    if (array->rows == NULL || count > array->max_access || start > array->height || count > array->height - start) {
        ERREXIT(cinfo, JERR_BAD_VIRTUAL_ACCESS);
    }
    return array->rows + start;
}

static JBLOCKARRAY access_blocks(
    j_common_ptr cinfo, jvirt_barray_ptr array, JDIMENSION start, JDIMENSION count, boolean writable) {
    (void)writable;
    if (array->rows == NULL || count > array->max_access || start > array->height || count > array->height - start) {
        ERREXIT(cinfo, JERR_BAD_VIRTUAL_ACCESS);
    }
    return array->rows + start;
}

static void free_pool(j_common_ptr cinfo, int pool) {
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    // Tables outlive images; they go with karaula_memory_reset_tables.
    if (pool == JPOOL_IMAGE) {
        memory->sample_arrays = NULL;
        memory->block_arrays = NULL;
        arena_reset(&memory->image);
    }
}

static void self_destruct(j_common_ptr cinfo) {
    karaula_memory *memory = (karaula_memory *)cinfo->mem;
    karaula_memory_remove(memory, cinfo);
    cinfo->mem->self_destruct(cinfo);
}

void karaula_memory_install(karaula_memory *memory, j_common_ptr cinfo, size_t limit) {
    memset(memory, 0, sizeof(*memory));
    memory->original = cinfo->mem;
    memory->limit = limit;
    memory->methods = (struct jpeg_memory_mgr){
        .alloc_small = allocate,
        .alloc_large = allocate,
        .alloc_sarray = allocate_samples,
        .alloc_barray = allocate_blocks,
        .request_virt_sarray = request_samples,
        .request_virt_barray = request_blocks,
        .realize_virt_arrays = realize,
        .access_virt_sarray = access_samples,
        .access_virt_barray = access_blocks,
        .free_pool = free_pool,
        .self_destruct = self_destruct,
        .max_memory_to_use = cinfo->mem->max_memory_to_use,
        .max_alloc_chunk = cinfo->mem->max_alloc_chunk,
    };
    cinfo->mem = &memory->methods;
}

void karaula_memory_reset_tables(karaula_memory *memory) {
    arena_reset(&memory->tables);
}

void karaula_memory_remove(karaula_memory *memory, j_common_ptr cinfo) {
    cinfo->mem = memory->original;
    arena_free(&memory->image);
    arena_free(&memory->tables);
}
