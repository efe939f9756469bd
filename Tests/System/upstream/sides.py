"""A real site and a real ledger for tests of what lies between them, and the question whether both have the same."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from journalcheck import verify
from station import Ended, Station

SYSTEM = pathlib.Path(__file__).resolve().parent.parent
# A camera before which nothing happens.
QUIET = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, size: 96x72, fps: 2}}
"""


@contextlib.contextmanager
def reading(path):
    """A database that somebody else may be writing."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        yield connection
    finally:
        connection.close()


def one(path, query, *arguments):
    """The first column of the first row."""
    with reading(path) as connection:
        row = connection.execute(query, arguments).fetchone()
        return None if row is None else row[0]


class Ledger:
    """One run of karaula-ledger after the other, on the state directory that the one before left."""

    def __init__(self, binaries, folder, address="127.0.0.1", prefix=()):
        """`prefix` is a command that runs others, such as `ip netns exec NAME`."""
        self.program = pathlib.Path(binaries) / "karaula-ledger"
        self.address, self.prefix = address, list(prefix)
        self.folder = pathlib.Path(folder) / "ledger"
        self.folder.mkdir()
        self.tls = self.folder / "tls"
        subprocess.run(
            [SYSTEM / "make-certificates.sh", self.tls, f"IP:{address}"], check=True, stdout=subprocess.DEVNULL)
        self.state = self.folder / "state"
        self.log = self.folder / "ledger.log"
        self.database = self.state / "ledger.sqlite"
        self.port, self.health_port = free_ports(2)
        self.configuration = self.folder / "karaula-ledger.yaml"
        self.configuration.write_text(
            f"name: sector.test\nlisten: {address}:{self.port}\nhealth: 127.0.0.1:{self.health_port}\n"
            f"ca: {self.tls}/ca.pem\ncertificate: {self.tls}/server.pem\nkey: {self.tls}/server.key\n")
        self._process = None

    def _arguments(self, *rest):
        return [self.program, *rest, "--config", self.configuration, "--state", self.state]

    def start(self):
        """Starts it, and waits until it listens."""
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [*self.prefix, *self._arguments("serve")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not listens(self._process.pid, self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Ended(f"karaula-ledger does not come up: {' | '.join(self.log.read_text().splitlines()[-4:])}")
            time.sleep(0.02)

    def kill(self):
        """SIGKILL. Ended if it was not what ended it."""
        self._process.kill()
        code = self._process.wait()
        self._process = None
        if code != -signal.SIGKILL:
            raise Ended(f"karaula-ledger ended with {code} before it was killed: {self.log.read_text()[-600:]}")

    def stop(self):
        """SIGTERM, and waits for a good end."""
        self._process.terminate()
        code = self._process.wait(timeout=20)
        self._process = None
        if code != 0:
            raise Ended(f"after SIGTERM karaula-ledger ended with {code}: {self.log.read_text()[-600:]}")

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def receipt_key(self):
        """Its key for receipts, as a site's configuration takes it."""
        return subprocess.run(self._arguments("key"), check=True, capture_output=True, text=True).stdout.strip()

    def memory(self):
        """Its resident memory in bytes."""
        return resident(self._process.pid)

    def verify(self):
        """Lets `karaula-ledger verify` judge what it has; returns what it finds."""
        done = subprocess.run(self._arguments("verify"), capture_output=True, text=True, check=False)
        return [] if done.returncode == 0 else [f"karaula-ledger verify: {done.stdout[-600:]} {done.stderr[-600:]}"]

    def newest(self, source):
        """The largest number it has of a source."""
        return one(self.database, "SELECT coalesce(max(newest), 0) FROM log WHERE source = ?", source)

    def has(self, source, seq):
        """Whether it has an entry."""
        return one(self.database, "SELECT 1 FROM entry JOIN log ON log.id = log WHERE source = ? AND seq = ?", source, seq) == 1

    def received(self, source, first):
        """When each entry from `first` on came, in nanoseconds since 1970."""
        with reading(self.database) as connection:
            return dict(connection.execute(
                "SELECT seq, entry.received FROM entry JOIN log ON log.id = log WHERE source = ? AND seq >= ?",
                (source, first)))


