#include <jerror.h>
#include <stdlib.h>
#include <string.h>

#include "CJPEG.h"
#include "failure.h"
#include "input.h"
#include "memory.h"

enum { ROWS_AT_ONCE = 16 };

struct karaula_jpeg_decoder {
    struct jpeg_decompress_struct jpeg;
    karaula_failure failure;
    karaula_memory memory;
    karaula_input input;
};

karaula_jpeg_decoder *karaula_jpeg_decoder_create(void) {
    karaula_jpeg_decoder *decoder = calloc(1, sizeof(*decoder));
    if (decoder == NULL) {
        return NULL;
    }
    decoder->jpeg.err = karaula_failure_prepare(&decoder->failure);
    if (setjmp(decoder->failure.escape) != 0) {
        jpeg_destroy_decompress(&decoder->jpeg);
        free(decoder);
        return NULL;
    }
    jpeg_create_decompress(&decoder->jpeg);
    karaula_memory_install(&decoder->memory, (j_common_ptr)&decoder->jpeg, KARAULA_JPEG_MAX_MEMORY);
    karaula_input_install(&decoder->input, &decoder->jpeg);
    return decoder;
}

void karaula_jpeg_decoder_destroy(karaula_jpeg_decoder *decoder) {
    if (decoder != NULL) {
        jpeg_destroy_decompress(&decoder->jpeg);
        free(decoder);
    }
}

// Runs inside a caller that has set the jump target.
static int read_header(karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length) {
    return karaula_input_read_header(
        &decoder->input, &decoder->jpeg, &decoder->failure, &decoder->memory, bytes, length);
}

int karaula_jpeg_decoder_header(
    karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length, karaula_jpeg_header *header) {
    memset(header, 0, sizeof(*header));
    if (setjmp(decoder->failure.escape) != 0) {
        return decoder->failure.code;
    }
    int result = read_header(decoder, bytes, length);
    if (result == KARAULA_JPEG_OK) {
        header->width = (int)decoder->jpeg.image_width;
        header->height = (int)decoder->jpeg.image_height;
        header->components = decoder->jpeg.num_components;
        header->progressive = decoder->jpeg.progressive_mode;
    }
    return result;
}

// Gray pixels at the start of a row become YCbCr pixels without colour, from the end so that none is overwritten early.
static void widen_gray(uint8_t *row, int width) {
    for (int x = width - 1; x >= 0; x--) {
        uint8_t luma = row[x];
        row[3 * x] = luma;
        row[3 * x + 1] = 128;
        row[3 * x + 2] = 128;
    }
}

static J_COLOR_SPACE space_of(int space) {
    switch (space) {
    case KARAULA_JPEG_RGB:
        return JCS_RGB;
    case KARAULA_JPEG_YCBCR:
        return JCS_YCbCr;
    default:
        return JCS_GRAYSCALE;
    }
}

static int decode(
    karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length, int space, int denominator, uint8_t *pixels,
    size_t stride, int width, int height) {
    j_decompress_ptr jpeg = &decoder->jpeg;
    int result = read_header(decoder, bytes, length);
    if (result != KARAULA_JPEG_OK) {
        return result;
    }
    int widens = space == KARAULA_JPEG_YCBCR && jpeg->jpeg_color_space == JCS_GRAYSCALE;
    jpeg->out_color_space = widens ? JCS_GRAYSCALE : space_of(space);
    jpeg->scale_num = 1;
    jpeg->scale_denom = (unsigned int)denominator;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg_calc_output_dimensions(jpeg);
    if (jpeg->output_width != (JDIMENSION)width || jpeg->output_height != (JDIMENSION)height) {
        char text[JMSG_LENGTH_MAX];
        snprintf(
            text, sizeof(text), "The image is %u x %u here, the place for it %d x %d", jpeg->output_width,
            jpeg->output_height, width, height);
        return karaula_failure_note(&decoder->failure, KARAULA_JPEG_SIZE_DIFFERS, text);
    }
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW rows[ROWS_AT_ONCE];
        JDIMENSION first = jpeg->output_scanline;
        JDIMENSION count = jpeg->output_height - first;
        count = count < ROWS_AT_ONCE ? count : ROWS_AT_ONCE;
        for (JDIMENSION i = 0; i < count; i++) {
            rows[i] = pixels + (size_t)(first + i) * stride;
        }
        JDIMENSION done = jpeg_read_scanlines(jpeg, rows, count);
        for (JDIMENSION i = 0; widens && i < done; i++) {
            widen_gray(rows[i], width);
        }
    }
    jpeg_finish_decompress(jpeg);
    // Two images in one buffer: the second is lost, and that must not go unseen. Cameras pad with zeros, which is fine.
    const uint8_t *rest = decoder->input.source.next_input_byte;
    if (decoder->input.source.bytes_in_buffer >= 3 && rest[0] == 0xFF && rest[1] == 0xD8 && rest[2] == 0xFF) {
        decoder->failure.methods.num_warnings += 1;
    }
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_decoder_decode(
    karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length, int space, int denominator, uint8_t *pixels,
    size_t stride, int width, int height, long *warnings) {
    if (setjmp(decoder->failure.escape) != 0) {
        *warnings = decoder->failure.methods.num_warnings;
        return decoder->failure.code;
    }
    int result = decode(decoder, bytes, length, space, denominator, pixels, stride, width, height);
    *warnings = decoder->failure.methods.num_warnings;
    return result;
}

const char *karaula_jpeg_decoder_message(const karaula_jpeg_decoder *decoder) {
    return decoder->failure.message;
}

unsigned long karaula_jpeg_decoder_growths(const karaula_jpeg_decoder *decoder) {
    return decoder->memory.growths;
}
