"""What must hold of a state directory, whatever happened to the daemon that wrote it. Every check reads; none repairs.

`Check` looks at a journal whose recovery has run: after a start that became ready, while it goes on, or after a stop. It
gathers faults, one line each, instead of ending at the first.
"""

import contextlib
import hashlib
import json
import pathlib
import re
import sqlite3
import subprocess


def canonical(value):
    """RFC 8785 of what records and payloads hold: objects with ASCII names, texts, whole numbers, truth values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def frames_in(data):
    """The lengths of the JPEG images that `data` consists of; None if it holds anything else, or a part of one.

    Walks the markers of ITU-T T.81: segments by their lengths, entropy-coded data up to the next marker that ends it.
    """
    lengths, at = [], 0
    while at < len(data):
        start = at
        if data[at : at + 2] != b"\xff\xd8":
            return None
        at += 2
        while True:
            if data[at : at + 1] != b"\xff" or at + 4 > len(data) and data[at : at + 2] != b"\xff\xd9":
                return None
            marker = data[at + 1]
            at += 2
            if marker == 0xD9:
                break
            at += int.from_bytes(data[at : at + 2], "big")
            if marker == 0xDA:
                ending = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL).search(data, at)
                if ending is None:
                    return None
                at = ending.start()
        lengths.append(at - start)
    return lengths


def lengths_in_index(index):
    """The frames' lengths as a row's index tells them: a form, then varints, in form 1 each followed by a time."""
    numbers, value, shift = [], 0, 0
    for byte in index[1:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value, shift = 0, 0
    return numbers[::2] if index[0] == 1 else numbers


class Acknowledged:
    """What a receiver took: for each entry its record, in canonical form, and what its digest is made of."""

    def __init__(self):
        self.records = {}
        self._offset = 0

    def read(self, path, source):
        """Takes what was added to the receiver's file since the last call."""
        with open(path, "rb") as file:
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # not wholly written yet
                self._offset += len(line)
                event = json.loads(line)
                if event["source"] == source:
                    self.records[int(event["id"])] = hashlib.sha256(canonical(event["data"]["record"])).digest()


