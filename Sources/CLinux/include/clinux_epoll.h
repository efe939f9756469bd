// epoll and inotify: Swift's Glibc module does not contain their headers.
#ifndef CLINUX_EPOLL_H
#define CLINUX_EPOLL_H

#include <stdint.h>

/// `EPOLLIN`, `EPOLLPRI`, `EPOLLERR`, `EPOLLHUP`: they are members of an enumeration in a header that Swift does not see.
extern const uint32_t clinux_epoll_in, clinux_epoll_pri, clinux_epoll_err, clinux_epoll_hup;

/// Makes an epoll descriptor that is closed on exec. Returns it, or -1 with `errno`.
int clinux_epoll_create(void);

/// Adds `fd` to `ep` under the name `tag`, level-triggered, for input.
int clinux_epoll_add(int ep, int fd, uint64_t tag);

/// Adds `fd` to `ep` for input and priority events, disarmed after the first report (EPOLLONESHOT).
///
/// libdispatch cannot ask for priority events, and it re-arms descriptors that only report an error without ever calling
/// the handler; hence a descriptor of our own in between.
int clinux_epoll_add_oneshot(int ep, int fd, uint64_t tag);

/// Arms `fd`, added with `clinux_epoll_add_oneshot`, for its next report.
int clinux_epoll_rearm(int ep, int fd, uint64_t tag);

/// Takes `fd` out of `ep`.
int clinux_epoll_remove(int ep, int fd);

/// Takes one report without waiting. Returns 1 and fills `tag` and `events`, 0 if there is none, -1 with `errno`.
///
/// `struct epoll_event` is packed and holds a union, which Swift does not import in a usable form.
int clinux_epoll_poll(int ep, uint64_t *tag, uint32_t *events);

/// Makes an inotify descriptor, non-blocking and closed on exec. Returns it, or -1 with `errno`.
int clinux_inotify_create(void);

/// Watches a directory for names that appear, change their permissions or owner, or vanish. Returns the watch, or -1.
int clinux_inotify_watch(int fd, const char *directory);

/// Takes everything waiting from `fd`. Returns 1 if a name that begins with one of `prefixes` (up to a null pointer)
/// was among it, or if events were lost, else 0.
///
/// `struct inotify_event` ends in a flexible array, which Swift does not import.
int clinux_inotify_drain(int fd, const char *const *prefixes);

#endif
