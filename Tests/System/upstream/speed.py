#!/usr/bin/env python3
"""Measures how fast entries come to a ledger. Prints figures; judges nothing.

    speed.py --binaries FOLDER --folder FOLDER [--entries 20000]

In one run a backlog is drained once in batches of 1000, once in batches of 100, and a twentieth of it one entry a request; the
memory of both sides is told with it.
"""

import argparse
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from sides import QUIET, Ledger, Site, reading

BUSY = """\
cameras:
  - name: gate
    source: {simulated: {scene: custom, pace: fast, size: 96x72, fps: 5, seed: 3, actors: [
      {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.3, every: 60s}]}}
    rules: [{name: anyone, kind: intrusion, quiet: 5s}]
    recording: {preroll: 0s, postroll: 0s, longest: 1s}
"""


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
        memory = []
        while ledger.newest(site.source) < goal:
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--entries", type=int, default=20000)
    options = parser.parse_args()
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    large = drain(options, folder, "large", 1000, options.entries)
    usual = drain(options, folder, "usual", 100, options.entries)
    single = drain(options, folder, "single", 1, options.entries // 20)
    print(f"batched is {usual / single:.1f} times (100) and {large / single:.1f} times (1000) as fast as one entry a request")


if __name__ == "__main__":
    main()
