#include "clinux_epoll.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

const uint32_t clinux_epoll_in = EPOLLIN, clinux_epoll_pri = EPOLLPRI, clinux_epoll_err = EPOLLERR,
               clinux_epoll_hup = EPOLLHUP;

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int control(int ep, int operation, int fd, uint32_t events, uint64_t tag)
{
    struct epoll_event event = {.events = events, .data.u64 = tag};
    return epoll_ctl(ep, operation, fd, &event);
}

int clinux_epoll_add(int ep, int fd, uint64_t tag) { return control(ep, EPOLL_CTL_ADD, fd, EPOLLIN, tag); }

int clinux_epoll_add_oneshot(int ep, int fd, uint64_t tag)
{
    return control(ep, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLPRI | EPOLLONESHOT, tag);
}

int clinux_epoll_rearm(int ep, int fd, uint64_t tag)
{
    return control(ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLPRI | EPOLLONESHOT, tag);
}

int clinux_epoll_remove(int ep, int fd) { return control(ep, EPOLL_CTL_DEL, fd, 0, 0); }

int clinux_epoll_poll(int ep, uint64_t *tag, uint32_t *events)
{
    struct epoll_event event;
    int count;
    do
        count = epoll_wait(ep, &event, 1, 0);
    while (count < 0 && errno == EINTR);
    if (count == 1) {
        *tag = event.data.u64;
        *events = event.events;
    }
    return count;
}

int clinux_inotify_create(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int clinux_inotify_watch(int fd, const char *directory)
{
    return inotify_add_watch(fd, directory, IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE | IN_ONLYDIR);
}

int clinux_inotify_drain(int fd, const char *const *prefixes)
{
    _Alignas(struct inotify_event) char buffer[4096];
    int found = 0;
    for (;;) {
        ssize_t size = read(fd, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return found;
        for (char *at = buffer; at < buffer + size;) {
            const struct inotify_event *event = (const struct inotify_event *)at;
            if (event->mask & IN_Q_OVERFLOW)
                found = 1;
            for (const char *const *prefix = prefixes; event->len && *prefix; prefix++)
                if (strncmp(event->name, *prefix, strlen(*prefix)) == 0)
                    found = 1;
            at += sizeof *event + event->len;
        }
    }
}