class Check:
    """One look at a state directory."""

    def __init__(self, state, acknowledged, is_live=False, known=frozenset()):
        """`known` holds the paths of files that an earlier look found whole, and need not be read again."""
        self.state = pathlib.Path(state)
        self.address = f"file:{self.state}/journal.sqlite?mode=ro"
        self.acknowledged = acknowledged
        self.is_live = is_live
        self.known = set(known)
        self.faults = []
        self.counts = {"entries": 0, "recordings": 0, "crashed": 0, "orphans": 0, "snapshots": 0, "erased": 0}
        self.recordings = []  # paths and frames of those that are not open
        self._boundary = 0

    def blame(self, fault):
        """Notes a fault."""
        self.faults.append(fault)

    def run(self):
        """All checks of database and files; returns itself."""
        try:
            with contextlib.closing(sqlite3.connect(self.address, uri=True, isolation_level=None)) as connection:
                self._look(connection)
        except (sqlite3.Error, ValueError, TypeError, IndexError) as error:
            self.blame(f"the database cannot be read: {error!r}")
        return self

    def _look(self, connection):
        # One transaction: a daemon that goes on writing must not move what is judged.
        connection.execute("BEGIN")
        self._database(connection)
        self._entries(connection)
        self._events(connection)
        names = self._recordings(connection) | self._snapshots(connection)
        self._strays(connection, names)

    def _database(self, connection):
        answer = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if answer != ["ok"]:
            self.blame(f"integrity_check: {'; '.join(answer[:3])}")
        for row in connection.execute("PRAGMA foreign_key_check"):
            self.blame(f"foreign_key_check: {row}")

    def _entries(self, connection):
        count, newest = connection.execute("SELECT count(*), coalesce(max(seq), 0) FROM entry").fetchone()
        self.counts["entries"] = newest
        if count != newest:
            self.blame(f"{count} entries, and the newest is {newest}")
        # What is after it belongs to the run that goes on, or to the last one.
        self._boundary = connection.execute(
            "SELECT coalesce(max(seq), 0) FROM entry WHERE kind IN ('site.started', 'site.stopped', 'site.crashed')"
        ).fetchone()[0]
        missing, changed = [], []
        there = {seq: bytes(record) for seq, record in connection.execute("SELECT seq, record FROM entry")}
        for seq, digest in self.acknowledged.items():
            if seq not in there:
                missing.append(seq)
            elif hashlib.sha256(there[seq]).digest() != digest:
                changed.append(seq)
        if missing:
            self.blame(f"{len(missing)} acknowledged entries are missing, first {min(missing)}; the newest is {newest}")
        if changed:
            self.blame(f"{len(changed)} acknowledged entries have another record, first {min(changed)}")

    def _events(self, connection):
        query = "SELECT id FROM event WHERE closing IS NULL AND id < ?"
        for (event,) in connection.execute(query, (self._boundary,)):
            self.blame(f"event {event} of an earlier run has no end")

    def _recordings(self, connection):
        names = set()
        query = "SELECT path, event, state, frames, bytes, sha256, frame_index, erased FROM recording"
        for path, event, state, frames, size, digest, index, erased in connection.execute(query):
            names.add(path)
            self.counts["crashed"] += state == "crashed"
            if erased:
                self._gone(connection, path)
                continue
            if state == "open":
                if event < self._boundary:
                    self.blame(f"{path}: its recording is open, and the run that began it is over")
                continue
            self.recordings.append((path, frames))
            self.counts["recordings"] += 1
            if path in self.known:
                continue
            if state not in ("sealed", "crashed"):
                self.blame(f"{path}: its state is {state}")
            elif (data := self._content(path, size, digest)) is not None:
                lengths = frames_in(data)
                if lengths is None or len(lengths) != frames:
                    self.blame(f"{path}: {lengths and len(lengths)} whole images, and its row says {frames} frames")
                elif lengths_in_index(index) != lengths:
                    self.blame(f"{path}: the index in its row is not where its images are")
                else:
                    self.known.add(path)
        return names

    def _snapshots(self, connection):
        names = set()
        for path, size, digest, erased in connection.execute("SELECT path, bytes, sha256, erased FROM snapshot"):
            names.add(path)
            if erased:
                self._gone(connection, path)
                continue
            self.counts["snapshots"] += 1
            if path in self.known:
                continue
            data = self._content(path, size, digest)
            if data is not None and len(frames_in(data) or []) != 1:
                self.blame(f"{path}: it is not one whole image")
            self.known.add(path)
        return names

    def _gone(self, connection, path):
        """What retention erased is not there, or its row says that it is yet to go."""
        self.counts["erased"] += 1
        if (self.state / path).exists():
            garbage = connection.execute("SELECT count(*) FROM garbage WHERE path = ?", (path,)).fetchone()
            if garbage == (0,):
                self.blame(f"{path}: it was erased, and is there")

    def _was_erased_meanwhile(self, path):
        """Whether a daemon that goes on has erased it since this look began."""
        with contextlib.closing(sqlite3.connect(self.address, uri=True)) as connection:
            query = "SELECT erased FROM recording WHERE path = ?1 UNION SELECT erased FROM snapshot WHERE path = ?1"
            return self.is_live and any(erased for (erased,) in connection.execute(query, (path,)))

    def _content(self, path, size, digest):
        """The bytes of a file that are as its row says; None, and a fault, if they are not."""
        try:
            data = (self.state / path).read_bytes()
        except OSError as error:
            return None if self._was_erased_meanwhile(path) else self.blame(f"{path}: {error.strerror}")
        if len(data) != size or hashlib.sha256(data).digest() != digest:
            return self.blame(f"{path}: {len(data)} bytes, and they are not the {size} of its row")
        return data

    def _strays(self, connection, names):
        told = set()
        query = "SELECT body FROM entry JOIN payload USING (seq) WHERE kind = 'recording.orphaned'"
        for (body,) in connection.execute(query):
            told |= {file["moved_to"] for file in json.loads(body)["files"]}
        for file in (self.state / "recordings").rglob("*"):
            path = str(file.relative_to(self.state))
            if file.is_dir():
                continue
            if path.startswith("recordings/orphans/"):
                self.counts["orphans"] += 1
                if path not in told:
                    self.blame(f"{path}: no entry tells of it")
            elif path not in names:
                number = file.name.split("-")[0]
                # A file is made before its row; the run that goes on may be between the two.
                if not (self.is_live and number.isdecimal() and int(number) > self._boundary):
                    self.blame(f"{path}: no row tells of it")

    def plays(self):
        """Lets ffmpeg decode every recording: as many pictures as the rows say, and not one complaint."""
        played = [path for path, frames in self.recordings if frames]
        self._decode(played, sum(frames for _, frames in self.recordings))
        return self

    def _decode(self, paths, frames):
        if not paths:
            return
        decoder = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "warning", "-f", "mjpeg", "-i", "pipe:0", "-fps_mode", "passthrough",
             "-f", "framecrc", "pipe:1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        said, _ = decoder.communicate(b"".join((self.state / path).read_bytes() for path in paths))
        lines = [line for line in said.decode(errors="replace").splitlines() if not line.startswith("#")]
        pictures = sum(line.startswith("0,") for line in lines)
        complaints = [line for line in lines if not line.startswith("0,")]
        if decoder.returncode or pictures != frames or complaints:
            self.blame(
                f"ffmpeg decodes {pictures} of {frames} pictures in {len(paths)} recordings and ends with "
                f"{decoder.returncode}: {'; '.join(complaints[:2])}"
            )


def verify(program, state):
    """Lets `karaulactl journal verify` judge the journal; returns the faults that it finds."""
    done = subprocess.run(
        [program, "journal", "verify", "--journal", state, "--json"], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    try:
        findings = json.loads(done.stdout)["findings"]
        return [f"verify: {finding['place']}: {finding['cause']}" for finding in findings]
    except (ValueError, KeyError):
        return [f"verify ends with {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"]
