// usb-camera: plugs a USB camera made of a file into the running kernel.
//
//     usb-camera --port N --serial TEXT --fps N FOOTAGE
//
// FOOTAGE is concatenated JPEG images of one size; the camera offers exactly that size as MJPEG and plays it in a loop.
// The program attaches one end of a socket pair to the kernel's virtual host controller (vhci_hcd), which then talks
// USB/IP over it; this program answers as a USB Video Class 1.0 camera with a bulk endpoint. The kernel's real uvcvideo
// driver binds to it. While the program lives the camera is plugged in; when it dies the cable is pulled.
//
// One thread, one socket. Three layers, from the file's bottom up: the wire (USB/IP), the device (descriptors and control
// requests), the stream (footage cut into UVC payloads whenever a frame is due and the driver has a transfer waiting).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...) {
    va_list arguments;
    fputs("usb-camera: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// ------------------------------------------------------------------------------------------------ footage

struct footage {
    const uint8_t *bytes;
    size_t *starts; // count + 1 offsets
    size_t count;
    uint16_t width, height;
};

static const uint8_t *mapped(const char *path, size_t *length) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0) fail("%s: %s", path, strerror(errno));
    *length = (size_t)status.st_size;
    void *bytes = *length ? mmap(NULL, *length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0) : MAP_FAILED;
    if (bytes == MAP_FAILED) fail("%s: empty or not mappable", path);
    close(file);
    return bytes;
}

// Reads the size of an image from its start-of-frame segment.
static bool image_size(const uint8_t *at, const uint8_t *end, uint16_t *width, uint16_t *height) {
    at += 2;
    while (at + 9 < end && at[0] == 0xff) {
        if (at[1] >= 0xc0 && at[1] <= 0xc2) {
            *height = (uint16_t)(at[5] << 8 | at[6]);
            *width = (uint16_t)(at[7] << 8 | at[8]);
            return true;
        }
        at += 2 + (at[2] << 8 | at[3]);
    }
    return false;
}

static struct footage read_footage(const char *path) {
    struct footage footage = {0};
    size_t length, capacity = 0;
    footage.bytes = mapped(path, &length);
    for (size_t i = 0; i + 2 < length; i++) {
        // Inside entropy-coded data 0xff is stuffed: without embedded thumbnails these three bytes only begin an image.
        if (footage.bytes[i] != 0xff || footage.bytes[i + 1] != 0xd8 || footage.bytes[i + 2] != 0xff) continue;
        if (footage.count + 2 > capacity) {
            capacity = capacity ? capacity * 2 : 256;
            footage.starts = realloc(footage.starts, capacity * sizeof *footage.starts);
            if (!footage.starts) fail("out of memory");
        }
        footage.starts[footage.count++] = i;
    }
    if (!footage.count) fail("%s: no JPEG image in it", path);
    footage.starts[footage.count] = length;
    if (!image_size(footage.bytes + footage.starts[0], footage.bytes + length, &footage.width, &footage.height))
        fail("%s: the first image has no start-of-frame segment", path);
    return footage;
}

// ------------------------------------------------------------------------------------------------ the device

enum { control_interface = 0, streaming_interface = 1, stream_endpoint = 1 };

// uvcvideo asks for at most 32 packets of 512 bytes at a time; a longer payload would span several transfers.
enum { payload_limit = 32 * 512 };

static struct footage footage;
static const char *serial = "KARAULA";
static unsigned frames_per_second = 10;

static const uint8_t device_descriptor[18] = {
    18, 1, 0x00, 0x02, 0xef, 2, 1, 64, // USB 2.0, interface association
    0x6b, 0x1d, 0x01, 0x01, 0x00, 0x01, // vendor and product of the Linux Foundation's video gadget
    1, 2, 3, 1, // strings: maker, product, serial; one configuration
};

static uint8_t configuration[256];
static size_t configuration_length;

static void put(size_t count, const uint8_t *bytes) {
    memcpy(configuration + configuration_length, bytes, count);
    configuration_length += count;
}
#define PUT(...) put(sizeof((uint8_t[]){__VA_ARGS__}), (uint8_t[]){__VA_ARGS__})
#define LE16(x) (uint8_t)(x), (uint8_t)((x) >> 8)
#define LE32(x) LE16(x), (uint8_t)((x) >> 16), (uint8_t)((x) >> 24)

