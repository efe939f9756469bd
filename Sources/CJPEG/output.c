#include "output.h"

#include <jerror.h>
#include <stdlib.h>

enum { SMALLEST_OUTPUT = 64 * 1024 };

static karaula_output *output_of(j_compress_ptr jpeg) {
    return (karaula_output *)jpeg->dest;
}

static void point(karaula_output *output, size_t used) {
    output->methods.next_output_byte = output->bytes + used;
    output->methods.free_in_buffer = output->capacity - used;
}

static void grow(j_compress_ptr jpeg, size_t capacity) {
    karaula_output *output = output_of(jpeg);
    uint8_t *larger = realloc(output->bytes, capacity);
    if (larger == NULL) {
        ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
    }
    output->bytes = larger;
    output->capacity = capacity;
    output->growths += 1;
}

static void start(j_compress_ptr jpeg) {
    if (output_of(jpeg)->bytes == NULL) {
        grow(jpeg, SMALLEST_OUTPUT);
    }
    point(output_of(jpeg), 0);
}

static boolean extend(j_compress_ptr jpeg) {
    size_t used = output_of(jpeg)->capacity;
    grow(jpeg, used * 2);
    point(output_of(jpeg), used);
    return TRUE;
}

static void stop(j_compress_ptr jpeg) {
    karaula_output *output = output_of(jpeg);
    output->length = output->capacity - output->methods.free_in_buffer;
}

void karaula_output_install(karaula_output *output, j_compress_ptr jpeg) {
    output->methods.init_destination = start;
    output->methods.empty_output_buffer = extend;
    output->methods.term_destination = stop;
    jpeg->dest = &output->methods;
}

void karaula_output_free(karaula_output *output) {
    free(output->bytes);
    output->bytes = NULL;
    output->capacity = 0;
}
