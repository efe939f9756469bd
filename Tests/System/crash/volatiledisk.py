#!/usr/bin/env python3
"""Disks whose power can be cut at any moment afterwards: an NBD server that logs what happens to them, in true order.

    volatiledisk.py --socket PATH --log PATH NAME=IMAGE…

Serves each image as the export NAME of one Unix socket; qemu reaches it as nbd+unix:///NAME?socket=PATH. The images are read
once and never written: what the guest writes is kept in memory and in the log. `Log` reads that again, and whoever has image
and log can make the disk as it may have been at any moment. Prints "ready" when it listens; SIGTERM ends it.

The log is a sequence of records: kind (B), number of the export (B), whether it was forced (B), offset (Q), length (I),
little-endian, and the bytes of a write. A flush is logged before it is answered, so that whatever the guest does
because it has the answer comes later in the log.
"""

import argparse
import os
import pathlib
import socket
import struct
import sys
import threading
import typing

HEADER = struct.Struct("<BBBQI")
WRITE, ZEROES, FLUSH = range(3)


class Step(typing.NamedTuple):
    """One thing that happened to a disk."""

    kind: int
    export: int
    is_forced: bool
    offset: int
    length: int
    data: bytes


def read_log(path):
    """The steps of a log, in order; a last one that was not wholly written is left out."""
    log = pathlib.Path(path).read_bytes()
    steps, at = [], 0
    while at + HEADER.size <= len(log):
        kind, export, forced, offset, length = HEADER.unpack_from(log, at)
        at += HEADER.size
        if kind == WRITE:
            if at + length > len(log):
                break
            data = log[at : at + length]
            at += length
        else:
            data = bytes(length) if kind == ZEROES else b""
        steps.append(Step(kind, export, bool(forced), offset, length, data))
    return steps


# The protocol: https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md, fixed newstyle, simple replies.
_MAGIC, _OPTION_MAGIC, _OPTION_REPLY = b"NBDMAGIC", b"IHAVEOPT", 0x3E889045565A9
_REQUEST_MAGIC, _REPLY_MAGIC = 0x25609513, 0x67446698
_OPTION_EXPORT_NAME, _OPTION_ABORT, _OPTION_INFO, _OPTION_GO = 1, 2, 6, 7
_REPLY_ACK, _REPLY_INFO, _REPLY_UNSUPPORTED, _REPLY_UNKNOWN = 1, 3, (1 << 31) + 1, (1 << 31) + 6
_HAS_FLAGS, _SEND_FLUSH, _SEND_FUA, _SEND_TRIM, _SEND_ZEROES = 1, 4, 8, 32, 64
_READ, _WRITE, _DISCONNECT, _FLUSH, _TRIM, _ZEROES = 0, 1, 2, 3, 4, 6
_FLAG_FUA, _INVALID = 1, 22


class Server:
    """The disks, and the log of all that is done to them."""

    def __init__(self, images, log):
        self._names = list(images)
        self._disks = [bytearray(pathlib.Path(image).read_bytes()) for image in images.values()]
        self._log = open(log, "wb", buffering=0)
        self._order = threading.Lock()

    def serve(self, path):
        """Serves for ever."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self._connection, args=(connection,), daemon=True).start()

    def _connection(self, connection):
        with connection, connection.makefile("rb") as incoming:
            try:
                export = self._negotiate(connection, incoming)
                if export is not None:
                    self._transmit(connection, incoming, export)
            except (EOFError, ConnectionError):
                pass  # the machine is gone

    def _negotiate(self, connection, incoming):
        """The number of the export that the client asks for; None if it gives up."""
        connection.sendall(_MAGIC + _OPTION_MAGIC + struct.pack(">H", 3))
        (wants_no_zeroes,) = struct.unpack(">I", take(incoming, 4))
        flags = _HAS_FLAGS | _SEND_FLUSH | _SEND_FUA | _SEND_TRIM | _SEND_ZEROES
        while True:
            _, option, length = struct.unpack(">8sII", take(incoming, 16))
            data = take(incoming, length)

            def reply(kind, content=b""):
                connection.sendall(struct.pack(">QIII", _OPTION_REPLY, option, kind, len(content)) + content)

            if option == _OPTION_ABORT:
                reply(_REPLY_ACK)
                return None
            if option not in (_OPTION_EXPORT_NAME, _OPTION_INFO, _OPTION_GO):
                reply(_REPLY_UNSUPPORTED)
                continue
            name = data if option == _OPTION_EXPORT_NAME else data[4 : 4 + int.from_bytes(data[:4], "big")]
            if name.decode() not in self._names:
                if option == _OPTION_EXPORT_NAME:
                    return None  # this option knows no refusal
                reply(_REPLY_UNKNOWN)
                continue
            export = self._names.index(name.decode())
            size = len(self._disks[export])
            if option == _OPTION_EXPORT_NAME:
                padding = b"" if wants_no_zeroes & 2 else bytes(124)
                connection.sendall(struct.pack(">QH", size, flags) + padding)
                return export
            reply(_REPLY_INFO, struct.pack(">HQH", 0, size, flags))
            reply(_REPLY_INFO, struct.pack(">HIII", 3, 512, 4096, 1 << 25))
            reply(_REPLY_ACK)
            if option == _OPTION_GO:
                return export

    def _transmit(self, connection, incoming, export):
        disk = self._disks[export]
        while True:
            magic, flags, command, handle, offset, length = struct.unpack(">IHHQQI", take(incoming, 28))
            if magic != _REQUEST_MAGIC or command == _DISCONNECT:
                return
            error, answer = 0, b""
            if command == _READ:
                with self._order:
                    answer = bytes(disk[offset : offset + length])
            elif command == _WRITE:
                self._do(export, WRITE, flags, offset, length, take(incoming, length))
            elif command in (_TRIM, _ZEROES):
                self._do(export, ZEROES, flags, offset, length)
            elif command == _FLUSH:
                self._do(export, FLUSH, 0, 0, 0)
            else:
                error = _INVALID
            connection.sendall(struct.pack(">IIQ", _REPLY_MAGIC, error, handle) + answer)

    def _do(self, export, kind, flags, offset, length, data=b""):
        with self._order:
            if kind != FLUSH:
                self._disks[export][offset : offset + length] = data or bytes(length)
            self._log.write(HEADER.pack(kind, export, flags & _FLAG_FUA, offset, length) + data)


def take(incoming, count):
    """So many bytes; EOFError if there are fewer."""
    data = incoming.read(count)
    if len(data) < count:
        raise EOFError
    return data


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--socket", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("images", nargs="+", metavar="NAME=IMAGE")
    options = parser.parse_args()
    if os.path.exists(options.socket):
        os.unlink(options.socket)
    Server(dict(image.split("=", 1) for image in options.images), options.log).serve(options.socket)


if __name__ == "__main__":
    sys.exit(main())
