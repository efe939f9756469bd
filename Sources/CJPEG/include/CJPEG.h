// libjpeg(-turbo) for Swift.
//
// libjpeg reports errors by a handler that must not return, and prints warnings to stderr; Swift can neither call setjmp
// nor be jumped over. Every function here therefore sets its own jump target, returns a result code instead, keeps the
// message in the codec, counts warnings, and prints nothing.
//
// A codec belongs to one thread at a time. Its memory is reused from image to image: after the first two images of one
// form, no function here asks the system for memory (see karaula_jpeg_*_growths).
#ifndef KARAULA_CJPEG_H
#define KARAULA_CJPEG_H

#include <stddef.h>
#include <stdint.h>

// How a call ended.
enum {
    KARAULA_JPEG_OK = 0,
    // The bytes do not begin like a JPEG.
    KARAULA_JPEG_NOT_JPEG = 1,
    // Damaged so badly that libjpeg gives no picture.
    KARAULA_JPEG_DAMAGED = 2,
    // A kind of JPEG, or a conversion, that libjpeg does not do.
    KARAULA_JPEG_UNSUPPORTED = 3,
    // Beyond the limits below.
    KARAULA_JPEG_TOO_LARGE = 4,
    // The system refused memory.
    KARAULA_JPEG_NO_MEMORY = 5,
    // The image has another size than the caller's buffer.
    KARAULA_JPEG_SIZE_DIFFERS = 6,
    // The caller used the functions in the wrong order.
    KARAULA_JPEG_MISUSE = 7,
};

// Limits against images that are small as a file and huge in memory or time.
enum {
    KARAULA_JPEG_MAX_SIDE = 16384,
    KARAULA_JPEG_MAX_AREA = 128 * 1024 * 1024,
    KARAULA_JPEG_MAX_SCANS = 64,
    // Scans times pixels.
    KARAULA_JPEG_MAX_WORK = 1024 * 1024 * 1024,
    // Bytes of libjpeg's working memory for one image.
    KARAULA_JPEG_MAX_MEMORY = 256 * 1024 * 1024,
};

// What three bytes of an interleaved image mean; gray has one byte a pixel.
enum {
    KARAULA_JPEG_GRAY = 1,
    KARAULA_JPEG_RGB = 2,
    KARAULA_JPEG_YCBCR = 3,
};

// --- Decoding ---

typedef struct karaula_jpeg_decoder karaula_jpeg_decoder;

typedef struct {
    int width;
    int height;
    int components;
    int progressive;
} karaula_jpeg_header;

// NULL if the system refuses memory or the installed libjpeg is not the one this was built for.
karaula_jpeg_decoder *karaula_jpeg_decoder_create(void);
void karaula_jpeg_decoder_destroy(karaula_jpeg_decoder *decoder);

// Reads up to the first scan. Refuses what is beyond the limits.
int karaula_jpeg_decoder_header(
    karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length, karaula_jpeg_header *header);

// Decodes to gray, RGB or YCbCr at 1/denominator (1, 2, 4, 8), rounded up. The result must be width x height.
// *warnings is how often damaged data was patched up, also when the call fails.
int karaula_jpeg_decoder_decode(
    karaula_jpeg_decoder *decoder, const uint8_t *bytes, size_t length, int space, int denominator, uint8_t *pixels,
    size_t stride, int width, int height, long *warnings);

// Why the last call failed. Valid until the next call.
const char *karaula_jpeg_decoder_message(const karaula_jpeg_decoder *decoder);

// How often the decoder has asked the system for memory since it was made.
unsigned long karaula_jpeg_decoder_growths(const karaula_jpeg_decoder *decoder);

// --- Encoding ---

typedef struct karaula_jpeg_encoder karaula_jpeg_encoder;

karaula_jpeg_encoder *karaula_jpeg_encoder_create(void);
void karaula_jpeg_encoder_destroy(karaula_jpeg_encoder *encoder);

// Encodes an interleaved image in one call.
int karaula_jpeg_encoder_encode(
    karaula_jpeg_encoder *encoder, int quality, int space, const uint8_t *pixels, size_t stride, int width, int height);

// Begins an image whose Y, Cb and Cr come as planes, with chroma at half width, and at half height too if
// halved_rows is not 0.
int karaula_jpeg_encoder_begin_planar(
    karaula_jpeg_encoder *encoder, int quality, int halved_rows, int width, int height);

// Takes the next band: 16 rows of luma if chroma rows are halved, else 8; always 8 rows of each chroma. Rows must be
// readable up to the width rounded up to 16 (chroma: 8); the last band must be full, too.
int karaula_jpeg_encoder_write_band(
    karaula_jpeg_encoder *encoder, const uint8_t *luma, size_t luma_stride, const uint8_t *cb, const uint8_t *cr,
    size_t chroma_stride);

int karaula_jpeg_encoder_finish(karaula_jpeg_encoder *encoder);

// The encoded image. Valid until the next call.
const uint8_t *karaula_jpeg_encoder_bytes(const karaula_jpeg_encoder *encoder);
size_t karaula_jpeg_encoder_length(const karaula_jpeg_encoder *encoder);

const char *karaula_jpeg_encoder_message(const karaula_jpeg_encoder *encoder);
unsigned long karaula_jpeg_encoder_growths(const karaula_jpeg_encoder *encoder);

// --- Coefficients ---
//
// Reads an image's quantised coefficients and writes them again, without a transform or a rounding.

typedef struct karaula_jpeg_recoder karaula_jpeg_recoder;

enum { KARAULA_JPEG_MAX_COMPONENTS = 4 };

typedef struct {
    int across;
    int down;
    // Blocks of 8 x 8 samples that hold a part of the image.
    int columns;
    int rows;
    // With those that only fill the last unit of the scan.
    int padded_columns;
    int padded_rows;
} karaula_jpeg_component;

typedef struct {
    int width;
    int height;
    int components;
    karaula_jpeg_component component[KARAULA_JPEG_MAX_COMPONENTS];
} karaula_jpeg_geometry;

karaula_jpeg_recoder *karaula_jpeg_recoder_create(void);
void karaula_jpeg_recoder_destroy(karaula_jpeg_recoder *recoder);

// Reads all coefficients. *warnings is how often damaged data was patched up, also when the call fails.
int karaula_jpeg_recoder_read(
    karaula_jpeg_recoder *recoder, const uint8_t *bytes, size_t length, karaula_jpeg_geometry *geometry,
    long *warnings);

// The coefficients of one row of blocks, 64 for each of padded_columns blocks, in natural order; they may be changed. NULL
// if nothing was read or there is no such row. Valid until the next read.
int16_t *karaula_jpeg_recoder_row(karaula_jpeg_recoder *recoder, int component, int row);

// Writes what was read, and perhaps changed, as baseline JPEG with Huffman tables of its own and without any other segment
// than libjpeg writes by itself. What was read is then given up.
int karaula_jpeg_recoder_write(karaula_jpeg_recoder *recoder);

// The written image. Valid until the next call.
const uint8_t *karaula_jpeg_recoder_bytes(const karaula_jpeg_recoder *recoder);
size_t karaula_jpeg_recoder_length(const karaula_jpeg_recoder *recoder);

const char *karaula_jpeg_recoder_message(const karaula_jpeg_recoder *recoder);
unsigned long karaula_jpeg_recoder_growths(const karaula_jpeg_recoder *recoder);

#endif
