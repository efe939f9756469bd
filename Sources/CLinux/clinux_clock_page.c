#define _GNU_SOURCE
#include "clinux_clock_page.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { words = 7, page_size = 4096 };
// "karclk" and the version of what follows.
static const uint64_t magic = 0x6b6172636c6b0001;

struct page {
    uint64_t magic;
    // Odd while a sample is being written; 0 before the first.
    uint64_t sequence;
    int64_t words[words];
};

void *clinux_clock_page_open(const char *path, int writes) {
    // Not truncated: whoever reads has it mapped already when the writer starts anew.
    int fd = open(path, writes ? O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW : O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) {
        return NULL;
    }
    struct stat status;
    if ((writes && ftruncate(fd, page_size) != 0) || fstat(fd, &status) != 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return NULL;
    }
    // Reading beyond the end of a file would end the process.
    if (!S_ISREG(status.st_mode) || status.st_size < page_size) {
        close(fd);
        errno = EPROTO;
        return NULL;
    }
    void *page = mmap(NULL, page_size, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
    int reason = errno;
    close(fd);
    errno = reason;
    return page == MAP_FAILED ? NULL : page;
}

void clinux_clock_page_close(void *page) { munmap(page, page_size); }

void clinux_clock_page_write(void *memory, const struct clinux_clock_sample *sample) {
    struct page *page = memory;
    const int64_t values[words] = {
        sample->taken, sample->offset, sample->offset_error, sample->discipline.synchronized,
        sample->discipline.maximum_error, sample->discipline.estimated_error, sample->discipline.pending,
    };
    // A writer that was killed in the middle left it odd.
    uint64_t sequence = (__atomic_load_n(&page->sequence, __ATOMIC_RELAXED) + 1) | 1;
    __atomic_store_n(&page->sequence, sequence, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    for (int index = 0; index < words; index++) {
        __atomic_store_n(&page->words[index], values[index], __ATOMIC_RELAXED);
    }
    __atomic_store_n(&page->magic, magic, __ATOMIC_RELAXED);
    __atomic_store_n(&page->sequence, sequence + 1, __ATOMIC_RELEASE);
}

int clinux_clock_page_read(const void *memory, struct clinux_clock_sample *sample) {
    const struct page *page = memory;
    for (int attempt = 0; attempt < 100; attempt++) {
        uint64_t before = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE);
        if (before == 0) {
            return EAGAIN;
        }
        int64_t values[words];
        for (int index = 0; index < words; index++) {
            values[index] = __atomic_load_n(&page->words[index], __ATOMIC_RELAXED);
        }
        uint64_t kind = __atomic_load_n(&page->magic, __ATOMIC_RELAXED);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if ((before & 1) != 0 || __atomic_load_n(&page->sequence, __ATOMIC_RELAXED) != before) {
            continue;
        }
        if (kind != magic) {
            return EPROTO;
        }
        sample->taken = values[0];
        sample->offset = values[1];
        sample->offset_error = values[2];
        sample->discipline.synchronized = values[3] != 0;
        sample->discipline.maximum_error = values[4];
        sample->discipline.estimated_error = values[5];
        sample->discipline.pending = values[6];
        return 0;
    }
    return EAGAIN;
}
