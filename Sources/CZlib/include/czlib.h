#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

/* Why: inflateInit2 is a macro, which Swift cannot call. Takes gzip (RFC 1952) and nothing else. */
int czlib_gunzip_begin(z_stream *stream);

#endif