class Site:
    """A real karaulad that delivers to a ledger, directly or through something. Its name is that of its certificate."""

    def __init__(self, binaries, folder, name, ledger, port, timeout=10, prefix=(), options=""):
        self.ctl = pathlib.Path(binaries) / "karaulactl"
        self.name = name
        self.source = f"urn:karaula:{name}"
        self.folder = pathlib.Path(folder) / name
        self.folder.mkdir()
        self.head_lines = (
            f"site: {name}\nconsole: {{listen: 127.0.0.1:0}}\nretention: {{recordings_bytes: 64MiB}}\n"
            f"storage: {{keep_free: 64MiB, reserve: 1MiB}}\n"
            f"destinations:\n  - name: sector\n    url: https://{ledger.address}:{port}/v1/entries\n"
            f"    ca: {ledger.tls}/ca.pem\n    certificate: {ledger.tls}/client.pem\n    key: {ledger.tls}/client.key\n"
            f"    receipt: ledger\n    receipt_key: {ledger.receipt_key()}\n    timeout: {timeout}s\n{options}")
        self.station = Station(binaries, self.folder, self.head_lines, prefix)
        self.journal = self.station.state / "journal.sqlite"

    def configure(self, cameras):
        """What it looks at from its next start on."""
        self.station.configuration.write_text(self.head_lines + cameras)

    def start(self):
        self.station.start()
        self.station.becomes_ready()

    def stop(self):
        self.station.stop()

    def close(self):
        self.station.close()

    def head(self):
        """The newest entry."""
        return one(self.journal, "SELECT coalesce(max(seq), 0) FROM entry")

    def receipt_size(self):
        """How many entries the newest receipt is for."""
        return one(self.journal, "SELECT coalesce(max(size), 0) FROM receipt WHERE destination = 'sector'")

    def lanes(self):
        """How far each lane has come."""
        with reading(self.journal) as connection:
            return dict(connection.execute("SELECT lane, seq FROM cursor WHERE destination = 'sector'").fetchall())

    def has_arrived(self, goal):
        """Whether everything up to `goal` has a receipt, and its files are there too."""
        lanes = self.lanes()
        return self.receipt_size() >= goal and all(lanes.get(lane, 0) >= goal for lane in ("snapshots", "recordings"))

    def what_waits(self):
        return f"lanes {self.lanes()}; {self.station.last_words()}"

    def memory(self):
        """Its resident memory in bytes."""
        return resident(self.station.pid)


