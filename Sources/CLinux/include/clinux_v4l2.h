// V4L2 through libv4l2: ioctl is variadic, and request codes are macros that Swift does not import.
#ifndef CLINUX_V4L2_H
#define CLINUX_V4L2_H

#include <linux/videodev2.h>
#include <stddef.h>
#include <stdint.h>

/// Request codes, named after the kernel's `VIDIOC_…` macros.
extern const unsigned long clinux_vidioc_querycap, clinux_vidioc_enum_fmt, clinux_vidioc_enum_framesizes,
    clinux_vidioc_enum_frameintervals, clinux_vidioc_g_fmt, clinux_vidioc_s_fmt, clinux_vidioc_g_parm,
    clinux_vidioc_s_parm, clinux_vidioc_reqbufs, clinux_vidioc_querybuf, clinux_vidioc_qbuf, clinux_vidioc_dqbuf,
    clinux_vidioc_streamon, clinux_vidioc_streamoff, clinux_vidioc_queryctrl, clinux_vidioc_query_ext_ctrl,
    clinux_vidioc_querymenu, clinux_vidioc_s_ctrl, clinux_vidioc_s_ext_ctrls, clinux_vidioc_subscribe_event,
    clinux_vidioc_dqevent;

/// Opens a device node for reading and writing, without blocking, closed on exec; `open` is variadic.
/// Returns the descriptor, or -1 with `errno`.
int clinux_v4l2_open(const char *path);

/// Hands an open descriptor to libv4l2, with or without its conversion of pixel formats.
///
/// Returns 0, or -1 with `errno` when libv4l2 will not have it; every other function here then talks to the driver itself.
/// The first call sends libv4l2's own messages to /dev/null: they would otherwise go to the daemon's standard error.
int clinux_v4l2_adopt(int fd, int convert);

/// `v4l2_ioctl`, which is variadic; started again when a signal interrupts it.
int clinux_v4l2_ioctl(int fd, unsigned long request, void *argument);

/// Maps a buffer for reading; `MAP_FAILED` is a macro. Returns null with `errno` on failure.
void *clinux_v4l2_map(int fd, size_t length, int64_t offset);

/// Undoes `clinux_v4l2_map`.
int clinux_v4l2_unmap(void *address, size_t length);

/// Closes a descriptor that was opened with `clinux_v4l2_open`.
int clinux_v4l2_close(int fd);

/// The offset in a QUERYBUF answer; it lives in a union.
static inline int64_t clinux_v4l2_offset(const struct v4l2_buffer *buffer) { return buffer->m.offset; }

/// Major number of a device node; `major` is a macro.
unsigned clinux_major(uint64_t device);

#endif