static uint32_t frame_interval(void) { return 10000000u / frames_per_second; } // units of 100 ns
static uint32_t largest_frame(void) { return (uint32_t)footage.width * footage.height * 2; }

static void make_configuration(void) {
    uint16_t w = footage.width, h = footage.height;
    uint32_t bits = largest_frame() * 8 * frames_per_second;
    PUT(9, 2, 0, 0, 2, 1, 0, 0x80, 250); // configuration; its total length is set below
    PUT(8, 11, 0, 2, 0x0e, 3, 0, 2); // association: a video function of two interfaces
    PUT(9, 4, control_interface, 0, 0, 0x0e, 1, 0, 2);
    PUT(13, 0x24, 1, LE16(0x0100), LE16(13 + 18 + 9), LE32(48000000), 1, streaming_interface); // video control header
    PUT(18, 0x24, 2, 1, LE16(0x0201), 0, 0, LE16(0), LE16(0), LE16(0), 3, 0, 0, 0); // terminal 1: camera
    PUT(9, 0x24, 3, 2, LE16(0x0101), 0, 1, 0); // terminal 2: to the host, fed by 1
    PUT(9, 4, streaming_interface, 0, 1, 0x0e, 2, 0, 0);
    PUT(14, 0x24, 1, 1, LE16(14 + 11 + 30 + 6), 0x80 | stream_endpoint, 0, 2, 0, 0, 0, 1, 0); // one format
    PUT(11, 0x24, 6, 1, 1, 1, 1, 0, 0, 0, 0); // format 1: MJPEG with one frame size
    PUT(30, 0x24, 7, 1, 0, LE16(w), LE16(h), LE32(bits), LE32(bits), LE32(largest_frame()), LE32(frame_interval()), 1,
        LE32(frame_interval()));
    PUT(6, 0x24, 13, 1, 1, 4); // colour matching: BT.709, SMPTE 170M
    PUT(7, 5, 0x80 | stream_endpoint, 2, LE16(512), 0); // bulk, high speed
    configuration[2] = (uint8_t)configuration_length;
    configuration[3] = (uint8_t)(configuration_length >> 8);
}

static size_t string_descriptor(unsigned index, uint8_t *out) {
    static const char *product = "Karaula test camera";
    if (index == 0) return memcpy(out, (uint8_t[]){4, 3, LE16(0x0409)}, 4), 4;
    const char *text = index == 1 ? "Karaula" : index == 2 ? product : serial;
    size_t length = 2;
    for (; *text && length < 126; text++) {
        out[length++] = (uint8_t)*text;
        out[length++] = 0;
    }
    out[0] = (uint8_t)length;
    out[1] = 3;
    return length;
}

// The streaming parameters, UVC 1.0 table 4-47. There is one format, one size, one rate: every proposal ends up there.
static size_t stream_parameters(uint8_t *out) {
    uint8_t parameters[26] = {LE16(1), 1, 1, LE32(frame_interval())};
    memcpy(parameters + 18, (uint8_t[]){LE32(largest_frame()), LE32((uint32_t)payload_limit)}, 8);
    memcpy(out, parameters, sizeof parameters);
    return sizeof parameters;
}

static bool streaming;
static void start_stream(void);