class Agreement:
    """Whether a ledger has what a site's journal has."""

    def __init__(self, site, ledger, goal):
        self.site, self.ledger, self.goal = site, ledger, goal
        self.figures = {}

    def judge(self, spoiled, in_order=False):
        """Everything that must hold of both sides once they have stopped; `spoiled` is where copies to be spoiled may be."""
        faults = self.check() + self.ledger.verify() + verify(self.site.ctl, self.site.station.state)
        if in_order:
            faults += self.order()
        figures = self.figures  # of the two sides, not of a spoiled copy
        faults = faults or self.sharpness(spoiled)
        self.figures = figures
        return faults

    def check(self, journal=None, database=None):
        """What the two disagree about."""
        faults = []
        here, files = self._site(journal or self.site.journal)
        there, stored = self._ledger(database or self.ledger.database)
        missing = sorted(seq for seq in here if seq <= self.goal and seq not in there)
        invented = sorted(there.keys() - here.keys())
        other = sorted(seq for seq in there.keys() & here.keys() if there[seq][0] != here[seq][0])
        payloads = sorted(
            seq for seq in there.keys() & here.keys()
            if here[seq][1] is not None and there[seq][1] is not None and there[seq][1] != here[seq][1])
        lost = sorted(seq for seq in files if seq <= self.goal and seq not in stored)
        altered = sorted(seq for seq, digest in files.items() if seq in stored and stored[seq] != digest)
        for what, numbers in [
            ("are missing at the ledger", missing), ("are only at the ledger", invented), ("have another record", other),
            ("have another payload", payloads), ("are files that the ledger lacks", lost), ("are files that differ", altered),
        ]:
            if numbers:
                faults.append(f"{len(numbers)} entries {what}: {numbers[:8]}")
        alarms = self._alarms(database or self.ledger.database)
        if alarms:
            faults.append(f"the ledger raised {alarms}")
        self.figures = {
            "entries": len(there), "files": len(stored), "bytes of files": sum(size for _, size in stored.values()),
            "receipt for": self.site.receipt_size(),
        }
        return faults

    def order(self):
        """Lanes in which an entry came before an earlier one, though nothing was ever sent twice."""
        with reading(self.ledger.database) as connection:
            rows = connection.execute(
                "SELECT lane, seq FROM entry JOIN log ON log.id = log WHERE source = ? ORDER BY entry.rowid",
                (self.site.source,)).fetchall()
        newest, faults = {}, []
        for lane, seq in rows:
            if seq < newest.get(lane, 0):
                faults.append(f"lane {lane}: entry {seq} came after {newest[lane]}")
            newest[lane] = seq
        self.figures.update({f"by lane {lane}": sum(row[0] == lane for row in rows) for lane in newest})
        return faults[:5]

    def sharpness(self, folder):
        """Spoils copies of a ledger that was found good: a check that finds nothing then is none."""
        faults = []
        for what, change in {
            "an entry that is missing": "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry WHERE seq <= ?)",
            "a record that was changed": "UPDATE entry SET record = x'7B7D' WHERE seq = (SELECT min(seq) FROM entry WHERE seq <= ?)",
        }.items():
            shutil.copytree(self.ledger.state, folder)
            connection = sqlite3.connect(folder / "ledger.sqlite", isolation_level=None)
            for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {trigger}")
            connection.execute(change, (self.goal,))
            connection.close()
            if not self.check(database=folder / "ledger.sqlite"):
                faults.append(f"the checks do not notice {what}")
            shutil.rmtree(folder)
        return faults

    def _site(self, path):
        with reading(path) as connection:
            entries = {
                seq: (bytes(record), None if body is None else bytes(body))
                for seq, record, body in connection.execute(
                    "SELECT seq, record, body FROM entry LEFT JOIN payload USING (seq)")
            }
            files = {
                seq: (bytes(digest), size)
                for seq, digest, size in connection.execute(
                    "SELECT seq, sha256, bytes FROM snapshot WHERE erased IS NULL UNION ALL "
                    "SELECT entry, sha256, bytes FROM recording WHERE erased IS NULL AND entry IS NOT NULL")
            }
        return entries, files

    def _ledger(self, path):
        with reading(path) as connection:
            entries = {
                seq: (bytes(record), None if payload is None else bytes(payload))
                for seq, record, payload in connection.execute(
                    "SELECT seq, record, payload FROM entry JOIN log ON log.id = log WHERE source = ?", (self.site.source,))
            }
            rows = connection.execute(
                "SELECT seq, path, sha256, bytes FROM file JOIN log ON log.id = log "
                "WHERE source = ? AND completed IS NOT NULL", (self.site.source,)).fetchall()
        files = {}
        for seq, name, digest, size in rows:
            data = (self.ledger.state / name).read_bytes()
            # What is on the disk counts, not what the row says of it.
            files[seq] = (hashlib.sha256(data).digest() if len(data) == size else bytes(digest) + b"?", len(data))
        return entries, files

    def _alarms(self, path):
        with reading(path) as connection:
            return connection.execute(
                "SELECT kind, detail FROM alarm WHERE kind NOT LIKE '%silent%'").fetchall()


def free_ports(count):
    """So many free ports of loopback."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def listens(process, port):
    """Whether a process's network has somebody who takes connections there."""
    try:
        with open(f"/proc/{process}/net/tcp") as file:
            rows = [line.split() for line in file]
    except OSError:
        return False
    return any(row[1].endswith(f":{port:04X}") and row[3] == "0A" for row in rows[1:])


def resident(process):
    """A process's resident memory in bytes."""
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
