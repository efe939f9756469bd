// A libjpeg source over bytes in memory, and the limits against images that are small as a file and huge in memory or time.
#ifndef KARAULA_CJPEG_INPUT_H
#define KARAULA_CJPEG_INPUT_H

#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

#include "failure.h"
#include "memory.h"

typedef struct {
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
} karaula_input;

// Sets source and progress of `jpeg`, which was just created.
void karaula_input_install(karaula_input *input, j_decompress_ptr jpeg);

// Forgets the image before and reads the next one's header, up to its first scan. Runs inside a caller that has set the
// jump target of `failure`.
int karaula_input_read_header(
    karaula_input *input, j_decompress_ptr jpeg, karaula_failure *failure, karaula_memory *memory, const uint8_t *bytes,
    size_t length);

#endif
