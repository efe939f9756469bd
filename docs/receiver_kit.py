"""What receiver.py, and any receiver, takes from libraries: HTTPS with client certificates, gzip, canonical JSON, a durable
file, the tree of RFC 6962, and C2SP notes, whose Ed25519 is left to the openssl command. Nothing here is Karaula's protocol.
"""

import base64
import hashlib
import json
import os
import re
import ssl
import subprocess
import tempfile
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LARGEST = 16 << 20


def canonical(value):
    """RFC 8785 for values without fractions and with keys in ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(leaves):
    """The root over leaves (RFC 6962, 2.1)."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root(leaves[:split]), root(leaves[split:]))


def proof(old, leaves, whole=True):
    """The consistency proof from the first `old` leaves to all (RFC 6962, 2.1.2)."""
    if old in (0, len(leaves)):
        return [] if whole else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return proof(old, leaves[:split], whole) + [root(leaves[split:])]
    return proof(old - split, leaves[split:], False) + [root(leaves[:split])]


def openssl(command, **files):
    """Runs openssl where each of the files stands under its name."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            with open(os.path.join(place, name), "wb") as file:
                file.write(content)
        return subprocess.run(["openssl", *command.split()], cwd=place, capture_output=True)


def verifies(vkey, message, signature):
    """Whether an Ed25519 signature by the key `NAME+hash+base64(algorithm ‖ key)` holds."""
    public = base64.b64decode(vkey.split("+", 2)[2])[1:]
    key = bytes.fromhex("302a300506032b6570032100") + public  # SubjectPublicKeyInfo, RFC 8410
    command = "pkeyutl -verify -pubin -keyform DER -rawin -inkey key -in message -sigfile signature"
    return openssl(command, key=key, message=message, signature=signature).returncode == 0


def signed(vkey, text, lines):
    """Whether one of a note's signature lines is by the key `NAME+hash+base64(0x01 ‖ key)`."""
    name, digits, _ = vkey.split("+", 2)
    for line in lines.splitlines():
        mark = base64.b64decode(line.split(" ")[2])
        if line.startswith(f"— {name} ") and mark[:4].hex() == digits:
            if verifies(vkey, text.encode(), mark[4:]):
                return True
    return False


class Signer:
    """An Ed25519 key in a PEM file, made if it is not there, and the name under which it signs."""

    def __init__(self, path, name, algorithm=b"\4"):
        if not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
            subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=True)
        with open(path, "rb") as file:
            self.pem = file.read()
        self.name = name
        self.public = openssl("pkey -in key -pubout -outform DER", key=self.pem).stdout[-32:]
        self.hash = sha256(name.encode(), b"\n", algorithm, self.public)[:4]
        self.vkey = f"{name}+{self.hash.hex()}+{base64.b64encode(algorithm + self.public).decode()}"

    def sign(self, message):
        return openssl("pkeyutl -sign -rawin -inkey key -in message", key=self.pem, message=message).stdout

    def line(self, blob):
        return f"— {self.name} {base64.b64encode(self.hash + blob).decode()}\n"

    def cosign(self, text, time):
        """A line of C2SP cosignature/v1: the receipt."""
        return self.line(time.to_bytes(8, "big") + self.sign(f"cosignature/v1\ntime {time}\n{text}".encode()))


def number(text):
    """A whole number in decimal digits that every reader of JSON holds exactly (RFC 7493: below 2**53); None if there is no text."""
    if text is not None and (not re.fullmatch("0|[1-9][0-9]*", text) or int(text) >> 53):
        raise ValueError(f"{text[:40]} is no number below 2**53")
    return text and int(text)


def submission(body):
    """The parts of add-checkpoint (C2SP tlog-witness): old size, proof, and the note's text, origin, size, root, signatures."""
    origin, digest = r"(urn:karaula:[\w.%-]+(?::\d+)?)", r"[\w+/]{43}="
    form = rf"old (0|[1-9]\d*)((?:\n{digest}){{0,63}})\n\n({origin}\n(0|[1-9]\d*)\n({digest})\n)\n((?:— \S+ \S+\n)+)"
    old, hashes, text, source, size, top, lines = re.fullmatch(form, body.decode()).groups()
    return int(old), [base64.b64decode(one) for one in hashes.split()], text, source, int(size), base64.b64decode(top), lines


