#include "failure.h"

#include <jerror.h>
#include <string.h>

#include "CJPEG.h"

static int code_of(int message) {
    switch (message) {
    case JERR_NO_SOI:
    case JERR_INPUT_EMPTY:
        return KARAULA_JPEG_NOT_JPEG;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED:
        return KARAULA_JPEG_UNSUPPORTED;
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
        return KARAULA_JPEG_TOO_LARGE;
    case JERR_OUT_OF_MEMORY:
        return KARAULA_JPEG_NO_MEMORY;
    default:
        return KARAULA_JPEG_DAMAGED;
    }
}

static void leave(j_common_ptr cinfo) {
    karaula_failure *failure = (karaula_failure *)cinfo->err;
    failure->code = code_of(failure->methods.msg_code);
    failure->methods.format_message(cinfo, failure->message);
    longjmp(failure->escape, 1);
}

static void count(j_common_ptr cinfo, int level) {
    // Levels from 0 are traces.
    if (level < 0) {
        cinfo->err->num_warnings += 1;
    }
}

static void print_nothing(j_common_ptr cinfo) {
    (void)cinfo;
}

struct jpeg_error_mgr *karaula_failure_prepare(karaula_failure *failure) {
    memset(failure, 0, sizeof(*failure));
    jpeg_std_error(&failure->methods);
    failure->methods.error_exit = leave;
    failure->methods.emit_message = count;
    failure->methods.output_message = print_nothing;
    return &failure->methods;
}

void karaula_failure_clear(karaula_failure *failure) {
    failure->code = KARAULA_JPEG_OK;
    failure->message[0] = 0;
    failure->methods.num_warnings = 0;
    failure->methods.msg_code = 0;
}

int karaula_failure_note(karaula_failure *failure, int code, const char *message) {
    failure->code = code;
    snprintf(failure->message, sizeof(failure->message), "%s", message);
    return code;
}
