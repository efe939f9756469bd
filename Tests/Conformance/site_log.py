"""A site as a receiver sees it, in little: a log of entries with its key, tree, checkpoints and proofs.

Standard library only; Ed25519 is left to the openssl command.
"""

import base64
import hashlib
import json
import os
import subprocess
import tempfile


def canonical(value):
    """RFC 8785 for what this test writes: no fractions, keys in ASCII."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


class Key:
    """An Ed25519 key under a name, as C2SP signed-note has it."""

    def __init__(self, name):
        self.name = name
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "key.pem")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.path], check=True)
        der = subprocess.run(
            ["openssl", "pkey", "-in", self.path, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        self.public = der[-32:]
        self.hash = sha256(name.encode(), b"\n\x01", self.public)[:4]
        blob = base64.b64encode(b"\x01" + self.public).decode()
        self.vkey = f"{name}+{self.hash.hex()}+{blob}"

    def sign(self, text):
        with tempfile.NamedTemporaryFile() as file:
            file.write(text)
            file.flush()
            return subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", file.name],
                check=True, capture_output=True).stdout

    def line(self, text):
        return f"— {self.name} {base64.b64encode(self.hash + self.sign(text.encode())).decode()}\n"


class Cosigner:
    """A receiver's public key: `NAME+hash+base64(0x04 ‖ key)`."""

    def __init__(self, vkey):
        self.name, digits, blob = vkey.split("+", 2)
        blob = base64.b64decode(blob)
        if blob[0] != 4 or len(blob) != 33:
            raise ValueError("not the key of a cosigner")
        self.public = blob[1:]
        self.hash = sha256(self.name.encode(), b"\n", blob)[:4]
        if self.hash.hex() != digits:
            raise ValueError("the hash of the key is not that of the key")

    def time(self, lines, text):
        """When one of the lines cosigned the text; None if none did."""
        for line in lines.splitlines():
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "—" or parts[1] != self.name:
                continue
            blob = base64.b64decode(parts[2])
            if blob[:4] != self.hash or len(blob) != 76:
                continue
            time = int.from_bytes(blob[4:12], "big")
            if self.verifies(f"cosignature/v1\ntime {time}\n{text}".encode(), blob[12:]):
                return time
        return None

    def verifies(self, message, signature):
        prefix = bytes.fromhex("302a300506032b6570032100")
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (("key", prefix + self.public), ("text", message), ("sig", signature)):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)
            command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin",
                       "-inkey", "key", "-in", "text", "-sigfile", "sig"]
            return subprocess.run(command, cwd=folder, capture_output=True).returncode == 0


def root(leaves):
    """The root over leaves (RFC 6962, 2.1)."""
    if not leaves:
        return sha256()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1", root(leaves[:split]), root(leaves[split:]))


def proof(old, leaves, whole=True):
    """The consistency proof from `old` leaves to all (RFC 6962, 2.1.2)."""
    if old == 0:
        return []
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return proof(old, leaves[:split], whole) + [root(leaves[split:])]
    return proof(old - split, leaves[split:], False) + [root(leaves[:split])]


class Site:
    """A log: entries from 1, the first of which names its key."""

    def __init__(self, source):
        self.source = source
        self.key = Key(source)
        self.entries = []
        self.add("key.created", {"key": self.key.vkey})

    def add(self, kind, payload=None, **options):
        """Appends an entry and returns its number."""
        self.entries.append(self.make(len(self.entries) + 1, kind, {"n": 1} if payload is None else payload, **options))
        return len(self.entries)

    def make(self, seq, kind, payload, salted=True, camera="gate"):
        salt = os.urandom(16)
        record = {
            "boot": "00000000-0000-4000-8000-000000000001", "camera": camera, "kind": kind, "mono": str(10**9 * seq),
            "digest": hashlib.sha256(salt + canonical(payload)).hexdigest(), "seq": seq, "uncertainty": 1500000,
            "utc": f"2026-11-22T08:{seq // 60 % 60:02d}:{seq % 60:02d}.000000000Z", "v": 1,
        }
        data = {"payload": payload, "record": record}
        if salted:
            data["salt"] = salt.hex()
        return {
            "data": data, "datacontenttype": "application/json", "id": str(seq), "source": self.source,
            "specversion": "1.0", "subject": camera, "time": record["utc"], "type": "org.karaula." + kind,
        }

    def batch(self, *seqs):
        return [self.entries[seq - 1] for seq in seqs]

    def leaves(self, size=None):
        return [sha256(b"\0", canonical(entry["data"]["record"])) for entry in self.entries[:size]]

    def text(self, size, tree_root=None):
        tree_root = root(self.leaves(size)) if tree_root is None else tree_root
        return f"{self.source}\n{size}\n{base64.b64encode(tree_root).decode()}\n"

    def submission(self, old, size, hashes=None, text=None, key=None, keys=None):
        """The body of add-checkpoint."""
        hashes = proof(old, self.leaves(size)) if hashes is None else hashes
        text = self.text(size) if text is None else text
        signed = "".join(one.line(text) for one in keys or [key or self.key])
        lines = "".join(base64.b64encode(one).decode() + "\n" for one in hashes)
        return f"old {old}\n{lines}\n{text}\n{signed}".encode()

    def rotate(self):
        """Hands over to a new key, in an entry that the old one signs."""
        old, new = self.key, Key(self.source)
        signature = old.sign(f"karaula key rotation v1\n{old.vkey}\n{new.vkey}\n".encode())
        seq = self.add("key.rotated", {
            "key": new.vkey, "previous": old.vkey, "signature": base64.b64encode(signature).decode()})
        self.key = new
        return seq
