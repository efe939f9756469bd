#!/usr/bin/env python3
"""Cuts the line between a site and its ledger for long, and looks what happens when it is back. Needs root.

    outage.py --binaries FOLDER --folder FOLDER [--entries 1000] [--megabytes 8]

Site and ledger are two network namespaces with a line between them. While the line is cut, the site makes so many entries and
so many megabytes of snapshots: three simulated cameras as fast as they can be drawn, days of a busy site in minutes. Then it
goes on at the pace of a quiet one, an alarm every few seconds. The line comes back with 64 kbit/s; after a minute it is fast.

Checked:
  - at 64 kbit/s the newest alarm that was raised before the line came back is at the ledger within 10 s, and each one after
    it within 10 s of its entry;
  - at full speed each alarm is there within 2 s of its entry, and so is the newest of a second, short cut;
  - everything arrives, once, in the order of `seq` within each lane; the last receipt covers it; snapshots and recordings too;
  - `karaula-ledger verify` and `karaulactl journal verify` find nothing;
  - the site's memory does not grow with what waits.

Prints PASS and FAIL lines and ends with 1 if there is a FAIL.
"""

import argparse
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from link import Link
from sides import QUIET, Agreement, Ledger, Site, one, reading
from station import Ended

BUSY = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.3, every: 60s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 5s}]
    recording: {preroll: 1s, postroll: 1s}
  - name: yard
    source: {simulated: {scene: custom, pace: fast, size: 640x360, fps: 5, seed: 5, actors: [
      {kind: vehicle, height: 0.3, contrast: -70, path: [[1.2, 0.8], [-0.2, 0.8]], speed: 0.4, every: 30s}]}}
    rules: [{name: anything, kind: intrusion, quiet: 1s}]
    recording: {preroll: 0s, postroll: 0s, longest: 1s}
"""
# No two that follow each other look alike: what comes again and again in the same place is taken for a branch.
CALM = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.6, every: 17s},
      {kind: vehicle, height: 0.4, contrast: -70, path: [[1.2, 0.7], [-0.2, 0.7]], speed: 0.5, every: 23s},
      {kind: walker, height: 0.6, contrast: -50, path: [[1.1, 0.95], [-0.1, 0.95]], speed: 0.5, every: 29s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 1s}]
    recording: {preroll: 1s, postroll: 1s}
"""
NEWEST_ALARM = "SELECT coalesce(max(seq), 0) FROM entry WHERE kind = 'event.opened'"


