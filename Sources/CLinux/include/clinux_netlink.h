// Word of network links and routes from the kernel (rtnetlink(7)): Glibc's Swift module has none of its headers.
#ifndef CLINUX_NETLINK_H
#define CLINUX_NETLINK_H

/// Opens a socket that tells of links, addresses and routes, non-blocking and closed on exec. Returns it, or -1 with `errno`.
int clinux_netlink_open(void);

/// Takes everything waiting from `fd`. Returns 1 if a link, an address or a route appeared, or if word of that may have been
/// lost; 0 if not; -1 with `errno`.
int clinux_netlink_drain(int fd);

#endif
