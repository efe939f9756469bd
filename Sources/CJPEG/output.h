// A libjpeg destination in memory that is kept from image to image and grows only when a larger one comes.
#ifndef KARAULA_CJPEG_OUTPUT_H
#define KARAULA_CJPEG_OUTPUT_H

#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
    // First, so that cinfo->dest can be taken for the whole.
    struct jpeg_destination_mgr methods;
    uint8_t *bytes;
    size_t capacity;
    // Bytes of the last finished image.
    size_t length;
    unsigned long growths;
} karaula_output;

// Sets the destination of `jpeg`, which was just created.
void karaula_output_install(karaula_output *output, j_compress_ptr jpeg);

void karaula_output_free(karaula_output *output);

#endif
