#include "clinux_gzip.h"

#include <string.h>
#include <zlib.h>

size_t clinux_gzip_bound(size_t count) {
    // Header and trailer of gzip beside what deflate may need; zlib's own bound counts six bytes for another wrapper.
    return compressBound((uLong)count) + 32;
}

size_t clinux_gzip(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (count > UINT32_MAX || capacity > UINT32_MAX) return 0;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
    stream.next_in = (Bytef *)input;
    stream.avail_in = (uInt)count;
    stream.next_out = output;
    stream.avail_out = (uInt)capacity;
    int result = deflate(&stream, Z_FINISH);
    size_t written = stream.total_out;
    deflateEnd(&stream);
    return result == Z_STREAM_END ? written : 0;
}

int64_t clinux_gunzip(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (count > UINT32_MAX || capacity > UINT32_MAX || inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return -1;
    stream.next_in = (Bytef *)input; // zlib does not write to it
    stream.avail_in = (uInt)count;
    stream.next_out = output;
    stream.avail_out = (uInt)capacity;
    int status = inflate(&stream, Z_FINISH);
    int64_t written = (int64_t)(capacity - stream.avail_out);
    int isWhole = status == Z_STREAM_END && stream.avail_in == 0;
    int isFull = (status == Z_OK || status == Z_BUF_ERROR) && stream.avail_out == 0;
    inflateEnd(&stream);
    return isWhole ? written : isFull ? -2 : -1;
}
