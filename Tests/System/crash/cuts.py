#!/usr/bin/env python3
"""Cuts the power of a logged disk at random moments at which something is unflushed, and looks at what the daemon makes of what is left.

    cuts.py --binaries FOLDER --folder FOLDER --image IMAGE --log LOG [--cuts 40] [--seed N]

IMAGE is the disk before the guest ran, LOG what volatiledisk.py logged of it (export 0) and of the receiver's witness (export
1). Nothing runs as a virtual machine here: one log serves any number of cuts.

What a cut leaves of the disk: all that was written before the last flush; of what was written after it, each piece of 4096
bytes by chance, so that later writes may be there and earlier ones not; and a tenth of these writes in pieces of 512 bytes,
so that pages are torn. What the receiver had been given until then counts as acknowledged, for it notes before it answers.

After each cut e2fsck replays the file system's journal, and then must hold:
  - the database is sound, each acknowledged entry is in it with the same record, and each recording and snapshot that a row
    calls complete is so, before the daemon has touched anything (as journalcheck.py looks at it);
  - karaulad starts on it, recovers it, and stops; then `karaulactl journal verify` finds nothing, each event has an end,
    each recording is whole images up to the frame that its row states, and no file is unaccounted for;
  - each recording is, byte for byte, the beginning of what the machine went on to write.

A test that cannot fail proves nothing: the same cuts on a disk that lies, which says that it has flushed and has not, must
be found out. Prints PASS and FAIL lines and ends with 1 if there is a FAIL.
"""

import argparse
import atexit
import collections
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from journalcheck import Check, canonical, verify
from station import Ended, Station
from volatiledisk import FLUSH, read_log

STATE_DISK, WITNESS = 0, 1
BLOCK, SECTOR, TORN = 4096, 512, 0.1
LYING_CUTS, LIES = 12, 60
UNCUT = 16  # how often recordings are looked at without a cut, before retention erases them
ROOM = 4 << 30  # bytes that a few cuts take at once, with what they leave for a look at them
BEGAN = time.monotonic()


class Medium:
    """A disk with a volatile cache, while the log is played to it. One that lies makes good its flushes late."""

    def __init__(self, image, lies=0):
        self.durable = bytearray(image)
        self.pending = []  # steps, and the flush after which each would be durable
        self._flushes = 0
        self.lies = lies

    def take(self, step):
        """One step of the log."""
        if step.kind != FLUSH:
            self.pending.append((step, self._flushes + 1))
            return
        self._flushes += 1
        durable = self._flushes - self.lies
        for past, flush in self.pending:
            if flush <= durable:
                self._write(self.durable, past, 0, past.length)
        self.pending = [(past, flush) for past, flush in self.pending if flush > durable]

    def cut(self, chance):
        """The disk as it may be if the power fails now."""
        disk = bytearray(self.durable)
        for step, _ in self.pending:
            piece = SECTOR if chance.random() < TORN else BLOCK
            for start in range(0, step.length, piece):
                if step.is_forced or chance.random() < 0.5:
                    self._write(disk, step, start, min(piece, step.length - start))
        return disk

    def last(self):
        """The disk if all reaches it."""
        disk = bytearray(self.durable)
        for step, _ in self.pending:
            self._write(disk, step, 0, step.length)
        return disk

    @staticmethod
    def _write(disk, step, start, count):
        disk[step.offset + start : step.offset + start + count] = step.data[start : start + count]


class Witness:
    """What the receiver has noted so far on its own disk."""

    def __init__(self):
        self.records = {}
        self._rest = b""

    def take(self, step):
        """One write to the witness."""
        lines = (self._rest + step.data.replace(b"\0", b"")).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            event = json.loads(line)
            self.records[int(event["id"])] = hashlib.sha256(canonical(event["data"]["record"])).digest()


