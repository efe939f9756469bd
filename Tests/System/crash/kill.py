#!/usr/bin/env python3
"""Kills karaulad by SIGKILL at random moments, starts it again, and looks whether the journal kept what it promised.

    kill.py --binaries FOLDER --folder FOLDER [--rounds 50] [--seed N] [--size 50]

One round is one SIGKILL. Before it the daemon runs under load: two simulated cameras as fast as they can be drawn, which
raise some 40 alarms a second, each with snapshot and recording, and one destination that takes entries over mutual TLS.
Recordings may take 8 MiB, so that each start also erases the oldest.
A third of the kills come while the daemon still starts: it reads its configuration, opens the journal, closes what the
kill before left open. The others come up to 0.6 s after everything below has been checked on the running daemon, every
fourth of them after a SIGTERM, while it seals recordings and closes the journal. After `--size` rounds the state directory
is checked once more, all of it and by ffmpeg too, and the next rounds get a new one.

Checked after each start that became ready, while the load goes on:
  - `karaulactl journal verify` finds nothing; SQLite's integrity_check and foreign_key_check find nothing;
  - each entry that the receiver took is in the journal, with the same record;
  - each event of an earlier run has an end; no recording of an earlier run is open;
  - each recording is, byte for byte, what its row says: whole JPEG images, as many as the row says, where its index says;
  - each file has a row, or is among the orphans and an entry says so.

Prints PASS and FAIL lines and ends with 1 if there is a FAIL.
"""

import argparse
import collections
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from journalcheck import Acknowledged, Check, verify
from station import Ended, Station

HOUSE = """\
console: {listen: 127.0.0.1:0}
retention: {recordings_bytes: 8MiB}
storage: {keep_free: 64MiB, reserve: 1MiB}
"""
CAMERAS = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.3, every: 60s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 5s}]
    recording: {preroll: 2s, postroll: 4s}
  - name: yard
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 5, actors: [
      {kind: vehicle, height: 0.3, contrast: -70, path: [[1.2, 0.8], [-0.2, 0.8]], speed: 0.2, every: 2000s}]}}
    rules: [{name: anything, kind: intrusion, quiet: 1s}]
    recording: {preroll: 10s, postroll: 250s, longest: 10m}
"""
QUIET_CAMERA = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, size: 96x72, fps: 2}}
"""


class Receiver:
    """The project's receiver on a free port of loopback."""

    def __init__(self, folder):
        system = pathlib.Path(__file__).resolve().parent.parent
        tls = folder / "tls"
        subprocess.run([system / "make-certificates.sh", tls], check=True, stdout=subprocess.DEVNULL)
        self.received = folder / "received.jsonl"
        with open(folder / "receiver.log", "wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-B", system / "receiver.py", "--certificate", tls / "server.pem",
                 "--key", tls / "server.key", "--client-ca", tls / "ca.pem", "--out", self.received,
                 "--until-end-of-input"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )
        port = self._process.stdout.readline().split()[-1]
        self.destination = (
            f"destinations:\n  - name: sector\n    url: https://127.0.0.1:{port}/v1/entries\n"
            f"    ca: {tls}/ca.pem\n    certificate: {tls}/client.pem\n    key: {tls}/client.key\n"
        )

    def close(self):
        self._process.kill()
        self._process.wait()


