#!/usr/bin/env python3
"""Measures how fast entries come to a ledger, and how soon a receipt for them is back. Prints figures; judges nothing but loss.

    speed.py --binaries FOLDER --folder FOLDER [--entries 20000] [--seconds 30]

In one run: the same backlog is drained once in batches of 1000, once in batches of 100, and a twentieth of it one entry a
request; then 50 entries a second are made, and each one's way from its commit to the receipt that covers it is timed; and the
memory of both sides is told before, amid and after.
"""

import argparse
import http.client
import json
import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from sides import Ledger, Site, one, reading

BUSY = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.3, every: 60s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 5s}]
    recording: {preroll: 0s, postroll: 0s, longest: 1s}
"""
QUIET = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, size: 96x72, fps: 2}}
"""


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost")
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


def drain(options, folder, name, batch, backlog):
    """Lets a backlog go to a new ledger; returns entries a second."""
    place = folder / name
    place.mkdir()
    ledger = Ledger(options.binaries, place)
    ledger.start()  # it makes its key
    ledger.kill()
    site = Site(options.binaries, place, "site-1", ledger, ledger.port, options=f"    batch: {batch}\n    pictures: none\n")
    try:
        site.configure(BUSY)
        site.start()
        while site.head() < backlog:
            time.sleep(0.2)
        site.stop()
        site.configure(QUIET)
        goal = site.head()
        ledger.start()
        site.start()
        first = None
        memory = []
        while ledger.newest(site.source) < goal:
            if first is None and ledger.newest(site.source) > 0:
                first = time.monotonic()
            memory.append((site.memory(), ledger.memory()))
            time.sleep(0.02)
        with reading(ledger.database) as connection:
            count, began, ended = connection.execute(
                "SELECT count(*), min(received), max(received) FROM entry").fetchone()
        rate = count / ((ended - began) / 1e9)
        print(f"batches of {batch:4d}: {count} entries in {(ended - began) / 1e9:.2f} s, {rate:.0f} a second; memory of the site "
              f"{memory[0][0] / 1e6:.0f} to {max(m[0] for m in memory) / 1e6:.0f} MB, of the ledger "
              f"{memory[0][1] / 1e6:.0f} to {max(m[1] for m in memory) / 1e6:.0f} MB", flush=True)
        return rate
    finally:
        site.close()
        ledger.close()


def receipts(options, folder):
    """50 entries a second; the times from their commits to their receipts."""
    place = folder / "receipts"
    place.mkdir()
    ledger = Ledger(options.binaries, place)
    ledger.start()
    site = Site(options.binaries, place, "site-1", ledger, ledger.port)
    try:
        site.configure(BUSY)
        site.start()
        while one(site.journal, "SELECT count(*) FROM event WHERE closing IS NOT NULL") < 1:
            time.sleep(0.1)
        site.stop()
        site.configure(QUIET)
        site.start()
        event = one(site.journal, "SELECT id FROM event WHERE closing IS NOT NULL AND kind = 'alarm' LIMIT 1")
        while site.receipt_size() < site.head():
            time.sleep(0.1)
        began = site.head()
        api = UnixConnection(f"{site.station.runtime}/api.sock")
        made, seen, next_entry = 0, {}, time.monotonic()
        covered = began
        while made < 50 * options.seconds:
            if time.monotonic() >= next_entry:
                body = json.dumps({"reason": f"looked at {made}"})
                api.request("POST", f"/v1/events/{event}/acknowledge", body, {"Content-Type": "application/json"})
                answer = api.getresponse()
                text = answer.read()
                if answer.status >= 300:
                    raise SystemExit(f"FAIL the site answered {answer.status}: {text[:200]}")
                made += 1
                next_entry += 0.02
            size, now = site.receipt_size(), time.time_ns()
            for seq in range(covered + 1, size + 1):
                seen[seq] = now
            covered = max(covered, size)
            time.sleep(0.002)
        with reading(site.journal) as connection:
            made_at = dict(connection.execute("SELECT seq, utc FROM entry WHERE seq > ?", (began,)))
        delays = sorted((seen[seq] - made_at[seq]) / 1e6 for seq in seen if seq in made_at)
        print(f"{len(delays)} entries at 50 a second: from commit to receipt median {delays[len(delays) // 2]:.0f} ms, "
              f"p99 {delays[int(len(delays) * 0.99)]:.0f} ms, worst {delays[-1]:.0f} ms", flush=True)
    finally:
        site.close()
        ledger.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--entries", type=int, default=20000)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    large = drain(options, folder, "large", 1000, options.entries)
    usual = drain(options, folder, "usual", 100, options.entries)
    single = drain(options, folder, "single", 1, options.entries // 20)
    print(f"batched is {usual / single:.1f} times (100) and {large / single:.1f} times (1000) as fast as one entry a request")
    receipts(options, folder)


if __name__ == "__main__":
    main()