class Cut:
    """One cut, and what was found after it."""

    def __init__(self, number, medium, witness, chance):
        self.number = number
        self.is_kept = not medium.lies
        self.disk = medium.cut(chance)
        self.pending = sum(-(-step.length // BLOCK) for step, _ in medium.pending)
        self.acknowledged = dict(witness.records)
        self.faults = []
        self.counts = collections.Counter()


def worst_places(steps):
    """Where something is written and not yet flushed, after the first acknowledgement: elsewhere nothing is at stake."""
    places, is_pending, is_acknowledged = [], False, False
    for place, step in enumerate(steps):
        if is_pending and is_acknowledged:
            places.append(place)
        if step.export == WITNESS:
            is_acknowledged = is_acknowledged or bool(step.data)
        else:
            is_pending = step.kind != FLUSH
    return places


def play(image, steps, count, seed, lies=0):
    """Yields `count` cuts at random places of the log."""
    chance = random.Random(seed)
    places = collections.Counter(chance.choices(worst_places(steps), k=count))
    medium, witness, number = Medium(image, lies), Witness(), 0
    for place, step in enumerate(steps):
        for _ in range(places[place]):
            number += 1
            yield Cut(number, medium, witness, chance)
        if step.export == STATE_DISK:
            medium.take(step)
        elif step.data:
            witness.take(step)


class Examiner:
    """Looks at what cuts left."""

    def __init__(self, options):
        self.options = options
        self.kept = pathlib.Path(options.folder)
        # What the checks need is in true order in the log already: here the disk's own pace would only cost time.
        shared = pathlib.Path("/dev/shm")
        memory = shared if shared.is_dir() and shutil.disk_usage(shared).free > ROOM else None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="karaula-cuts-", dir=memory))
        atexit.register(shutil.rmtree, self.folder)
        self.program = pathlib.Path(options.binaries) / "karaulactl"
        self.whole = self.folder / "whole"

    def remember(self, disk):
        """Takes the sealed recordings out of a disk that nothing was cut from.

        Others may be in flux: a file system's journal may tell of a length whose last bytes are still in memory.
        """
        folder = self.folder / "uncut"
        folder.mkdir()
        if fault := self.extract(disk, folder):
            raise SystemExit(f"FAIL a disk without a cut cannot be read: {fault}")
        with contextlib.closing(sqlite3.connect(folder / "state/journal.sqlite")) as connection:
            sealed = connection.execute("SELECT path, sha256 FROM recording WHERE state = 'sealed'").fetchall()
        for path, digest in sealed:
            file, known = folder / "state" / path, self.whole / path
            if known.exists() or not file.exists():
                continue  # what is erased has no file; its row may stay
            if hashlib.sha256(file.read_bytes()).digest() != digest:
                raise SystemExit(f"FAIL {path} is sealed, and without any cut it is not what its row says")
            known.parent.mkdir(parents=True, exist_ok=True)
            file.replace(known)
        shutil.rmtree(folder)

    def extract(self, disk, folder):
        """Lets e2fsck mend the file system and takes the state directory out of it; returns what went wrong."""
        image = folder / "disk"
        image.write_bytes(disk)
        mended = subprocess.run(["e2fsck", "-fy", image], capture_output=True, text=True, check=False)
        if mended.returncode not in (0, 1):
            return f"e2fsck ends with {mended.returncode}: {mended.stdout.strip()} {mended.stderr.strip()}"
        subprocess.run(["debugfs", "-R", f"rdump /karaula {folder}", image], capture_output=True, check=False)
        image.unlink()
        if not (folder / "karaula").is_dir():
            return "the state directory is not there"
        (folder / "karaula").rename(folder / "state")
        return None

    def untouched(self, folder):
        """A state directory with copies of the database's files: SQLite changes them even for a reader."""
        copy = folder / "before"
        copy.mkdir()
        for file in (folder / "state").glob("journal.sqlite*"):
            shutil.copy(file, copy)
        (copy / "recordings").symlink_to(folder / "state" / "recordings")
        return copy

    def examine(self, cut):
        """All checks of one cut; returns it with its faults."""
        folder = self.folder / f"cut-{cut.number}"
        folder.mkdir()
        if fault := self.extract(cut.disk, folder):
            cut.faults.append(fault)
        else:
            self.recover(cut, folder)
        if cut.faults and cut.is_kept:
            shutil.move(folder, self.kept)
        else:
            shutil.rmtree(folder)
        return cut

    def recover(self, cut, folder):
        """What must hold of a state directory before the daemon has recovered it, and after."""
        cut.disk = None
        before = Check(self.untouched(folder), cut.acknowledged, is_live=True).run()
        cut.faults += [f"before recovery: {fault}" for fault in before.faults]
        # Nothing is delivered any more, and the daemon wants to be told so.
        station = Station(self.options.binaries, folder, QUIET, options=["--abandon", "sector"])
        try:
            station.start()
            station.becomes_ready()
            station.stop()
            # What was whole before is read again by verify and compare.
            after = Check(station.state, cut.acknowledged, known=before.known).run()
            cut.faults += after.faults + verify(self.program, station.state)
            cut.counts.update(after.counts)
            self.compare(cut, station.state, after)
        except Ended as end:
            cut.faults.append(str(end))
        finally:
            station.close()

    def compare(self, cut, state, check):
        """Whether each recording is the beginning of what was written without a cut."""
        for path, frames in check.recordings:
            cut.counts["frames"] += frames
            known = self.whole / path
            if not frames or not known.exists() or not (state / path).exists():
                continue  # Check has told of one that is missing; retention may have erased one too soon to be known
            cut.counts["compared"] += 1
            whole, data = known.read_bytes(), (state / path).read_bytes()
            if not whole.startswith(data) and not data.startswith(whole):
                cut.faults.append(f"{path}: its bytes are not those that were written")