class Outage:
    """One run."""

    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.faults = []
        self.link = Link("karaula-outage")

    def all(self):
        """The whole run; returns whether nothing was found wrong."""
        self.ledger = Ledger(self.options.binaries, self.folder, Link.SECTOR, self.link.at_sector)
        self.ledger.start()
        self.site = Site(
            self.options.binaries, self.folder, "site-1", self.ledger, self.ledger.port, prefix=self.link.at_site,
            options="    storm: 1000\n")
        try:
            self.away()
            self.slow_return()
            self.fast_return()
            self.short_cut()
            self.settle()
        except Ended as end:
            self.faults.append(str(end))
        finally:
            self.site.close()
            self.ledger.close()
            self.link.close()
        return self.tell()

    def away(self):
        """The line is cut, and the site makes its backlog."""
        self.link.cut()
        self.site.configure(BUSY)
        self.site.start()
        memory = None
        while True:
            time.sleep(0.5)
            self.site.station.still_runs()
            head = self.site.head()
            megabytes = one(self.site.journal, "SELECT coalesce(sum(bytes), 0) FROM snapshot") / 1e6
            if memory is None and head > self.options.entries / 5:
                memory = self.site.memory()
            if head >= self.options.entries and megabytes >= self.options.megabytes:
                break
        grown = self.site.memory() - memory
        self.say(f"{head} entries, {megabytes:.0f} MB of snapshots; memory {memory / 1e6:.0f} MB and {grown / 1e6:+.0f} MB")
        self.judge(grown < 24e6, f"the site's memory does not grow with what waits ({grown / 1e6:+.1f} MB)")
        self.site.stop()
        self.site.configure(CALM)
        self.site.start()
        time.sleep(12)  # the calm site's own alarms, and a back-off that has grown

    def slow_return(self):
        """64 kbit/s for a minute."""
        self.link.limit(64)
        self.returns("at 64 kbit/s", 10)
        self.watch("at 64 kbit/s", 60, 10)

    def fast_return(self):
        """No limit any more."""
        self.link.limit(None)
        time.sleep(5)  # what is under way still crawls
        self.watch("at full speed, with everything still to come", 20, 2)

    def short_cut(self):
        """A cut of 20 s."""
        self.link.cut()
        time.sleep(20)
        self.returns("after a short cut", 2)

    def returns(self, what, limit):
        """The line comes back; how long does the newest alarm take?"""
        newest = one(self.site.journal, NEWEST_ALARM)
        began = time.monotonic()
        self.link.join()
        while not self.ledger.has(self.site.source, newest):
            self.site.station.still_runs()
            if time.monotonic() - began > 90:
                break
            time.sleep(0.01)
        took = time.monotonic() - began
        self.judge(took <= limit, f"{what} the newest alarm is there {took:.2f} s after the line (at most {limit} s)")

    def watch(self, what, seconds, limit):
        """Alarms raised meanwhile; how long does each take from its entry on?"""
        first = one(self.site.journal, NEWEST_ALARM) + 1
        time.sleep(seconds)
        last = one(self.site.journal, NEWEST_ALARM)
        time.sleep(limit + 1)
        with reading(self.site.journal) as connection:
            raised = dict(connection.execute(
                "SELECT seq, utc FROM entry WHERE kind = 'event.opened' AND seq BETWEEN ? AND ?", (first, last)))
        arrived = self.ledger.received(self.site.source, first)
        delays = {seq: (arrived[seq] - utc) / 1e9 if seq in arrived else None for seq, utc in raised.items()}
        missing = [seq for seq, delay in delays.items() if delay is None]
        worst = max((delay for delay in delays.values() if delay is not None), default=None)
        self.judge(
            bool(delays) and not missing and worst <= limit,
            f"{what} each of {len(delays)} alarms is there within {worst and f'{worst:.2f}'} s of its entry (at most {limit} s"
            f"{f'; {len(missing)} are not there' if missing else ''})")

    def settle(self):
        """Everything has to arrive."""
        self.site.stop()
        self.site.configure(QUIET)
        self.site.start()
        goal, began, before = self.site.head(), time.monotonic(), 0
        quiet_since = began
        while not self.site.has_arrived(goal):
            self.site.station.still_runs()
            progress = sum(self.site.lanes().values()) + self.site.receipt_size()
            if progress != before:
                before, quiet_since = progress, time.monotonic()
            if time.monotonic() - quiet_since > 120:
                self.faults.append(f"nothing moves for 120 s; {self.site.receipt_size()} of {goal}; {self.site.what_waits()}")
                return
            time.sleep(0.2)
        self.say(f"everything has arrived {time.monotonic() - began:.0f} s after the load's end")
        self.site.stop()
        self.ledger.stop()
        agreement = Agreement(self.site, self.ledger, goal)
        self.faults += agreement.judge(self.folder / "spoiled", in_order=True)
        self.say(", ".join(f"{name} {count}" for name, count in agreement.figures.items()))

    def judge(self, holds, what):
        print(f"{'PASS' if holds else 'FAIL'} {what}", flush=True)
        if not holds:
            self.faults.append(what)

    def say(self, what):
        print(f"     {what} [{time.monotonic() - BEGAN:.0f} s]", flush=True)

    def tell(self):
        for fault in self.faults[:40]:
            print(f"FAIL {fault}")
        if self.faults:
            print(f"what was found is in {self.folder}")
            return False
        print(f"PASS everything arrived, once and in order [{time.monotonic() - BEGAN:.0f} s]")
        return True


BEGAN = time.monotonic()


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is to be cleaned up is
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True, help="folder of karaulad, karaulactl and karaula-ledger")
    parser.add_argument("--folder", required=True, help="an empty folder, on a disk")
    parser.add_argument("--entries", type=int, default=1000, help="how many entries are made while the line is cut")
    parser.add_argument("--megabytes", type=float, default=8, help="and how many megabytes of snapshots at least")
    sys.exit(0 if Outage(parser.parse_args()).all() else 1)


if __name__ == "__main__":
    main()
