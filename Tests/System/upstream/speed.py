#!/usr/bin/env python3
"""Measures how fast entries come to a ledger, and judges it: for a quiet machine, by hand.

    speed.py --binaries FOLDER --folder FOLDER [--entries 20000] [--seconds 20]

In one run a backlog is drained once in batches of 1000, once in batches of 100, and a twentieth of it one entry a request; the
memory of both sides is told with it. Then a site and its ledger run side by side for so many seconds, with some fifty alarms a
second, and each alarm's time from its entry to the receipt that covers it is looked up in the site's journal.

Checked: 5,000 entries a second in batches of 100, ten times as fast as one entry a request; fifty alarms a second or more, of
which 99 of 100 are signed for within 150 ms. Ends with 1 if that does not hold.
"""

import argparse
import bisect
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "crash"))
from sides import QUIET, Ledger, Site, reading


def passing(cameras):
    """So many cameras in real time; at each something passes ten tripwires every two seconds, for a minute: then detection
    takes it for a branch in the wind."""
    wires = [number / 20 + 0.275 for number in range(10)]
    return "cameras:\n" + "".join(f"""\
  - name: gate-{camera}
    source: {{simulated: {{scene: custom, size: 160x120, fps: 10, seed: {camera}, actors: [
      {{kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: 0.5, start: {camera * 0.1:.1f}s, every: 2s}}]}}}}
    recording: {{enabled: false}}
    tripwires:
""" + "".join(f"""\
      - {{name: wire-{number}, points: [[{x}, 0.1], [{x}, 1]]}}
""" for number, x in enumerate(wires)) + """\
    rules:
""" + "".join(f"""\
      - {{name: passes-{number}, kind: crossing, tripwire: wire-{number}, quiet: 1s}}
""" for number in range(len(wires))) for camera in range(cameras))


def steady(options, folder):
    """A site and its ledger side by side; returns alarms a second, and the time from entry to receipt, in seconds, that 99 of
    100 of them keep to."""
    place = folder / "steady"
    place.mkdir()
    ledger = Ledger(options.binaries, place)
    ledger.start()
    site = Site(options.binaries, place, "site-1", ledger, ledger.port, options="    pictures: none\n    storm: 0\n")
    try:
        site.configure(passing(16))
        site.start()
        # An entry's own time is that of what it tells; when it was committed is seen by looking.
        seen, ends = [], time.monotonic() + options.seconds
        with reading(site.journal) as connection:
            while time.monotonic() < ends:
                seen.append((connection.execute("SELECT max(seq) FROM entry").fetchone()[0] or 0, time.time_ns()))
                time.sleep(0.002)
        goal = seen[-1][0]
        while site.receipt_size() < goal:
            time.sleep(0.1)
        with reading(site.journal) as connection:
            alarms = connection.execute(
                "SELECT seq, (SELECT min(received) FROM receipt WHERE size >= seq) FROM entry "
                "WHERE kind = 'event.opened' AND seq <= ?", (goal,)).fetchall()
        heads = [head for head, _ in seen]
        alarms = [(signed - seen[bisect.bisect_left(heads, seq)][1]) for seq, signed in alarms]
        times = sorted(nanoseconds / 1e9 for nanoseconds in alarms)
        kept = times[len(times) * 99 // 100]
        print(f"{len(times) / options.seconds:.0f} alarms a second for {options.seconds} s: from entry to receipt "
              f"{times[len(times) // 2] * 1e3:.0f} ms in the median, {kept * 1e3:.0f} ms for 99 of 100, {times[-1] * 1e3:.0f} ms at worst", flush=True)
        return len(times) / options.seconds, kept
    finally:
        site.close()
        ledger.close()


def drain(options, folder, name, batch, backlog):
    """Lets a backlog go to a new ledger; returns entries a second."""
    place = folder / name
    place.mkdir()
    ledger = Ledger(options.binaries, place)
    ledger.start()  # it makes its key
    ledger.kill()
    site = Site(options.binaries, place, "site-1", ledger, ledger.port, options=f"    batch: {batch}\n    pictures: none\n")
    try:
        site.configure(passing(64))
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
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    large = drain(options, folder, "large", 1000, options.entries)
    usual = drain(options, folder, "usual", 100, options.entries)
    single = drain(options, folder, "single", 1, options.entries // 20)
    print(f"batched is {usual / single:.1f} times (100) and {large / single:.1f} times (1000) as fast as one entry a request")
    alarms, kept = steady(options, folder)
    holds = usual >= 5000 and usual >= 10 * single and alarms >= 50 and kept <= 0.15
    print("PASS" if holds else "FAIL", "5,000 entries a second batched, ten times one a request; a receipt within 150 ms for 99 of 100 alarms "
          "at fifty a second")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
