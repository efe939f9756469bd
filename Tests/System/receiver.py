#!/usr/bin/env python3
"""A receiver for Karaula's deliveries, for tests: HTTPS with mandatory client certificates, standard library only.

Each event of a batch is appended to a file, one JSON text per line; an event whose (source, id) is already in the file
is counted and dropped. The file is on the disk before the answer is given.

    receiver.py --certificate server.pem --key server.key --client-ca ca.pem --out received.jsonl [--port 0]

When it listens it prints one line: "ready PORT". SIGTERM ends it, and so does the end of standard input with
--until-end-of-input.

Any path receives. Some paths misbehave, so that one receiver serves many tests; what counts requests counts them per
full path, query included:

    /status/CODE/N     the first N requests get CODE (?retry-after=S adds the header), later ones are received
    /html              200 with a web page            /redirect  307 to another path
    /close             closes in mid-answer           /hang      never answers
    /trickle           one byte of answer a second    /huge      an answer without end
    /garbage           bytes that are not HTTP        /refuse    404 to everything
    /reject/ID         400 to every batch with the event ID in it
    /limit/N           413 to every batch of more than N events

The same for every path, until it is over: --status CODE --first N [--retry-after S]; --misbehave html|redirect|close|
hang|trickle|huge|garbage|refuse.
"""

import argparse
import json
import mmap
import os
import signal
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LARGEST_BODY = 64 * 1024 * 1024
PAGE = b"<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>"


