#include "czlib.h"

int czlib_gunzip_begin(z_stream *stream) {
    return inflateInit2(stream, 16 + MAX_WBITS);
}
