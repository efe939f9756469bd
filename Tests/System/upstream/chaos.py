#!/usr/bin/env python3
"""Lets a site deliver to its ledger through faults of every kind, and looks whether both sides end up with the same.

    chaos.py --binaries FOLDER --folder FOLDER [--faults 60] [--seed N]

A fault is a spoiled exchange (see proxy.py: cut, delayed, lost, repeated and reordered requests and answers, errors, false
conflicts, false acknowledgements, spoiled and old receipts), or a SIGKILL of the site or of the ledger. Meanwhile the site runs
under load: two simulated cameras, several alarms a second, each with snapshot and recording. When there were enough faults, the
load ends, the faults too, and both sides have 150 s to agree.

Checked all along:
  - receipts never stand still for longer than twice the back-off's cap (120 s).
Checked at the end:
  - the last receipt covers everything that was in the journal when the load ended;
  - the ledger has every entry of the journal, once, with the same record and payload, and no other;
  - the ledger has every snapshot and recording that was not erased, byte for byte;
  - `karaula-ledger verify` and `karaulactl journal verify` find nothing, and the ledger raised no alarm of a fork or a change;
  - the checks notice a change in a copy of either side;
  - every body that was sent with entries is a batch of CloudEvents (validate-events.py).

Prints PASS and FAIL lines and ends with 1 if there is a FAIL.
"""

import argparse
import collections
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from proxy import FaultyProxy
from sides import QUIET, Agreement, Ledger, Site
from station import Ended

CAP = 60
CAMERAS = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.3, every: 2000s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 5s}]
    recording: {preroll: 2s, postroll: 4s}
  - name: yard
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 5, actors: [
      {kind: vehicle, height: 0.3, contrast: -70, path: [[1.2, 0.8], [-0.2, 0.8]], speed: 0.2, every: 9000s}]}}
    rules: [{name: anything, kind: intrusion, quiet: 1s}]
    recording: {preroll: 10s, postroll: 250s, longest: 10m}
"""


class Chaos:
    """One run."""

    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.folder = pathlib.Path(options.folder)
        self.kills = collections.Counter()
        self.faults = []
        self.longest_stall = 0.0

    @property
    def count(self):
        """Faults so far."""
        return self.proxy.faults + sum(self.kills.values())

    def all(self):
        """The whole run; returns whether nothing was found wrong."""
        self.ledger = Ledger(self.options.binaries, self.folder)
        self.ledger.start()
        self.proxy = FaultyProxy(self.ledger.tls, self.ledger.port, self.options.seed, patience=4.0)
        self.site = Site(self.options.binaries, self.folder, "site-1", self.ledger, self.proxy.port, timeout=3)
        try:
            self.site.configure(CAMERAS)
            self.site.start()
            self.storm()
            self.settle()
        except Ended as end:
            self.faults.append(str(end))
        finally:
            self.site.close()
            self.ledger.close()
            self.proxy.close()
        return self.tell()

    def is_enough(self):
        """Whether there were the faults asked for, kills of both sides among them, and load enough for them to mean anything."""
        return self.count >= self.options.faults and len(self.kills) == 2 and self.site.head() >= 300

    def storm(self):
        """Faults until there were enough of them."""
        newest, since = 0, time.monotonic()
        next_kill = time.monotonic() + self.random.uniform(1, 6)
        last_word = time.monotonic()
        while not self.faults and not self.is_enough():
            time.sleep(0.2)
            self.site.station.still_runs()
            now = time.monotonic()
            size = self.site.receipt_size()
            if size > newest:
                newest, since = size, now
            self.longest_stall = max(self.longest_stall, now - since)
            if now - since > 2 * CAP:
                self.faults.append(f"no receipt for {now - since:.0f} s, the last one for {newest} entries")
            if now >= next_kill:
                self.kill()
                next_kill = time.monotonic() + self.random.uniform(1, 12)
            if now - last_word > 30:
                last_word = now
                print(f"     {self.count} faults, receipt for {newest} entries [{now - BEGAN:.0f} s]", flush=True)

    def kill(self):
        """SIGKILL to one side, and its next start."""
        if self.random.random() < 0.5:
            self.kills["kills of the site"] += 1
            self.site.station.kill()
            self.site.start()
        else:
            self.kills["kills of the ledger"] += 1
            self.ledger.kill()
            time.sleep(self.random.uniform(0, 1.5))
            self.ledger.start()

    def settle(self):
        """The load and the faults end; both sides have to agree."""
        if self.faults:
            return
        self.proxy.calm()
        self.site.stop()
        self.site.configure(QUIET)
        self.site.start()
        began = time.monotonic()
        goal = self.site.head()
        while not self.site.has_arrived(goal):
            self.site.station.still_runs()
            if time.monotonic() - began > 2.5 * CAP:
                self.faults.append(
                    f"after {2.5 * CAP:.0f} s without faults the receipt is for {self.site.receipt_size()} of {goal} entries; "
                    f"{self.site.what_waits()}")
                return
            time.sleep(0.2)
        self.agreed_after = time.monotonic() - began
        self.site.stop()
        self.ledger.stop()
        agreement = Agreement(self.site, self.ledger, goal)
        self.faults += agreement.judge(self.folder / "spoiled")
        self.figures = agreement.figures
        self.validate()

    def validate(self):
        """Every body with entries, whatever became of it, has to be a batch of CloudEvents."""
        folder = self.folder / "bodies"
        folder.mkdir()
        for number, body in enumerate(self.proxy.bodies()):
            (folder / f"{number}.json").write_bytes(body)
        judge = pathlib.Path(__file__).resolve().parent.parent / "validate-events.py"
        said = subprocess.run([sys.executable, judge, *sorted(folder.iterdir())], capture_output=True, text=True)
        if said.returncode:
            self.faults.append(f"a body is no batch of CloudEvents: {said.stderr.strip()}")
            return
        self.figures["events in valid bodies"] = int(said.stdout)
        shutil.rmtree(folder)

    def tell(self):
        """The figures, and the verdict."""
        for fault in self.faults[:40]:
            print(f"FAIL {fault}")
        kinds = collections.Counter(self.proxy.counts) + self.kills
        print("     " + ", ".join(f"{name} {count}" for name, count in sorted(kinds.items())))
        print(f"     {self.proxy.exchanges} exchanges; longest time between receipts {self.longest_stall:.1f} s; "
              f"seed {self.options.seed}")
        if self.faults:
            print(f"what was found is in {self.folder}")
            return False
        print("     " + ", ".join(f"{name} {count}" for name, count in self.figures.items()))
        if min(self.figures["entries"], self.figures["events in valid bodies"]) < 200 or not self.figures["files"] or len(self.kills) < 2:
            print("FAIL there was too little load for the faults to mean anything")
            return False
        print(f"PASS {self.count} faults, and both sides have the same {self.agreed_after:.1f} s after the last "
              f"[{time.monotonic() - BEGAN:.0f} s]")
        return True


BEGAN = time.monotonic()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is to be cleaned up is
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True, help="folder of karaulad, karaulactl and karaula-ledger")
    parser.add_argument("--folder", required=True, help="an empty folder, on a disk")
    parser.add_argument("--faults", type=int, default=60, help="how many faults")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    sys.exit(0 if Chaos(parser.parse_args()).all() else 1)


if __name__ == "__main__":
    main()