def piece(headers, body):
    """Where a piece of a file stands, the file's size and SHA-256 (RFC 9110 14.4, RFC 9530); None for the question `bytes */N`."""
    start, end, total = re.fullmatch(r"bytes (?:\*|(\d+)-(\d+))/(\d+)", headers["Content-Range"]).groups()
    digest = base64.b64decode(re.search(r"sha-256=:([\w+/=]+):", headers["Repr-Digest"])[1])
    if len(body) != (0 if start is None else int(end) + 1 - int(start)) or start and int(end) >= int(total):
        raise ValueError("the body is not that range")
    return start and int(start), int(total), digest.hex()


def append(path, at, content):
    """Writes behind the first `at` bytes of a file, so that it is on the disk; returns the SHA-256 of the whole."""
    with open(path, "r+b" if at else "wb") as file:
        file.truncate(at)
        file.seek(at)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Journal:
    """Values under keys, each in a line of JSON; what was kept is on the disk when `keep` returns."""

    def __init__(self, path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.values = {}
        self.file = open(path, "ab+")
        self.file.seek(0)
        content = self.file.read()
        whole = content.rfind(b"\n") + 1
        self.file.truncate(whole)  # a line that a crash cut off was never acknowledged
        for line in content[:whole].splitlines():
            *key, value = json.loads(line)
            self.values[tuple(key)] = value

    def get(self, *key, default=None):
        return self.values.get(key, default)

    def keep(self, *rows):
        """Keeps rows of key and value."""
        self.file.write(b"".join(canonical(row) + b"\n" for row in rows))
        self.file.flush()
        os.fsync(self.file.fileno())
        self.values.update((tuple(row[:-1]), row[-1]) for row in rows)


class Answer(Exception):
    """An answer with a status of its own; the body is a text or becomes JSON."""

    def __init__(self, status, body, content_type="text/plain"):
        self.status, self.content_type = status, content_type
        if not isinstance(body, str):
            body, self.content_type = canonical(body).decode(), "application/json"
        self.body = body.encode()


class Handler(BaseHTTPRequestHandler):
    """Reads requests within bounds and hands them, one at a time, to the function of their route."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self):
        self.request.settimeout(10)
        self.request.do_handshake()  # in the connection's own thread, so that nobody holds up the others
        super().setup()

    def do_POST(self):
        try:
            body = self.read_body()
            what, *number = self.path.removeprefix("/v1/").split("/")
            take = self.server.routes.get(f"{self.command} {what}")
            if not take:
                raise Answer(404, {"error": "there is nothing here"})
            with self.server.lock:
                answer = Answer(200, take(self.headers, body, self.certificate_name(), *map(int, number)))
        except Answer as refusal:
            answer = refusal
        except Exception as error:  # whatever a request breaks, it is the request that is wrong
            answer = Answer(400, {"error": f"{type(error).__name__}: {error}"})
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_PUT = do_POST

    def certificate_name(self):
        return dict(pair[0] for pair in self.request.getpeercert()["subject"])["commonName"]

    def read_body(self):
        length = int(self.headers["Content-Length"] or 0)
        if length > LARGEST:
            self.close_connection = True
            raise Answer(413, {"error": "too large"})
        body = self.rfile.read(length)
        if self.headers["Content-Encoding"] == "gzip":
            packed = zlib.decompressobj(31)
            body = packed.decompress(body, LARGEST)
            if not packed.eof:
                raise ValueError("the body is not gzip, is cut off, or is too large")
        return body


def serve(port, certificate, key, client_ca, routes, ready):
    """Serves at a port (0 for a free one, which `ready` is told) who has a certificate of `client_ca`.

    A route, such as `POST entries`, is answered by a function of the headers, the body, the certificate's name, and the numbers
    in the path: its result is the body of a 200.
    """
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
    server.routes, server.lock = routes, threading.Lock()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(client_ca)
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    ready(server.server_address[1])
    server.serve_forever()