// Answers a control request: the number of bytes in `out`, or -1 for a stall. `setup` is the USB setup packet.
static int control(const uint8_t setup[8], uint8_t *out) {
    uint16_t kind = (uint16_t)(setup[0] << 8 | setup[1]), value = (uint16_t)(setup[2] | setup[3] << 8);
    switch (kind) {
    case 0x8006: // GET_DESCRIPTOR
        switch (value >> 8) {
        case 1: return memcpy(out, device_descriptor, sizeof device_descriptor), sizeof device_descriptor;
        case 2: return memcpy(out, configuration, configuration_length), (int)configuration_length;
        case 3: return (int)string_descriptor(value & 0xff, out);
        default: return -1;
        }
    case 0x8000: case 0x8100: case 0x8200: return memset(out, 0, 2), 2; // GET_STATUS
    case 0x0009: case 0x010b: return 0; // SET_CONFIGURATION, SET_INTERFACE
    case 0x0201: // CLEAR_FEATURE on the endpoint: how uvcvideo stops a bulk stream
        streaming = false;
        return 0;
    default: break;
    }
    bool to_stream = (setup[0] & 0x7f) == 0x21 && setup[4] == streaming_interface;
    unsigned selector = value >> 8; // 1 probe, 2 commit
    if (!to_stream || (selector != 1 && selector != 2)) return -1;
    switch (setup[1]) {
    case 0x01: // SET_CUR
        if (selector == 2) start_stream();
        return 0;
    case 0x81: case 0x82: case 0x83: case 0x87: return (int)stream_parameters(out); // GET_CUR, _MIN, _MAX, _DEF
    case 0x85: return memcpy(out, (uint8_t[]){LE16(26)}, 2), 2; // GET_LEN
    case 0x86: return out[0] = 3, 1; // GET_INFO: can be read and set
    default: return -1;
    }
}

// ------------------------------------------------------------------------------------------------ the wire

// USB/IP's header: 48 bytes, every number big-endian except the setup packet.
struct message {
    uint32_t command, sequence, device, direction, endpoint;
    union {
        struct { uint32_t flags, length, start_frame, packets, interval; uint8_t setup[8]; } submit;
        struct { uint32_t status, actual, start_frame, packets, errors, padding[2]; } submitted;
        struct { uint32_t sequence, padding[6]; } unlink;
        struct { uint32_t status, padding[6]; } unlinked;
    };
};
_Static_assert(sizeof(struct message) == 48, "USB/IP headers are 48 bytes");
enum { submit = 1, unlink_request = 2, submitted = 3, unlinked = 4 };

static int wire;

static void receive(void *bytes, size_t count) {
    for (uint8_t *at = bytes; count;) {
        ssize_t got = read(wire, at, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) exit(0); // the kernel detached the port
        at += got;
        count -= (size_t)got;
    }
}

static void transmit(const void *bytes, size_t count) {
    for (const uint8_t *at = bytes; count;) {
        ssize_t put = send(wire, at, count, MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) exit(0);
        at += put;
        count -= (size_t)put;
    }
}

static void answer(uint32_t sequence, int status, const void *data, size_t count, size_t actual) {
    struct message message = {.command = htonl(submitted), .sequence = sequence};
    message.submitted.status = htonl((uint32_t)status);
    message.submitted.actual = htonl((uint32_t)actual);
    transmit(&message, sizeof message);
    if (count) transmit(data, count);
}

// ------------------------------------------------------------------------------------------------ the stream

struct transfer { uint32_t sequence, length; };
static struct transfer waiting[64]; // transfers that the driver has given to be filled, oldest first
static size_t waiting_count;

static size_t next_image, sent_of_image;
static bool sending;
static uint8_t frame_toggle;
static int64_t due;

static void start_stream(void) {
    streaming = true;
    sending = false;
    due = now_ns();
}

static void forget_waiting(size_t index) {
    waiting_count--;
    memmove(waiting + index, waiting + index + 1, (waiting_count - index) * sizeof *waiting);
}

// Fills the oldest waiting transfer with the next payload of the frame that is due.
static void send_payload(void) {
    static uint8_t payload[payload_limit];
    struct transfer transfer = waiting[0];
    size_t image = next_image % footage.count;
    size_t left = footage.starts[image + 1] - footage.starts[image] - sent_of_image;
    size_t room = (transfer.length < payload_limit ? transfer.length : payload_limit) - 2;
    size_t count = left < room ? left : room;
    bool last = count == left;
    payload[0] = 2; // header length
    payload[1] = (uint8_t)(0x80 | frame_toggle | (last ? 2 : 0)); // end of header, frame identity, end of frame
    memcpy(payload + 2, footage.bytes + footage.starts[image] + sent_of_image, count);
    sent_of_image += count;
    forget_waiting(0);
    answer(transfer.sequence, 0, payload, count + 2, count + 2);
    if (last) {
        next_image++;
        sending = false;
    }
}

