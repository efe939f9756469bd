#include "clinux_netlink.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_netlink_open(void) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (fd < 0) return -1;
    struct sockaddr_nl address;
    memset(&address, 0, sizeof address);
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static int tells_of_return(const struct nlmsghdr *message) {
    switch (message->nlmsg_type) {
    case RTM_NEWROUTE:
    case RTM_NEWADDR: return 1;
    case RTM_NEWLINK: {
        if (message->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg))) return 0;
        const struct ifinfomsg *link = NLMSG_DATA(message);
        return (link->ifi_flags & IFF_RUNNING) != 0;
    }
    default: return 0;
    }
}

int clinux_netlink_drain(int fd) {
    // NLMSG_OK and its like want the alignment of a header.
    union {
        struct nlmsghdr header;
        char bytes[16384];
    } buffer;
    int found = 0;
    for (;;) {
        ssize_t got = recv(fd, &buffer, sizeof buffer, 0);
        if (got < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) return found;
            if (errno != ENOBUFS) return -1;
            found = 1;
            continue;
        }
        if (got == 0) return found;
        unsigned left = (unsigned)got;
        for (struct nlmsghdr *message = &buffer.header; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
            if (tells_of_return(message)) found = 1;
    }
}
