"""What lies between a site and its ledger, at its worst: a proxy that ends TLS on both sides and spoils exchanges.

`FaultyProxy` reads whole requests and answers, so that it can do what no cut cable could: answer in the ledger's name, repeat
and reorder requests, spoil receipts. Everything is drawn from one seed. `ThrottledLink` knows nothing of what it carries: it
passes bytes at so many a second.
"""

import base64
import collections
import gzip
import http.client
import json
import random
import re
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>"
LARGEST_BODY = 64 * 1024 * 1024
# How a fault is drawn, and how often beside the others.
FAULTS = {
    "reset before reading": 2,
    "request cut": 3,
    "answer cut": 3,
    "answer lost": 4,
    "answer late": 1,
    "delay": 3,
    "sent twice": 3,
    "sent again later": 3,
    "500": 2,
    "502 after all": 2,
    "503 and Retry-After": 2,
    "429": 1,
    "413": 1,
    "409 out of nothing": 3,
    "a page": 2,
    "garbage": 1,
    "200 without asking the ledger": 3,
    "receipt spoiled": 6,
    "receipt of another time": 4,
    "receipt left out": 3,
}
OF_RECEIPTS = {"receipt spoiled", "receipt of another time", "receipt left out"}


class Request:
    """One request as it came."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body

    @property
    def is_checkpoint(self):
        return self.path.endswith("/checkpoint")


class FaultyProxy:
    """Listens on a free port of loopback, and spoils a share of the exchanges."""

    def __init__(self, tls, ledger_port, seed, share=0.35, patience=2.0):
        """`tls` is make-certificates.sh's folder; `patience` is longer than the site waits for an answer, in seconds."""
        self.ledger_port = ledger_port
        self.share = share
        self.patience = patience
        self.counts = collections.Counter()
        self.exchanges = 0
        self.batches = []
        self.is_calm = False
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._later = []
        self._receipts = []
        self._context = ssl.create_default_context(cafile=tls / "ca.pem")
        self._context.load_cert_chain(tls / "client.pem", tls / "client.key")
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(tls / "server.pem", tls / "server.key")
        server.load_verify_locations(tls / "ca.pem")
        server.verify_mode = ssl.CERT_REQUIRED
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def handle_one(self):
                proxy.serve(self)

            do_POST = do_PUT = do_GET = do_HEAD = handle_one

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                connection, address = self.socket.accept()
                # The handshake is done by the connection's own thread, at its first read.
                return server.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    @property
    def faults(self):
        """How many faults there were."""
        with self._lock:
            return sum(self.counts.values())

    def bodies(self):
        """The bodies of all batches that the site sent, as it wrote them."""
        with self._lock:
            batches = list(self.batches)
        for request in batches:
            packed = request.headers.get("Content-Encoding") == "gzip"
            yield gzip.decompress(request.body) if packed else request.body

    def calm(self):
        """No more faults from now on; what was kept back is dropped."""
        with self._lock:
            self.is_calm = True
            self._later = []

    def serve(self, handler):
        """One request, and whatever happens to it."""
        length = int(handler.headers.get("Content-Length") or 0)
        with self._lock:
            self.exchanges += 1
        fault = None
        request = Request(handler.command, handler.path, dict(handler.headers.items()), b"")
        fault = self._draw(request)
        if fault == "reset before reading":
            return self._reset(handler)
        if length > LARGEST_BODY:
            return self._reset(handler)
        request.body = handler.rfile.read(length)
        if request.path.endswith("/entries") and len(request.body) == length:
            with self._lock:
                self.batches.append(request)
        try:
            self._exchange(handler, request, fault)
        except (OSError, http.client.HTTPException, ssl.SSLError):
            # The ledger is away, or the site has left: neither is the proxy's to mend.
            self._reset(handler)

    def _draw(self, request):
        with self._lock:
            if self.is_calm or self._random.random() >= self.share:
                return None
            names = [name for name in FAULTS if request.is_checkpoint or name not in OF_RECEIPTS]
            fault = self._random.choices(names, [FAULTS[name] for name in names])[0]
            self.counts[fault] += 1
            return fault

    def _number(self, low, high):
        with self._lock:
            return self._random.uniform(low, high)

    def _exchange(self, handler, request, fault):
        if fault == "request cut":
            self._forward_part(request)
            return self._reset(handler)
        if fault == "500":
            return self._answer(handler, 500, b"no luck\n", "text/plain")
        if fault == "503 and Retry-After":
            return self._answer(handler, 503, b"", None, {"Retry-After": "1"})
        if fault == "429":
            return self._answer(handler, 429, b"", None, {"Retry-After": "1"})
        if fault == "413":
            return self._answer(handler, 413, b"", None)
        if fault == "409 out of nothing":
            return self._false_conflict(handler, request)
        if fault == "a page":
            return self._answer(handler, 200, PAGE, "text/html")
        if fault == "garbage":
            handler.wfile.write(b"\x00\xff this is no HTTP\r\n\r\n")
            return self._reset(handler)
        if fault == "200 without asking the ledger":
            return self._lie(handler, request)
        if fault == "delay":
            time.sleep(self._number(0.05, self.patience / 2))
        if fault == "sent again later":
            with self._lock:
                self._later.append(request)
        self._send_what_was_kept()
        status, headers, body = self._forward(request)
        if fault == "sent twice":
            status, headers, body = self._forward(request)
        if fault == "502 after all":
            return self._answer(handler, 502, b"", None)
        if fault == "answer late":
            time.sleep(self.patience)
        if fault == "answer lost":
            return self._reset(handler)
        if request.is_checkpoint and status == 200:
            body = self._receipt(body, fault)
        return self._answer(handler, status, body, headers.get("Content-Type"), headers, cut=fault == "answer cut")

    # MARK: Towards the ledger

    def _headers(self, request):
        return {name: value for name, value in request.headers.items() if name.lower() not in ("host", "connection")}

    def _forward(self, request):
        connection = http.client.HTTPSConnection("127.0.0.1", self.ledger_port, context=self._context, timeout=30)
        try:
            connection.request(request.method, request.path, request.body, self._headers(request))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def _forward_part(self, request):
        connection = http.client.HTTPSConnection("127.0.0.1", self.ledger_port, context=self._context, timeout=30)
        try:
            connection.putrequest(request.method, request.path, skip_accept_encoding=True)
            for name, value in self._headers(request).items():
                connection.putheader(name, value)
            connection.endheaders(request.body[: int(len(request.body) * self._number(0, 1))])
        finally:
            connection.close()

    def _send_what_was_kept(self):
        with self._lock:
            ready = [request for request in self._later if self._random.random() < 0.3]
            self._later = [request for request in self._later if request not in ready]
        for request in ready:
            self._forward(request)

    # MARK: Towards the site

    def _answer(self, handler, status, body, content_type, headers=None, cut=False):
        lines = [f"HTTP/1.1 {status} X"]
        for name, value in (headers or {}).items():
            if name.lower() not in ("content-length", "content-type", "transfer-encoding", "connection", "date"):
                lines.append(f"{name}: {value}")
        if content_type:
            lines.append(f"Content-Type: {content_type}")
        lines += [f"Content-Length: {len(body)}", "", ""]
        whole = "\r\n".join(lines).encode() + body
        if not cut:
            handler.wfile.write(whole)
            handler.wfile.flush()
            return
        handler.wfile.write(whole[: int(len(whole) * self._number(0.1, 0.95))])
        handler.wfile.flush()
        self._reset(handler)

    def _reset(self, handler):
        """Ends the connection without a good-bye, as a cut line does once the peer's packets bounce."""
        handler.close_connection = True
        try:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        except OSError:
            pass

    def _false_conflict(self, handler, request):
        """A 409 that names a place before what was sent: it costs time, and must cost nothing else."""
        after = int(request.headers.get("Karaula-After") or 0)
        place = int(self._number(0, after + 1)) if after else 0
        body = {"missing": 1 + place} if request.is_checkpoint else {"resume_after": place}
        self._answer(handler, 409, json.dumps(body).encode(), "application/json")

    def _lie(self, handler, request):
        """What a confused load balancer may say: stored, and nobody has it."""
        if request.is_checkpoint:
            return self._answer(handler, 200, b"", "text/plain")
        if request.method == "PUT":
            total = int(re.search(r"/(\d+)$", request.headers.get("Content-Range", "/0")).group(1))
            return self._answer(handler, 409, json.dumps({"have": int(self._number(0, total))}).encode(), "application/json")
        self._answer(handler, 200, b'{"stored":1,"duplicates":0}', "application/json")

    def _receipt(self, body, fault):
        with self._lock:
            self._receipts.append(body)
            old = self._random.choice(self._receipts[:-1]) if len(self._receipts) > 1 else b""
        if fault == "receipt left out":
            return b""
        if fault == "receipt of another time":
            return old
        if fault == "receipt spoiled":
            return self._spoiled(body)
        return body

    def _spoiled(self, body):
        """One bit of the signature is another."""
        match = re.search(rb" ([A-Za-z0-9+/=]{40,})\s*$", body)
        if not match:
            return b"?"
        signature = bytearray(base64.b64decode(match.group(1)))
        place = int(self._number(0, len(signature) * 8 - 0.001))
        signature[place // 8] ^= 1 << place % 8
        return body[: match.start(1)] + base64.b64encode(signature) + b"\n"


class ThrottledLink:
    """A line that carries so many bytes a second each way, and can be cut and joined."""

    SLICE = 512

    def __init__(self, port, bytes_per_second):
        self.rate = bytes_per_second
        self.target = port
        self.is_cut = False
        self.carried = 0
        self._lock = threading.Lock()
        self._next = [time.monotonic(), time.monotonic()]
        self._pairs = set()
        self._listener = socket.socket()
        # Small buffers: what waits in them has arrived as far as the sender knows.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends every connection, and refuses new ones."""
        self.is_cut = True
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                self._drop(end)

    def join(self):
        """The line is there again."""
        self.is_cut = False

    def _drop(self, end):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.close()
        except OSError:
            pass

    def _accept(self):
        while True:
            near, _ = self._listener.accept()
            if self.is_cut:
                self._drop(near)
                continue
            far = socket.socket()
            far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            try:
                far.connect(("127.0.0.1", self.target))
            except OSError:
                self._drop(near)
                continue
            near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            pair = (near, far)
            with self._lock:
                self._pairs.add(pair)
            for way, (source, sink) in enumerate([(near, far), (far, near)]):
                threading.Thread(target=self._carry, args=(way, source, sink, pair), daemon=True).start()

    def _carry(self, way, source, sink, pair):
        try:
            while data := source.recv(self.SLICE):
                self._pace(way, len(data))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            for end in pair:
                self._drop(end)

    def _pace(self, way, count):
        """Waits until the line has room: one line for all connections, as a modem is."""
        if not self.rate:
            return
        with self._lock:
            now = time.monotonic()
            self._next[way] = max(self._next[way], now) + count / self.rate
            wait = self._next[way] - now
            self.carried += count
        time.sleep(wait)
