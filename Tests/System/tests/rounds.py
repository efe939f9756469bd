"""A USB camera that is unplugged and plugged in a hundred times at random moments, beside another one."""

import random

from guestkit import *

ROUNDS, RATE = 100, 10
SEED = int(time.time())

gate, yard, configuration = two_usb_cameras()
daemon = Daemon(configuration)
daemon.start()
daemon.becomes_ready("both cameras watch and the site is ready")
process = daemon.property("MainPID")
chance = random.Random(SEED)
note(f"{ROUNDS} rounds; the moments are drawn from seed {SEED}")


def taken():
    """What the daemon holds: descriptors, threads, resident bytes."""
    status = dict(line.split(":", 1) for line in open(f"/proc/{process}/status"))
    return len(os.listdir(f"/proc/{process}/fd")), int(status["Threads"]), int(status["VmRSS"].split()[0]) * 1024


def change(after, state, seconds):
    """The gate's first entry of that state behind `after` (None if none comes in time), and the seconds that it took."""

    def found():
        entries = daemon.entries(after=after, kind="watch.changed", camera="gate")
        return next((entry for entry in entries if entry["payload"]["state"] == state), None)

    return wait_for(seconds, found, pause=0.1)


before = daemon.camera("yard")["counters"]
changes_before = len(daemon.entries(kind="watch.changed", camera="yard"))
began = time.monotonic()
to_blind, to_watching, wrong, held = [], [], [], []
for number in range(ROUNDS):
    time.sleep(chance.uniform(0, 1.5))
    head = daemon.health()["journal"]["head"]
    gate.unplug()
    blind, waited = change(head, "blind", 10)
    to_blind.append(waited)
    if blind is None:
        give_up(f"round {number}: the journal has no event of the loss after {waited:.0f} s")
    if blind["payload"].get("reason") != "unplugged" or blind["event"] != blind["seq"]:
        wrong.append(f"round {number}: {blind['payload']}")
    time.sleep(chance.uniform(0, 0.5))
    gate.plug()
    watching, waited = change(blind["seq"], "watching", 20)
    to_watching.append(waited)
    if watching is None:
        give_up(f"round {number}: not watching {waited:.0f} s after it was plugged in")
    if watching["event"] != blind["event"]:
        wrong.append(f"round {number}: event {watching['event']} ends and not {blind['event']}")
    # What is made once, as a thread for the first opening, is there after a few.
    if number >= 9:
        held.append(taken())
elapsed = time.monotonic() - began
after = daemon.camera("yard")["counters"]

to_blind.sort()
to_watching.sort()
check(
    "each time a blind event within 3 s",
    to_blind[-1] <= 3,
    f"{to_blind[ROUNDS // 2]:.1f} s in the median, {to_blind[-1]:.1f} s at worst",
)
check(
    "each time it watches again within 5 s",
    to_watching[-1] <= 5,
    f"{to_watching[ROUNDS // 2]:.1f} s in the median, {to_watching[-1]:.1f} s at worst",
)
check("each event says why, and ends", not wrong, "; ".join(wrong[:3]) or f"{ROUNDS} events")
check(
    "yard: no frame is missing by the driver's count",
    after["lost_in_driver"] == before["lost_in_driver"],
    f"{after['lost_in_driver'] - before['lost_in_driver']} lost of {after['delivered'] - before['delivered']}",
)
rate = (after["delivered"] - before["delivered"]) / elapsed
check("yard: frames flow at their rate", abs(rate / RATE - 1) <= 0.05, f"{rate:.2f} a second over {elapsed:.0f} s")
check(
    "yard: it watches all the time",
    len(daemon.entries(kind="watch.changed", camera="yard")) == changes_before,
    f"{changes_before} changes of state before and after",
)
(descriptors, threads, memory), last = held[0], held[-1]
check("descriptors are flat", last[0] <= descriptors, f"{descriptors} after ten rounds, {last[0]} in the end")
# libdispatch keeps a few threads more or less.
check("threads are flat", last[1] <= threads + 3, f"{threads} after ten rounds, {last[1]} in the end")
check("memory is flat", last[2] - memory <= 2 << 20, f"{memory / 1e6:.1f} MB after ten rounds, {last[2] / 1e6:.1f} MB in the end")
check(
    "nothing was restarted",
    daemon.property("MainPID") == process and daemon.property("NRestarts") == "0",
    f"process {process} since the beginning",
)
ends_well(daemon)
finish()
