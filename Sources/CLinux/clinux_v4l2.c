#define _GNU_SOURCE
#include "clinux_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <libv4l2.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>

const unsigned long clinux_vidioc_querycap = VIDIOC_QUERYCAP, clinux_vidioc_enum_fmt = VIDIOC_ENUM_FMT,
                    clinux_vidioc_enum_framesizes = VIDIOC_ENUM_FRAMESIZES,
                    clinux_vidioc_enum_frameintervals = VIDIOC_ENUM_FRAMEINTERVALS, clinux_vidioc_g_fmt = VIDIOC_G_FMT,
                    clinux_vidioc_s_fmt = VIDIOC_S_FMT, clinux_vidioc_g_parm = VIDIOC_G_PARM,
                    clinux_vidioc_s_parm = VIDIOC_S_PARM, clinux_vidioc_reqbufs = VIDIOC_REQBUFS,
                    clinux_vidioc_querybuf = VIDIOC_QUERYBUF, clinux_vidioc_qbuf = VIDIOC_QBUF,
                    clinux_vidioc_dqbuf = VIDIOC_DQBUF, clinux_vidioc_streamon = VIDIOC_STREAMON,
                    clinux_vidioc_streamoff = VIDIOC_STREAMOFF, clinux_vidioc_queryctrl = VIDIOC_QUERYCTRL,
                    clinux_vidioc_query_ext_ctrl = VIDIOC_QUERY_EXT_CTRL, clinux_vidioc_querymenu = VIDIOC_QUERYMENU,
                    clinux_vidioc_s_ctrl = VIDIOC_S_CTRL, clinux_vidioc_s_ext_ctrls = VIDIOC_S_EXT_CTRLS,
                    clinux_vidioc_subscribe_event = VIDIOC_SUBSCRIBE_EVENT, clinux_vidioc_dqevent = VIDIOC_DQEVENT;

static pthread_once_t silenced = PTHREAD_ONCE_INIT;

static void silence(void)
{
    if (!v4l2_log_file)
        v4l2_log_file = fopen("/dev/null", "we");
}

int clinux_v4l2_open(const char *path)
{
    int fd;
    do
        fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    return fd;
}

int clinux_v4l2_adopt(int fd, int convert)
{
    pthread_once(&silenced, silence);
    return v4l2_fd_open(fd, convert ? 0 : V4L2_DISABLE_CONVERSION) < 0 ? -1 : 0;
}

int clinux_v4l2_ioctl(int fd, unsigned long request, void *argument)
{
    int result;
    do
        result = v4l2_ioctl(fd, request, argument);
    while (result < 0 && errno == EINTR);
    return result;
}

void *clinux_v4l2_map(int fd, size_t length, int64_t offset)
{
    void *address = v4l2_mmap(NULL, length, PROT_READ, MAP_SHARED, fd, offset);
    return address == MAP_FAILED ? NULL : address;
}

int clinux_v4l2_unmap(void *address, size_t length) { return v4l2_munmap(address, length); }

int clinux_v4l2_close(int fd) { return v4l2_close(fd); }

unsigned clinux_major(uint64_t device) { return major(device); }
