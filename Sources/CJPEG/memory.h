// A memory manager for libjpeg that reuses its memory from image to image.
//
// libjpeg's own manager gives everything of an image back to malloc when the image is done. This one keeps the blocks and
// hands them out again. It implements the documented method table `jpeg_memory_mgr` in full, virtual arrays included
// (they are kept in memory; there is no backing store), and never touches the manager that jpeg_create_* made: that one
// keeps what it allocated at creation and is put back before jpeg_destroy.
#ifndef KARAULA_CJPEG_MEMORY_H
#define KARAULA_CJPEG_MEMORY_H

#include <stdio.h>

#include <jpeglib.h>

typedef struct karaula_block karaula_block;

typedef struct {
    karaula_block *first;
    karaula_block *current;
    size_t total;
    // What one block must hold so that the next image needs no second one.
    size_t wanted;
} karaula_arena;

typedef struct {
    // First, so that cinfo->mem can be taken for the whole.
    struct jpeg_memory_mgr methods;
    struct jpeg_memory_mgr *original;
    karaula_arena image;
    // Permanent to libjpeg: quantisation and Huffman tables.
    karaula_arena tables;
    jvirt_sarray_ptr sample_arrays;
    jvirt_barray_ptr block_arrays;
    size_t limit;
    unsigned long growths;
} karaula_memory;

// Puts `memory` in place of the manager of `cinfo`, which was just created.
void karaula_memory_install(karaula_memory *memory, j_common_ptr cinfo, size_t limit);

// Forgets the tables. The caller clears libjpeg's pointers to them first.
void karaula_memory_reset_tables(karaula_memory *memory);

// Puts the original manager back and frees everything. jpeg_destroy comes next.
void karaula_memory_remove(karaula_memory *memory, j_common_ptr cinfo);

#endif
