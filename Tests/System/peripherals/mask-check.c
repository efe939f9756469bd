// Compares JPEGs that went through a privacy mask with those that did not, coefficient by coefficient, as libjpeg reads them.
//
//   mask-check LEFT TOP RIGHT BOTTOM ORIGINAL.mjpeg MASKED.mjpeg...
//
// The mask is an upright rectangle in shares of the image. Every image of each MASKED file must be blank (all coefficients 0)
// in every block that the rectangle touches, and in all other blocks equal to one of the images of ORIGINAL. Prints a line for
// each file and ends with 0 only if that holds for all of them and there was at least one image.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

enum { MOST_IMAGES = 100000 };

struct file {
    uint8_t *bytes;
    size_t length;
};

static double left, top, right, bottom;

static struct file load(const char *path) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0) {
        perror(path);
        exit(2);
    }
    struct file file = {NULL, (size_t)ftell(stream)};
    rewind(stream);
    file.bytes = malloc(file.length + 1);
    if (file.bytes == NULL || fread(file.bytes, 1, file.length, stream) != file.length) {
        perror(path);
        exit(2);
    }
    fclose(stream);
    return file;
}

// The length of the image that begins at `bytes`; whoever wrote these files puts no image into a segment of another.
static size_t image_length(const uint8_t *bytes, size_t length) {
    for (size_t i = 2; i + 1 < length; i++) {
        if (bytes[i] == 0xFF && bytes[i + 1] == JPEG_EOI) {
            return i + 2;
        }
    }
    return length;
}

static int touches(double from, double to, double low, double high) {
    return low < to - 1e-6 && high > from + 1e-6;
}

static double smaller(double one, double other) {
    return one < other ? one : other;
}

// Reads an image. Returns a hash of the blocks that the rectangle does not touch, and counts those that it does.
static uint64_t look(const uint8_t *bytes, size_t length, long *covered, long *open, long *warnings) {
    struct jpeg_error_mgr errors;
    struct jpeg_decompress_struct jpeg = {.err = jpeg_std_error(&errors)};
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, bytes, length);
    jpeg_read_header(&jpeg, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&jpeg);
    uint64_t hash = 14695981039346656037u;
    double width = jpeg.image_width, height = jpeg.image_height;
    for (int i = 0; i < jpeg.num_components; i++) {
        jpeg_component_info *info = &jpeg.comp_info[i];
        double across = 8.0 * jpeg.max_h_samp_factor / info->h_samp_factor;
        double down = 8.0 * jpeg.max_v_samp_factor / info->v_samp_factor;
        for (JDIMENSION y = 0; y < info->height_in_blocks; y++) {
            JBLOCKARRAY row =
                jpeg.mem->access_virt_barray((j_common_ptr)&jpeg, arrays[i], y, 1, FALSE);
            for (JDIMENSION x = 0; x < info->width_in_blocks; x++) {
                const JCOEF *block = row[0][x];
                if (touches(x * across, smaller((x + 1) * across, width), left * width, right * width)
                    && touches(y * down, smaller((y + 1) * down, height), top * height, bottom * height)) {
                    *covered += 1;
                    for (int k = 0; k < DCTSIZE2; k++) {
                        if (block[k] != 0) {
                            *open += 1;
                            break;
                        }
                    }
                    continue;
                }
                for (int k = 0; k < DCTSIZE2; k++) {
                    hash = (hash ^ (uint16_t)block[k]) * 1099511628211u;
                }
            }
        }
    }
    *warnings += errors.num_warnings;
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return hash;
}

int main(int count, char **arguments) {
    static uint64_t known[MOST_IMAGES];
    if (count < 7) {
        fprintf(stderr, "mask-check LEFT TOP RIGHT BOTTOM ORIGINAL.mjpeg MASKED.mjpeg...\n");
        return 64;
    }
    left = atof(arguments[1]);
    top = atof(arguments[2]);
    right = atof(arguments[3]);
    bottom = atof(arguments[4]);
    long ignored = 0, shown = 0, warnings = 0;
    struct file original = load(arguments[5]);
    int images = 0;
    for (size_t at = 0; at < original.length && images < MOST_IMAGES;) {
        size_t length = image_length(original.bytes + at, original.length - at);
        known[images++] = look(original.bytes + at, length, &ignored, &shown, &warnings);
        at += length;
    }
    int failed = 0;
    for (int i = 6; i < count; i++) {
        struct file file = load(arguments[i]);
        long frames = 0, covered = 0, open = 0, strange = 0, damaged = 0;
        for (size_t at = 0; at < file.length; frames++) {
            size_t length = image_length(file.bytes + at, file.length - at);
            uint64_t hash = look(file.bytes + at, length, &covered, &open, &damaged);
            int found = 0;
            for (int k = 0; k < images && !found; k++) {
                found = known[k] == hash;
            }
            strange += !found;
            at += length;
        }
        printf(
            "%s: %ld images, %ld covered blocks, %ld of them not blank, %ld images differ outside, %ld warnings\n",
            arguments[i], frames, covered, open, strange, damaged);
        failed |= frames == 0 || covered == 0 || open != 0 || strange != 0 || damaged != 0;
        free(file.bytes);
    }
    free(original.bytes);
    // If nothing was to be seen under the mask before, its being blank shows nothing.
    return failed || shown == 0;
}