class Witness:
    """A disk on which each event is noted past all caches, so that whoever logs the disk's writes knows when it came."""

    BLOCK = 4096

    def __init__(self, path):
        self.device = os.open(path, os.O_WRONLY | os.O_DIRECT | os.O_DSYNC)
        self.offset = 0

    def note(self, lines):
        """Writes the lines from the next block on, and waits until they are there."""
        blocks = -(-len(lines) // self.BLOCK)
        with mmap.mmap(-1, blocks * self.BLOCK) as memory: # aligned as O_DIRECT wants it
            memory.write(lines)
            if os.pwrite(self.device, memory, self.offset) != len(memory):
                raise OSError("the witness is full")
        self.offset += blocks * self.BLOCK


class Store:
    """The file of events and the keys of what is in it."""

    def __init__(self, path, witness=None):
        self.lock = threading.Lock()
        self.witness = Witness(witness) if witness else None
        self.seen = set()
        if os.path.exists(path):
            with open(path, "rb") as file:
                for line in file:
                    event = json.loads(line)
                    self.seen.add((event["source"], event["id"]))
        self.file = open(path, "ab")

    def take(self, events):
        """Appends what is new; returns how many were new and how many were known."""
        with self.lock:
            new = []
            for event in events:
                key = (event["source"], event["id"])
                if key in self.seen:
                    continue
                self.seen.add(key)
                new.append(json.dumps(event, ensure_ascii=False, sort_keys=True).encode() + b"\n")
            if new:
                self.file.write(b"".join(new))
                self.file.flush()
                os.fsync(self.file.fileno())
                if self.witness:
                    self.witness.note(b"".join(new))
            return len(new), len(events) - len(new)


class Refusal(Exception):
    """A request that cannot be received: the status and the reason."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def parse(body, content_type):
    """The events of a batch; Refusal if it is none."""
    if content_type.split(";")[0].strip().lower() != "application/cloudevents-batch+json":
        raise Refusal(415, f"content type {content_type!r} is not application/cloudevents-batch+json")
    try:
        events = json.loads(body)
    except ValueError as error:
        raise Refusal(400, f"not JSON: {error}") from error
    if not isinstance(events, list):
        raise Refusal(400, "not an array of events")
    for event in events:
        if not isinstance(event, dict) or event.get("specversion") != "1.0":
            raise Refusal(400, "an element is not a CloudEvents 1.0 event")
        for name in ("id", "source", "type"):
            if not isinstance(event.get(name), str) or not event[name]:
                raise Refusal(400, f"an event has no {name}")
    return events


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self):
        # The handshake belongs to the connection's own thread, so that nobody holds up the others.
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(10)
            self.request.do_handshake()
        super().setup()

    def do_POST(self):
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            self.close_connection = True
            return self.answer(411, {"error": "Content-Length is missing"})
        if length > LARGEST_BODY:
            self.close_connection = True
            return self.answer(413, {"error": f"more than {LARGEST_BODY} bytes"})
        body = self.rfile.read(length)
        if self.misbehave():
            return None
        try:
            events = parse(body, self.headers.get("Content-Type", ""))
            self.check(events)
        except Refusal as refusal:
            return self.answer(refusal.status, {"error": str(refusal)})
        new, known = self.server.store.take(events)
        return self.answer(200, {"received": new, "duplicates": known})

    def check(self, events):
        """Refuses what the path says is to be refused."""
        parts = urlsplit(self.path).path.strip("/").split("/")
        if parts[0] == "reject" and any(event["id"] == parts[1] for event in events):
            raise Refusal(400, f"event {parts[1]} is not acceptable")
        if parts[0] == "limit" and len(events) > int(parts[1]):
            raise Refusal(413, f"more than {parts[1]} events")

    def misbehave(self):
        """Does what the path or the options ask for; False if the request is to be received after all."""
        address = urlsplit(self.path)
        parts = address.path.strip("/").split("/")
        options = self.server.options
        if parts[0] == "status":
            code, first = int(parts[1]), int(parts[2])
            retry_after = parse_qs(address.query).get("retry-after", [None])[0]
        else:
            code, first, retry_after = options.status, options.first, options.retry_after
        if code and self.server.count(self.path) <= first:
            headers = {"Retry-After": retry_after} if retry_after is not None else {}
            self.answer(code, {"error": f"told to answer {code}"}, headers)
            return True
        act = getattr(self, "act_" + (options.misbehave or parts[0] or "none"), None)
        if act is None:
            return False
        act()
        return True

    def act_html(self):
        self.send(200, PAGE, {"Content-Type": "text/html; charset=utf-8"})

    def act_redirect(self):
        self.send(307, b"", {"Location": "/elsewhere"})

    def act_refuse(self):
        self.answer(404, {"error": "nothing here"})

    def act_close(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"rec")
        self.close_connection = True

    def act_garbage(self):
        self.wfile.write(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n")
        self.close_connection = True

    def act_hang(self):
        self.server.stopping.wait(600)
        self.close_connection = True

    def act_trickle(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n")
        for _ in range(600):
            self.wfile.write(b" ")
            if self.server.stopping.wait(1):
                break
        self.close_connection = True

    def act_huge(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n")
        block = b" " * 65536
        while not self.server.stopping.is_set():
            self.wfile.write(block)

    def do_GET(self):
        self.answer(405, {"error": "POST a batch of events here"}, {"Allow": "POST"})

    do_PUT = do_GET

    def answer(self, status, value, headers=None):
        body = json.dumps(value).encode()
        self.send(status, body, {"Content-Type": "application/json", **(headers or {})})

    def send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        print(f"receiver: {self.client_address[0]} {format % arguments}", file=sys.stderr, flush=True)


class Receiver(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, options):
        super().__init__((options.host, options.port), Handler)
        self.options = options
        self.store = Store(options.out, options.witness)
        self.stopping = threading.Event()
        self.counts = {}
        self.counting = threading.Lock()
        if not options.plain:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if options.tls12:
                context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(options.certificate, options.key)
            context.load_verify_locations(options.client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def count(self, path):
        with self.counting:
            self.counts[path] = self.counts.get(path, 0) + 1
            return self.counts[path]

    def handle_error(self, request, client_address):
        print(f"receiver: {client_address[0]} refused or lost: {sys.exc_info()[1]}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--certificate", help="PEM file of the receiver's certificate")
    parser.add_argument("--key", help="PEM file of its private key")
    parser.add_argument("--client-ca", help="PEM file of the authority that vouches for sites")
    parser.add_argument("--out", required=True, help="file that events are appended to")
    parser.add_argument("--witness", help="a disk, such as /dev/vdd, on which events are also noted before the answer")
    parser.add_argument("--plain", action="store_true", help="plain HTTP, for loopback only")
    parser.add_argument("--tls12", action="store_true", help="nothing newer than TLS 1.2")
    parser.add_argument("--status", type=int, default=0, help="answer this to the first requests of each path")
    parser.add_argument("--first", type=int, default=1, help="how many requests --status is for")
    parser.add_argument("--retry-after", help="Retry-After header for --status")
    parser.add_argument(
        "--misbehave", choices=["html", "redirect", "close", "hang", "trickle", "huge", "garbage", "refuse"])
    parser.add_argument("--until-end-of-input", action="store_true", help="end when standard input does")
    options = parser.parse_args()
    if not options.plain and not (options.certificate and options.key and options.client_ca):
        parser.error("--certificate, --key and --client-ca are needed, or --plain")

    server = Receiver(options)

    def stop(*_):
        server.stopping.set()
        threading.Thread(target=server.shutdown).start()

    # Whoever starts this from a thread may hand down a mask in which these are blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if options.until_end_of_input:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop()), daemon=True).start()
    print(f"ready {server.server_address[1]}", flush=True)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