QUIET = """\
site: border-post
console: {listen: 127.0.0.1:0}
storage: {keep_free: 1MiB, reserve: 0}
cameras:
  - name: gate
    source: {simulated: {scene: custom, size: 64x48, fps: 2}}
"""


def in_parallel(examiner, cuts):
    """Examines cuts as they come, a few at a time, so that not all their disks are in memory at once."""
    workers = os.cpu_count() or 1
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        running = collections.deque()
        for cut in cuts:
            running.append(pool.submit(examiner.examine, cut))
            if len(running) > workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def seconds():
    return f"[{time.monotonic() - BEGAN:.1f} s]"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143)) # what is to be cleaned up is
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True, help="folder of karaulad and karaulactl")
    parser.add_argument("--folder", required=True, help="receives what cuts left that something is wrong with")
    parser.add_argument("--image", required=True, help="the state disk before the guest ran")
    parser.add_argument("--log", required=True, help="what happened to it")
    parser.add_argument("--cuts", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()

    steps = read_log(options.log)
    image = pathlib.Path(options.image).read_bytes()
    of_state = [step for step in steps if step.export == STATE_DISK]
    flushes = sum(step.kind == FLUSH for step in of_state)
    print(f"     {len(of_state) - flushes} writes and {flushes} flushes of the state disk, seed {options.seed} {seconds()}")
    examiner, medium = Examiner(options), Medium(image)
    stops = {len(of_state) * stop // UNCUT for stop in range(UNCUT // 4, UNCUT + 1)}
    for place, step in enumerate(of_state, 1):
        medium.take(step)
        if place in stops:
            examiner.remember(medium.last())

    failed, pending, acknowledged, totals = 0, [], [], collections.Counter()
    for cut in in_parallel(examiner, play(image, steps, options.cuts, options.seed)):
        pending.append(cut.pending)
        acknowledged.append(len(cut.acknowledged))
        totals.update(cut.counts)
        failed += bool(cut.faults)
        for fault in cut.faults[:5]:
            print(f"FAIL cut {cut.number}: {fault}", flush=True)
    print(
        f"     unflushed pieces at a cut: {statistics.median(pending):.0f} (up to {max(pending)}); acknowledged entries: "
        f"{min(acknowledged)} to {max(acknowledged)}; over all cuts: "
        + ", ".join(f"{name} {count}" for name, count in totals.items())
    )
    if not failed:
        print(f"PASS {len(pending)} cuts, and nothing was lost {seconds()}")

    lost = sum(
        bool(cut.faults) for cut in in_parallel(examiner, play(image, steps, LYING_CUTS, options.seed, lies=LIES)))
    print(
        f"{'PASS' if lost else 'FAIL'} a disk that lies about its last {LIES} flushes is found out: {lost} of {LYING_CUTS} "
        f"cuts {seconds()}"
    )
    if failed:
        print(f"what was found is in {options.folder}")
    sys.exit(1 if failed or not lost else 0)


if __name__ == "__main__":
    main()
