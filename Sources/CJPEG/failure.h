// libjpeg's error handling, made to jump back and to keep quiet.
#ifndef KARAULA_CJPEG_FAILURE_H
#define KARAULA_CJPEG_FAILURE_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

typedef struct {
    // First, so that cinfo->err can be taken for the whole.
    struct jpeg_error_mgr methods;
    jmp_buf escape;
    int code;
    char message[JMSG_LENGTH_MAX];
} karaula_failure;

// The error manager to be set as cinfo->err before jpeg_create_*.
struct jpeg_error_mgr *karaula_failure_prepare(karaula_failure *failure);

// Forgets the failure before.
void karaula_failure_clear(karaula_failure *failure);

// Notes a failure of our own. Returns `code`.
int karaula_failure_note(karaula_failure *failure, int code, const char *message);

#endif
