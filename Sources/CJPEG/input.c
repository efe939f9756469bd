#include "input.h"

#include <jerror.h>

#include "CJPEG.h"

static void start_source(j_decompress_ptr cinfo) {
    (void)cinfo;
}

// Called when the bytes end too early: pretends an end-of-image marker, as libjpeg's own sources do.
static boolean end_source(j_decompress_ptr cinfo) {
    static const JOCTET end[2] = {0xFF, JPEG_EOI};
    WARNMS(cinfo, JWRN_JPEG_EOF);
    cinfo->src->next_input_byte = end;
    cinfo->src->bytes_in_buffer = sizeof(end);
    return TRUE;
}

static void skip_source(j_decompress_ptr cinfo, long count) {
    struct jpeg_source_mgr *source = cinfo->src;
    if (count <= 0) {
        return;
    }
    if ((size_t)count > source->bytes_in_buffer) {
        end_source(cinfo);
        return;
    }
    source->next_input_byte += count;
    source->bytes_in_buffer -= (size_t)count;
}

static void stop_source(j_decompress_ptr cinfo) {
    (void)cinfo;
}

static void watch_scans(j_common_ptr cinfo) {
    j_decompress_ptr jpeg = (j_decompress_ptr)cinfo;
    long long area = (long long)jpeg->image_width * jpeg->image_height;
    int scans = jpeg->input_scan_number;
    if (scans > KARAULA_JPEG_MAX_SCANS || (scans > 1 && scans * area > KARAULA_JPEG_MAX_WORK)) {
        karaula_failure *failure = (karaula_failure *)cinfo->err;
        char text[JMSG_LENGTH_MAX];
        snprintf(text, sizeof(text), "too many scans (%d) for an image of this size", scans);
        karaula_failure_note(failure, KARAULA_JPEG_TOO_LARGE, text);
        longjmp(failure->escape, 1);
    }
}

void karaula_input_install(karaula_input *input, j_decompress_ptr jpeg) {
    input->source.init_source = start_source;
    input->source.fill_input_buffer = end_source;
    input->source.skip_input_data = skip_source;
    input->source.resync_to_restart = jpeg_resync_to_restart;
    input->source.term_source = stop_source;
    jpeg->src = &input->source;
    input->progress.progress_monitor = watch_scans;
    jpeg->progress = &input->progress;
}

// Tables of the image before must not decode this one: what a frame looks like depends on its own bytes alone. Missing
// Huffman tables become the standard ones inside libjpeg-turbo, as Motion JPEG needs.
static void forget_image(j_decompress_ptr jpeg, karaula_failure *failure, karaula_memory *memory) {
    jpeg_abort_decompress(jpeg);
    for (int i = 0; i < NUM_HUFF_TBLS; i++) {
        jpeg->dc_huff_tbl_ptrs[i] = NULL;
        jpeg->ac_huff_tbl_ptrs[i] = NULL;
    }
    for (int i = 0; i < NUM_QUANT_TBLS; i++) {
        jpeg->quant_tbl_ptrs[i] = NULL;
    }
    karaula_memory_reset_tables(memory);
    karaula_failure_clear(failure);
}

int karaula_input_read_header(
    karaula_input *input, j_decompress_ptr jpeg, karaula_failure *failure, karaula_memory *memory, const uint8_t *bytes,
    size_t length) {
    forget_image(jpeg, failure, memory);
    if (bytes == NULL || length < 4) {
        return karaula_failure_note(failure, KARAULA_JPEG_NOT_JPEG, "Fewer than 4 bytes");
    }
    input->source.next_input_byte = bytes;
    input->source.bytes_in_buffer = length;
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->image_width > KARAULA_JPEG_MAX_SIDE || jpeg->image_height > KARAULA_JPEG_MAX_SIDE
        || (long long)jpeg->image_width * jpeg->image_height > KARAULA_JPEG_MAX_AREA) {
        char text[JMSG_LENGTH_MAX];
        snprintf(
            text, sizeof(text), "%u x %u pixels; the limit is %d a side and %d in all", jpeg->image_width,
            jpeg->image_height, KARAULA_JPEG_MAX_SIDE, KARAULA_JPEG_MAX_AREA);
        return karaula_failure_note(failure, KARAULA_JPEG_TOO_LARGE, text);
    }
    return KARAULA_JPEG_OK;
}
