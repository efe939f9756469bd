// zlib's one-shot compression in the gzip format: its interface is macros and a structure that Swift does not import well.
#ifndef CLINUX_GZIP_H
#define CLINUX_GZIP_H

#include <stddef.h>
#include <stdint.h>

/// The most bytes that `clinux_gzip` needs for `count` bytes of input.
size_t clinux_gzip_bound(size_t count);

/// Compresses `count` bytes of `input` into `output` in the gzip format (RFC 1952), without a time or a name in its header,
/// so that the same input always gives the same output. Returns the number of bytes written, or 0 if it failed.
size_t clinux_gzip(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

#endif
