#include <jerror.h>
#include <stdlib.h>
#include <string.h>

#include "CJPEG.h"
#include "failure.h"
#include "input.h"
#include "memory.h"
#include "output.h"

struct karaula_jpeg_recoder {
    struct jpeg_decompress_struct from;
    struct jpeg_compress_struct to;
    // One for both: only one of them is at work at a time.
    karaula_failure failure;
    karaula_memory from_memory;
    karaula_memory to_memory;
    karaula_input input;
    karaula_output output;
    jvirt_barray_ptr *blocks;
};

karaula_jpeg_recoder *karaula_jpeg_recoder_create(void) {
    karaula_jpeg_recoder *recoder = calloc(1, sizeof(*recoder));
    if (recoder == NULL) {
        return NULL;
    }
    recoder->from.err = karaula_failure_prepare(&recoder->failure);
    recoder->to.err = recoder->from.err;
    if (setjmp(recoder->failure.escape) != 0) {
        jpeg_destroy_decompress(&recoder->from);
        jpeg_destroy_compress(&recoder->to);
        free(recoder);
        return NULL;
    }
    jpeg_create_decompress(&recoder->from);
    karaula_memory_install(&recoder->from_memory, (j_common_ptr)&recoder->from, KARAULA_JPEG_MAX_MEMORY);
    karaula_input_install(&recoder->input, &recoder->from);
    jpeg_create_compress(&recoder->to);
    karaula_memory_install(&recoder->to_memory, (j_common_ptr)&recoder->to, KARAULA_JPEG_MAX_MEMORY);
    karaula_output_install(&recoder->output, &recoder->to);
    return recoder;
}

void karaula_jpeg_recoder_destroy(karaula_jpeg_recoder *recoder) {
    if (recoder != NULL) {
        jpeg_destroy_compress(&recoder->to);
        jpeg_destroy_decompress(&recoder->from);
        karaula_output_free(&recoder->output);
        free(recoder);
    }
}

static int rounded_up(int count, int step) {
    return (count + step - 1) / step * step;
}

static int read(
    karaula_jpeg_recoder *recoder, const uint8_t *bytes, size_t length, karaula_jpeg_geometry *geometry) {
    j_decompress_ptr from = &recoder->from;
    int result =
        karaula_input_read_header(&recoder->input, from, &recoder->failure, &recoder->from_memory, bytes, length);
    if (result != KARAULA_JPEG_OK) {
        return result;
    }
    if (from->num_components > KARAULA_JPEG_MAX_COMPONENTS) {
        return karaula_failure_note(&recoder->failure, KARAULA_JPEG_UNSUPPORTED, "More than 4 components");
    }
    recoder->blocks = jpeg_read_coefficients(from);
    geometry->width = (int)from->image_width;
    geometry->height = (int)from->image_height;
    geometry->components = from->num_components;
    for (int i = 0; i < from->num_components; i++) {
        jpeg_component_info *info = &from->comp_info[i];
        geometry->component[i] = (karaula_jpeg_component){
            .across = info->h_samp_factor,
            .down = info->v_samp_factor,
            .columns = (int)info->width_in_blocks,
            .rows = (int)info->height_in_blocks,
            .padded_columns = rounded_up((int)info->width_in_blocks, info->h_samp_factor),
            .padded_rows = rounded_up((int)info->height_in_blocks, info->v_samp_factor),
        };
    }
    return KARAULA_JPEG_OK;
}

int karaula_jpeg_recoder_read(
    karaula_jpeg_recoder *recoder, const uint8_t *bytes, size_t length, karaula_jpeg_geometry *geometry,
    long *warnings) {
    memset(geometry, 0, sizeof(*geometry));
    recoder->blocks = NULL;
    if (setjmp(recoder->failure.escape) != 0) {
        *warnings = recoder->failure.methods.num_warnings;
        recoder->blocks = NULL;
        return recoder->failure.code;
    }
    int result = read(recoder, bytes, length, geometry);
    *warnings = recoder->failure.methods.num_warnings;
    return result;
}

int16_t *karaula_jpeg_recoder_row(karaula_jpeg_recoder *recoder, int component, int row) {
    if (recoder->blocks == NULL || component < 0 || component >= recoder->from.num_components || row < 0) {
        return NULL;
    }
    if (setjmp(recoder->failure.escape) != 0) {
        return NULL;
    }
    j_common_ptr from = (j_common_ptr)&recoder->from;
    JBLOCKARRAY rows =
        from->mem->access_virt_barray(from, recoder->blocks[component], (JDIMENSION)row, 1, TRUE);
    return rows[0][0];
}

int karaula_jpeg_recoder_write(karaula_jpeg_recoder *recoder) {
    if (recoder->blocks == NULL) {
        return karaula_failure_note(&recoder->failure, KARAULA_JPEG_MISUSE, "No coefficients were read");
    }
    jvirt_barray_ptr *blocks = recoder->blocks;
    recoder->blocks = NULL;
    recoder->output.length = 0;
    if (setjmp(recoder->failure.escape) != 0) {
        return recoder->failure.code;
    }
    j_compress_ptr to = &recoder->to;
    jpeg_abort_compress(to);
    jpeg_copy_critical_parameters(&recoder->from, to);
    // What was read may need codes that the standard tables lack.
    to->optimize_coding = TRUE;
    to->arith_code = FALSE;
    jpeg_write_coefficients(to, blocks);
    jpeg_finish_compress(to);
    jpeg_finish_decompress(&recoder->from);
    return KARAULA_JPEG_OK;
}

const uint8_t *karaula_jpeg_recoder_bytes(const karaula_jpeg_recoder *recoder) {
    return recoder->output.bytes;
}

size_t karaula_jpeg_recoder_length(const karaula_jpeg_recoder *recoder) {
    return recoder->output.length;
}

const char *karaula_jpeg_recoder_message(const karaula_jpeg_recoder *recoder) {
    return recoder->failure.message;
}

unsigned long karaula_jpeg_recoder_growths(const karaula_jpeg_recoder *recoder) {
    return recoder->from_memory.growths + recoder->to_memory.growths + recoder->output.growths;
}
