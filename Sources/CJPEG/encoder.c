#include <stdlib.h>

#include "CJPEG.h"
#include "failure.h"
#include "memory.h"
#include "output.h"

struct karaula_jpeg_encoder {
    struct jpeg_compress_struct jpeg;
    karaula_failure failure;
    karaula_memory memory;
    karaula_output output;
    int band_rows;
};

karaula_jpeg_encoder *karaula_jpeg_encoder_create(void) {
    karaula_jpeg_encoder *encoder = calloc(1, sizeof(*encoder));
    if (encoder == NULL) {
        return NULL;
    }
    encoder->jpeg.err = karaula_failure_prepare(&encoder->failure);
    if (setjmp(encoder->failure.escape) != 0) {
        jpeg_destroy_compress(&encoder->jpeg);
        free(encoder);
        return NULL;
    }
    jpeg_create_compress(&encoder->jpeg);
    karaula_memory_install(&encoder->memory, (j_common_ptr)&encoder->jpeg, KARAULA_JPEG_MAX_MEMORY);
    karaula_output_install(&encoder->output, &encoder->jpeg);
    return encoder;
}

void karaula_jpeg_encoder_destroy(karaula_jpeg_encoder *encoder) {
    if (encoder != NULL) {
        jpeg_destroy_compress(&encoder->jpeg);
        karaula_output_free(&encoder->output);
        free(encoder);
    }
}

// Runs inside a caller that has set the jump target.
static int begin(
    karaula_jpeg_encoder *encoder, int quality, J_COLOR_SPACE space, int components, int width, int height) {
    j_compress_ptr jpeg = &encoder->jpeg;
    jpeg_abort_compress(jpeg);
    karaula_failure_clear(&encoder->failure);
    encoder->output.length = 0;
    encoder->band_rows = 0;
    if (width < 1 || height < 1 || width > KARAULA_JPEG_MAX_SIDE || height > KARAULA_JPEG_MAX_SIDE
        || (long long)width * height > KARAULA_JPEG_MAX_AREA) {
        return karaula_failure_note(&encoder->failure, KARAULA_JPEG_TOO_LARGE, "No size for an image");
    }
    jpeg->image_width = (JDIMENSION)width;
    jpeg->image_height = (JDIMENSION)height;
    jpeg->input_components = components;
    jpeg->in_color_space = space;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, quality, TRUE);
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_encoder_encode(
    karaula_jpeg_encoder *encoder, int quality, int space, const uint8_t *pixels, size_t stride, int width,
    int height) {
    if (setjmp(encoder->failure.escape) != 0) {
        return encoder->failure.code;
    }
    j_compress_ptr jpeg = &encoder->jpeg;
    J_COLOR_SPACE in_space =
        space == KARAULA_JPEG_GRAY ? JCS_GRAYSCALE : space == KARAULA_JPEG_RGB ? JCS_RGB : JCS_YCbCr;
    int result = begin(encoder, quality, in_space, space == KARAULA_JPEG_GRAY ? 1 : 3, width, height);
    if (result != KARAULA_JPEG_OK) {
        return result;
    }
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < jpeg->image_height) {
        // libjpeg does not write to its input; its type just does not say so.
        JSAMPROW row = (JSAMPROW)(pixels + (size_t)jpeg->next_scanline * stride);
        jpeg_write_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_compress(jpeg);
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_encoder_begin_planar(
    karaula_jpeg_encoder *encoder, int quality, int halved_rows, int width, int height) {
    if (setjmp(encoder->failure.escape) != 0) {
        return encoder->failure.code;
    }
    j_compress_ptr jpeg = &encoder->jpeg;
    int result = begin(encoder, quality, JCS_YCbCr, 3, width, height);
    if (result != KARAULA_JPEG_OK) {
        return result;
    }
    for (int i = 0; i < 3; i++) {
        jpeg->comp_info[i].h_samp_factor = i == 0 ? 2 : 1;
        jpeg->comp_info[i].v_samp_factor = i == 0 && halved_rows ? 2 : 1;
    }
    jpeg->raw_data_in = TRUE;
    jpeg_start_compress(jpeg, TRUE);
    encoder->band_rows = halved_rows ? 2 * DCTSIZE : DCTSIZE;
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_encoder_write_band(
    karaula_jpeg_encoder *encoder, const uint8_t *luma, size_t luma_stride, const uint8_t *cb, const uint8_t *cr,
    size_t chroma_stride) {
    if (encoder->band_rows == 0) {
        return karaula_failure_note(&encoder->failure, KARAULA_JPEG_MISUSE, "No image was begun");
    }
    if (setjmp(encoder->failure.escape) != 0) {
        encoder->band_rows = 0;
        return encoder->failure.code;
    }
    JSAMPROW rows[3][2 * DCTSIZE];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (int i = 0; i < encoder->band_rows; i++) {
        rows[0][i] = (JSAMPROW)(luma + (size_t)i * luma_stride);
    }
    for (int i = 0; i < DCTSIZE; i++) {
        rows[1][i] = (JSAMPROW)(cb + (size_t)i * chroma_stride);
        rows[2][i] = (JSAMPROW)(cr + (size_t)i * chroma_stride);
    }
    jpeg_write_raw_data(&encoder->jpeg, planes, (JDIMENSION)encoder->band_rows);
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_encoder_finish(karaula_jpeg_encoder *encoder) {
    if (encoder->band_rows == 0) {
        return karaula_failure_note(&encoder->failure, KARAULA_JPEG_MISUSE, "No image was begun");
    }
    encoder->band_rows = 0;
    if (setjmp(encoder->failure.escape) != 0) {
        return encoder->failure.code;
    }
    jpeg_finish_compress(&encoder->jpeg);
    return KARAULA_JPEG_OK;
}

const uint8_t *karaula_jpeg_encoder_bytes(const karaula_jpeg_encoder *encoder) {
    return encoder->output.bytes;
}

size_t karaula_jpeg_encoder_length(const karaula_jpeg_encoder *encoder) {
    return encoder->output.length;
}

const char *karaula_jpeg_encoder_message(const karaula_jpeg_encoder *encoder) {
    return encoder->failure.message;
}

unsigned long karaula_jpeg_encoder_growths(const karaula_jpeg_encoder *encoder) {
    return encoder->memory.growths + encoder->output.growths;
}
