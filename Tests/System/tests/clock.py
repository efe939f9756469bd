"""A clock that was never set, then set, disciplined, stepped by an hour in both directions, drifting, and a restart.

The truth is what the guest's clock said when it booted, which it has from the host, carried on by CLOCK_MONOTONIC_RAW, which
nothing steps or slews. Every entry that states an interval must hold the truth in it.
"""

import bisect
import calendar
import ctypes
import re
import threading

from guestkit import *

SECOND = 1_000_000_000
HOUR = 3600 * SECOND
RATE = 10
# <sys/timex.h>
ADJ_FREQUENCY, ADJ_MAXERROR, ADJ_ESTERROR, ADJ_STATUS, ADJ_OFFSET_SINGLESHOT = 0x2, 0x4, 0x8, 0x10, 0x8001
STA_UNSYNC = 0x40


class Timex(ctypes.Structure):
    """struct timex of 64-bit Linux."""

    _fields_ = [
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("constant", ctypes.c_long), ("rest", ctypes.c_long * 24),
    ]


def adjust(modes, **values):
    """adjtimex(2)."""
    request = Timex(modes=modes, **values)
    if ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(request)) < 0:
        give_up(f"adjtimex: {os.strerror(ctypes.get_errno())}")


def between(clock):
    """How far a clock is ahead of the monotonic one: the narrowest of ten looks."""
    looks = []
    for _ in range(10):
        before = time.monotonic_ns()
        other = time.clock_gettime_ns(clock)
        after = time.monotonic_ns()
        looks.append((after - before, other - (before + after) // 2))
    return min(looks)[1]


class Truth:
    """What UTC really is at a reading of the monotonic clock, which drifts against the raw one while it is slewed."""

    def __init__(self):
        self._first = between(time.CLOCK_REALTIME) - between(time.CLOCK_MONOTONIC_RAW)
        self._marks = []
        self.mark()

    def mark(self):
        self._marks.append((time.monotonic_ns(), between(time.CLOCK_MONOTONIC_RAW)))

    def at(self, monotonic):
        place = min(max(bisect.bisect(self._marks, (monotonic, 0)), 1), len(self._marks) - 1)
        (begin, early), (end, late) = self._marks[place - 1], self._marks[place]
        return monotonic + self._first + early + (late - early) * (monotonic - begin) // (end - begin)

    def now(self):
        self.mark()
        return self.at(time.monotonic_ns())


def nanoseconds(utc):
    """RFC 3339 with nine digits, as nanoseconds since 1970."""
    return calendar.timegm(time.strptime(utc[:19], "%Y-%m-%dT%H:%M:%S")) * SECOND + int(utc[20:29])


def head():
    return daemon.health()["journal"]["head"]


def told(kind, after, seconds=6):
    """The first entry of a kind after a seq; the test cannot go on without."""
    found, waited = wait_for(seconds, lambda: daemon.entries(after=after, kind=kind), pause=0.1)
    if not found:
        give_up(f"no {kind} in {waited:.1f} s")
    return found[0]


def set_clock(what, moment, state):
    """Sets UTC to what `moment()` says, and checks the entry about it."""
    last, old, began = head(), between(time.CLOCK_REALTIME), time.monotonic_ns()
    time.clock_settime_ns(time.CLOCK_REALTIME, moment())
    done = between(time.CLOCK_REALTIME) - old
    entry = told("time.stepped", last)
    late, by = int(entry["mono"]) - began, int(entry["payload"]["by"])
    check(
        f"{what}: the journal has it within a second, with the right amount",
        0 <= late < SECOND and abs(by - done) < 2_000_000,
        f"entry {entry['seq']}, {late / 1e6:.1f} ms later, {by / 1e9:+.6f} s for {done / 1e9:+.6f} s",
    )
    check(f"{what}: the clock is {state}", entry["payload"]["state"] == state, f"{entry['payload']}")
    truth.mark()
    return entry


def becomes(state, after):
    """Checks that the journal says that the clock is in a state."""
    entry = told("time.state", after)
    check(f"the journal says that the clock is {state}", entry["payload"]["to"] == state, f"{entry['payload']}")


truth = Truth()
time.clock_settime_ns(time.CLOCK_REALTIME, time.monotonic_ns() + 300 * SECOND)
note(f"the clock says {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())}")

run("modprobe", "vivid", "n_devs=1", "node_types=0x1", "num_inputs=1", "input_types=0", "num_outputs=0")
run("udevadm", "settle")
daemon = Daemon(
    f"""\
site: {SITE}
cameras:
  - name: gate
    source:
      device: /dev/video0
    format: YUYV
    size: 640x360
    fps: {RATE}
    controls:
      test_pattern: 19
      osd_text_mode: 2
      horizontal_movement: 3
    watch: {{frozen: off, bright: off}}
    recording:
      enabled: false
"""
)
daemon.start()
daemon.becomes_ready("with a clock that was never set, the site is ready")
process = daemon.property("MainPID")
becomes("unset", 0)
health = daemon.health()
check(
    "/health says that the site is degraded by it, and what to do",
    health["clock"]["state"] == "unset" and any("set it" in line for line in health["degraded"]),
    f"{health['clock']}, {health['degraded']}",
)
status = run("karaulactl", "status")
check("karaulactl status shows it", "clock: unset" in status, next(l for l in status.splitlines() if "clock:" in l))

lost = []
over = threading.Event()


def stay_ready():
    while not over.wait(0.5):
        answer, obstacles = daemon.ready()
        if answer != 200:
            lost.append(f"{answer} {obstacles}")


watcher = threading.Thread(target=stay_ready, daemon=True)
watcher.start()

last = head()
run("v4l2-ctl", "-d", "/dev/video0", "-c", "horizontal_movement=4")
opened = told("event.opened", last, 20)
stopwatch = time.monotonic()
check("an event opens in 1970", opened["utc"].startswith("1970-"), f"entry {opened['seq']}, {opened['utc']}")

last = head()
set_clock("the clock is set", truth.now, "free")
becomes("free", last)

last = head()
adjust(ADJ_MAXERROR | ADJ_ESTERROR | ADJ_STATUS, maxerror=20_000, esterror=1000, status=0)
becomes("locked", last)
truth.mark()
adjust(ADJ_OFFSET_SINGLESHOT, offset=5000)
time.sleep(3)
truth.mark()
check("slewing is no step", not daemon.entries(after=last, kind="time.stepped"))

last = head()
set_clock("an hour forward", lambda: time.time_ns() + HOUR, "holdover")
becomes("holdover", last)
truth.mark()
adjust(ADJ_FREQUENCY, freq=400 << 16)
note("from now on the clock is too fast by 400 ppm")
listing = run("karaulactl", "events", "--since", "10m")
check(
    "karaulactl events --since 10m shows what happened before both steps",
    f"#{opened['event']}" in listing and "set forward by 1 h" in listing,
    f"{len(listing.splitlines())} lines",
)
set_clock("an hour back", lambda: time.time_ns() - HOUR, "holdover")
set_clock("another hour back", lambda: time.time_ns() - HOUR, "holdover")
run("v4l2-ctl", "-d", "/dev/video0", "-c", "horizontal_movement=3")
closed = told("event.closed", last, 20)
watched = time.monotonic() - stopwatch
lasted = (int(closed["mono"]) - int(opened["mono"])) / 1e9
check(
    "the event's duration is right",
    closed["event"] == opened["event"] and abs(lasted - watched) < 2,
    f"{lasted:.2f} s by the journal, {watched:.2f} s by the stopwatch, "
    f"{(nanoseconds(closed['utc']) - nanoseconds(opened['utc'])) / 1e9:.0f} s by UTC",
)
listing = run("karaulactl", "events", "--since", "10m")
line = next((line for line in listing.splitlines() if f"#{opened['event']}" in line), "none")
shown = re.search(r"closed after ([0-9.]+) s ", line)
check("karaulactl events shows that duration", shown and abs(float(shown[1]) - lasted) <= 0.5, line)
set_clock("an hour forward again", lambda: time.time_ns() + HOUR, "holdover")
over.set()
watcher.join()
check("the site was ready all the time", not lost, ", ".join(lost))
check(
    "nothing was restarted",
    daemon.property("MainPID") == process and daemon.property("NRestarts") == "0",
    f"process {process} since the beginning",
)

last = head()
daemon.stop()
daemon.start()
first = told("time.state", last)
check(
    "after a restart of the daemon the clock is still in holdover",
    first["payload"]["to"] == "holdover" and "from" not in first["payload"],
    f"{first['payload']}",
)
truth.mark()

entries = daemon.entries()
events = [entry for entry in entries if entry["kind"] in ("event.opened", "event.closed", "time.stepped", "time.state")]
check(
    "the journal's order is the order of the monotonic clock",
    [entry["seq"] for entry in sorted(events, key=lambda entry: (int(entry["mono"]), entry["seq"]))]
    == [entry["seq"] for entry in events],
    f"{len(events)} entries",
)
stated, wrong, least = 0, [], None
for entry in entries:
    if entry["uncertainty"] is None:
        continue
    stated += 1
    error = abs(nanoseconds(entry["utc"]) - truth.at(int(entry["mono"])))
    if error > entry["uncertainty"]:
        wrong.append(f"entry {entry['seq']}: {error} ns off, ± {entry['uncertainty']} ns stated")
    least = min(least or entry["uncertainty"], entry["uncertainty"])
check(
    "the truth is within every stated interval",
    stated > 5 and not wrong,
    "; ".join(wrong) or f"{stated} of {len(entries)} entries state one, the narrowest ± {least / 1e6:.1f} ms",
)
unknown = [entry for entry in entries if entry["utc"].startswith("1970-")]
check(
    "no entry of 1970 states one, and all are as they were written",
    len(unknown) >= 4 and all(entry["uncertainty"] is None for entry in unknown),
    f"{len(unknown)} entries",
)
daemon.stop()
finish()
