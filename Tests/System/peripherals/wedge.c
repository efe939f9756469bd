// wedge PID PREFIX: stops one thread of a process in the middle of a function whose symbol begins with PREFIX, and nothing
// else of it, until the process has ended. So a queue is stuck as it would be by a fault, in the very program that is shipped.
//
// It looks at all threads again and again (ptrace(2): each stops for a moment) until one is where it is wanted. Exit code 0
// when the process has ended, 1 if no thread was found there within a minute, 2 if something failed.
#define _GNU_SOURCE
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct { uint64_t begin, end; } *ranges;
static size_t range_count;

static void fail(const char *what)
{
    fprintf(stderr, "wedge: %s: %s\n", what, strerror(errno));
    exit(2);
}

// The functions of the program that are meant, at their addresses in the process.
static void find_functions(const char *process, const char *prefix)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/exe", process);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        fail(path);
    const char *file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (file == MAP_FAILED)
        fail(path);

    uint64_t base = 0;
    snprintf(path, sizeof path, "/proc/%s/maps", process);
    FILE *maps = fopen(path, "re");
    if (maps == NULL || fscanf(maps, "%lx", &base) != 1)
        fail(path);
    fclose(maps);

    const Elf64_Ehdr *header = (const void *)file;
    const Elf64_Shdr *sections = (const void *)(file + header->e_shoff);
    if (header->e_type != ET_DYN)
        base = 0;
    for (int index = 0; index < header->e_shnum; index++) {
        if (sections[index].sh_type != SHT_SYMTAB)
            continue;
        const Elf64_Sym *symbols = (const void *)(file + sections[index].sh_offset);
        const char *names = file + sections[sections[index].sh_link].sh_offset;
        size_t count = sections[index].sh_size / sizeof *symbols;
        ranges = calloc(count, sizeof *ranges);
        if (ranges == NULL)
            fail("memory");
        for (size_t number = 0; number < count; number++) {
            const Elf64_Sym *symbol = &symbols[number];
            if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_size == 0
                || strncmp(names + symbol->st_name, prefix, strlen(prefix)) != 0)
                continue;
            ranges[range_count].begin = base + symbol->st_value;
            ranges[range_count++].end = base + symbol->st_value + symbol->st_size;
        }
    }
}

static bool is_there(uint64_t address)
{
    for (size_t index = 0; index < range_count; index++) {
        if (address >= ranges[index].begin && address < ranges[index].end)
            return true;
    }
    return false;
}

// Stops a thread, and lets it go on unless it is where it is wanted.
static bool catches(pid_t thread)
{
    struct user_regs_struct registers;
    int status;
    if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0)
        return false; // it has ended
    if (ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) != 0 || waitpid(thread, &status, __WALL) != thread
        || !WIFSTOPPED(status))
        return false;
    if (ptrace(PTRACE_GETREGS, thread, NULL, &registers) == 0 && is_there(registers.rip))
        return true;
    ptrace(PTRACE_DETACH, thread, NULL, NULL);
    return false;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: wedge PID PREFIX\n");
        return 2;
    }
    find_functions(arguments[1], arguments[2]);
    if (range_count == 0) {
        fprintf(stderr, "wedge: the program has no function that begins with %s\n", arguments[2]);
        return 2;
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/task", arguments[1]);
    for (int attempt = 0; attempt < 6000; attempt++) {
        DIR *threads = opendir(path);
        if (threads == NULL)
            fail(path);
        for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
            pid_t thread = (pid_t)atoi(entry->d_name);
            if (thread <= 0 || !catches(thread))
                continue;
            printf("thread %d is stuck\n", thread);
            fflush(stdout);
            // Whatever else it is told by, it stays where it is; only the end of the process takes it away.
            for (int status; waitpid(thread, &status, __WALL) == thread && WIFSTOPPED(status);) {}
            return 0;
        }
        closedir(threads);
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    fprintf(stderr, "wedge: no thread was found there within a minute\n");
    return 1;
}