// Sends what is due. Returns the milliseconds until something may be due again, -1 for "when the driver asks".
static int stream(void) {
    while (streaming && waiting_count) {
        int64_t now = now_ns();
        if (!sending) {
            if (now < due) return (int)((due - now) / 1000000) + 1;
            int64_t interval = (int64_t)frame_interval() * 100;
            due = now - due > 5 * interval ? now + interval : due + interval; // a slow host loses frames, it gets no burst
            sending = true;
            sent_of_image = 0;
            frame_toggle ^= 1;
        }
        send_payload();
    }
    return -1;
}

static void serve_submit(const struct message *message) {
    uint32_t length = ntohl(message->submit.length);
    bool to_host = ntohl(message->direction) == 1;
    if (ntohl(message->endpoint) == stream_endpoint) {
        if (waiting_count == sizeof waiting / sizeof *waiting) fail("the driver queues more transfers than expected");
        waiting[waiting_count++] = (struct transfer){message->sequence, length};
        return;
    }
    uint8_t data[4096];
    if (length > sizeof data) fail("control transfer of %u bytes", length);
    if (!to_host) receive(data, length);
    int count = control(message->submit.setup, data);
    if (count < 0) answer(message->sequence, -EPIPE, NULL, 0, 0);
    else if (!to_host) answer(message->sequence, 0, NULL, 0, length);
    else {
        size_t given = (size_t)count < length ? (size_t)count : length;
        answer(message->sequence, 0, data, given, given);
    }
}

static void serve_unlink(const struct message *message) {
    struct message reply = {.command = htonl(unlinked), .sequence = message->sequence};
    for (size_t i = 0; i < waiting_count; i++) {
        if (waiting[i].sequence != message->unlink.sequence) continue;
        forget_waiting(i);
        reply.unlinked.status = htonl((uint32_t)-ECONNRESET);
        break;
    }
    transmit(&reply, sizeof reply);
}

static void plug_in(unsigned port) {
    static const char attach[] = "/sys/devices/platform/vhci_hcd.0/attach";
    enum { high_speed = 3 };
    int ends[2], larger = 4 << 20;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) fail("socketpair: %s", strerror(errno));
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &larger, sizeof larger);
    int file = open(attach, O_WRONLY | O_CLOEXEC);
    if (file < 0) fail("%s: %s (modprobe vhci-hcd; run as root)", attach, strerror(errno));
    if (dprintf(file, "%u %d %u %d", port, ends[1], port + 1, high_speed) < 0)
        fail("port %u does not take a camera: %s", port, strerror(errno));
    close(file);
    close(ends[1]);
    wire = ends[0];
}

int main(int count, char **arguments) {
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'}, {"serial", required_argument, NULL, 's'},
        {"fps", required_argument, NULL, 'f'}, {0}};
    unsigned port = 0;
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
        if (option == 'p') port = (unsigned)atoi(optarg);
        else if (option == 's') serial = optarg;
        else if (option == 'f') frames_per_second = (unsigned)atoi(optarg);
        else return 64;
    }
    if (optind + 1 != count || frames_per_second < 1 || frames_per_second > 60 || port > 7) {
        fputs("usage: usb-camera [--port 0-7] [--serial TEXT] [--fps 1-60] FOOTAGE\n", stderr);
        return 64;
    }
    footage = read_footage(arguments[optind]);
    make_configuration();
    plug_in(port);
    fprintf(stderr, "usb-camera: %s, %ux%u at %u fps, %zu frames, port %u\n", serial, footage.width, footage.height,
        frames_per_second, footage.count, port);
    for (;;) {
        struct pollfd readable = {.fd = wire, .events = POLLIN};
        if (poll(&readable, 1, stream()) <= 0) continue;
        struct message message;
        receive(&message, sizeof message);
        switch (ntohl(message.command)) {
        case submit: serve_submit(&message); break;
        case unlink_request: serve_unlink(&message); break;
        default: fail("unknown USB/IP command %u", ntohl(message.command));
        }
    }
}