class Run:
    """All the rounds."""

    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.folder = pathlib.Path(options.folder)
        self.program = pathlib.Path(options.binaries) / "karaulactl"
        self.receiver = Receiver(self.folder)
        self.totals = collections.Counter()
        self.faults = []
        self.starting = 0.05  # seconds that a start takes, as far as is known
        self.stopping = 0.03  # seconds after a SIGTERM within which the kill comes; about half of these kills should meet a stop
        self.directories = 0

    def all(self):
        """Every round; returns whether nothing was found wrong."""
        left = self.options.rounds
        while left > 0 and not self.faults:
            size = min(left, self.options.size)
            self.directory(size, is_last=left == size)
            left -= size
        return self.tell()

    def directory(self, rounds, is_last):
        """So many rounds on one state directory, and the thorough look at what is left of it."""
        self.directories += 1
        folder = self.folder / str(self.directories)
        folder.mkdir()
        site = f"kill-{self.directories}"
        head = f"site: {site}\n{HOUSE}{self.receiver.destination}"
        station = Station(self.options.binaries, folder, head + CAMERAS)
        acknowledged, known = Acknowledged(), set()
        source = f"urn:karaula:{site}"
        try:
            target = self.kills + rounds
            while self.kills < target:
                known = self.round(station, acknowledged, source, known)
                if self.faults:
                    return
            station.configuration.write_text(head + QUIET_CAMERA)
            station.start()
            station.becomes_ready()
            station.stop()
            acknowledged.read(self.receiver.received, source)
            check = Check(station.state, acknowledged.records).run().plays()
            self.faults += check.faults + verify(self.program, station.state)
            for name, count in check.counts.items():
                self.totals[name] += count
            self.totals["frames"] += sum(frames for _, frames in check.recordings)
            self.totals["acknowledged"] += len(acknowledged.records)
            if is_last and not self.faults:
                self.sharpness(station.state, acknowledged)
        except Ended as end:
            self.faults.append(str(end))
        finally:
            station.close()
        if not self.faults:
            shutil.rmtree(folder)
        self.progress()

    @property
    def kills(self):
        """How many kills there were, of every kind."""
        return sum(self.totals[kind] for kind in KILLS)

    def round(self, station, acknowledged, source, known):
        """One start and one kill; returns the files that are known to be whole."""
        log = station.state / "journal.sqlite-wal"
        before = stamp(log)
        station.start()
        if self.random.random() < 1 / 3:
            # Whoever is killed early, again and again, must not lose either.
            time.sleep(self.starting * self.random.random() ** 0.5)
            station.kill()
            self.totals[STARTING] += 1
            self.totals["of these after its first write"] += stamp(log) != before
            return known
        ready = station.becomes_ready()
        self.starting += 0.1 * (1.3 * ready - self.starting)
        # What the receiver took before the journal is read is in it; what comes meanwhile need not be.
        acknowledged.read(self.receiver.received, source)
        check = Check(station.state, acknowledged.records, is_live=True, known=known).run()
        self.faults += check.faults + verify(self.program, station.state)
        self.totals["starts checked"] += 1
        time.sleep(self.random.uniform(0, 0.6))
        open_recordings = self.count(station.state, "SELECT count(*) FROM recording WHERE state = 'open'")
        self.totals["kills with recordings open"] += open_recordings > 0
        if self.random.random() < 1 / 4:
            station.terminate()
            time.sleep(self.random.uniform(0, self.stopping))
            was_stopping = station.kill(may_have_ended=True)
            self.totals[STOPPING] += was_stopping
            # A fast machine stops before a fixed wait is over, and then no kill would ever meet a stop.
            self.stopping = min(1, self.stopping * (1.3 if was_stopping else 0.5))
        else:
            self.totals[UNDER_LOAD] += station.kill()
        return check.known

    def count(self, state, query):
        """One number out of a journal that is being written."""
        connection = sqlite3.connect(f"file:{state}/journal.sqlite?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchone()[0]
        finally:
            connection.close()

    def sharpness(self, state, acknowledged):
        """Spoils copies of a state directory that was found good: a check that finds nothing then is none."""
        for what, spoil in SPOILINGS.items():
            copy = self.folder / "spoiled"
            shutil.copytree(state, copy)
            connection = sqlite3.connect(copy / "journal.sqlite", isolation_level=None)
            for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {trigger}")
            spoil(copy, connection)
            connection.close()
            if not Check(copy, acknowledged.records).run().faults:
                self.faults.append(f"the checks do not notice {what}")
            self.totals["spoiled copies noticed"] += 1
            shutil.rmtree(copy)

    def progress(self):
        print(f"     {self.kills} kills, {len(self.faults)} faults [{time.monotonic() - BEGAN:.0f} s]", flush=True)

    def tell(self):
        """The figures, and the verdict."""
        self.receiver.close()
        for fault in self.faults[:40]:
            print(f"FAIL {fault}")
        figures = ", ".join(f"{name} {count}" for name, count in self.totals.items())
        print(f"     {figures}; seed {self.options.seed}")
        if self.faults:
            print(f"what was found is in {self.folder}")
            return False
        needed = [*KILLS, "acknowledged", "crashed", "erased", "kills with recordings open", "spoiled copies noticed"]
        seconds = f"[{time.monotonic() - BEGAN:.1f} s]"
        missing = [name for name in needed if not self.totals[name]]
        if missing:
            print(f"FAIL the kills mean little, for there was none of: {', '.join(missing)} {seconds}")
            return False
        print(f"PASS {self.kills} kills, and nothing was lost {seconds}")
        return True


def stamp(path):
    """What changes when a file is written."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns


def spoil_recording(state, connection):
    path, = connection.execute(
        "SELECT path FROM recording WHERE frames > 1 AND erased IS NULL ORDER BY id DESC LIMIT 1").fetchone()
    os.truncate(state / path, os.path.getsize(state / path) - 1)


def spoil_index(_, connection):
    connection.execute(
        "UPDATE recording SET frames = frames - 1 "
        "WHERE id = (SELECT max(id) FROM recording WHERE frames > 1 AND erased IS NULL)")


def bring_back(state, connection):
    path, = connection.execute("SELECT path FROM recording WHERE erased IS NOT NULL LIMIT 1").fetchone()
    (state / path).write_bytes(b"")


SPOILINGS = {
    "a missing entry at the end": lambda _, db: db.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)"),
    "a changed record": lambda _, db: db.execute("UPDATE entry SET record = x'7B7D' WHERE seq = 2"),
    "an event without end": lambda _, db: db.execute(
        "UPDATE event SET closing = NULL, reason = NULL WHERE id = (SELECT min(id) FROM event)"),
    "a recording that was left open": lambda _, db: db.execute(
        "UPDATE recording SET state = 'open', entry = NULL WHERE id = (SELECT min(id) FROM recording WHERE erased IS NULL)"),
    "a recording that lacks its last byte": spoil_recording,
    "a recording with a frame too many": spoil_index,
    "a file without a row": lambda _, db: db.execute(
        "DELETE FROM snapshot WHERE seq = (SELECT max(seq) FROM snapshot WHERE erased IS NULL)"),
    "a file that was erased and is there": bring_back,
    "an orphan that no entry tells of": lambda state, _: (
        (state / "recordings/orphans").mkdir(exist_ok=True), (state / "recordings/orphans/x.jpg").write_bytes(b"x")),
}
STARTING, UNDER_LOAD, STOPPING = "kills while starting", "kills under load", "kills while stopping"
KILLS = (STARTING, UNDER_LOAD, STOPPING)
BEGAN = time.monotonic()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143)) # what is to be cleaned up is
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True, help="folder of karaulad and karaulactl")
    parser.add_argument("--folder", required=True, help="an empty folder for state directories, on a disk")
    parser.add_argument("--rounds", type=int, default=50, help="how many kills")
    parser.add_argument("--size", type=int, default=50, help="how many of them on one state directory")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    sys.exit(0 if Run(parser.parse_args()).all() else 1)


if __name__ == "__main__":
    main()
