"""A queue that is stuck has the service restarted, and nothing is lost by it; a camera that is away does not. A loop of crashes
is ended, and begun anew later."""

from guestkit import *

WATCHDOG = 10
RATE = 10

gate, yard, configuration = two_usb_cameras()
daemon = Daemon(configuration + Receiver.DESTINATION)
receiver = Receiver()


def drop_in(unit, text):
    """Overrides settings of a unit, as an administrator would."""
    folder = pathlib.Path(f"/etc/systemd/system/{unit}.d")
    folder.mkdir(exist_ok=True)
    (folder / "test.conf").write_text(text)
    run("systemctl", "daemon-reload")


def fed():
    """When the service manager was last told that everything moves."""
    return int(daemon.property("WatchdogTimestampMonotonic"))


drop_in("karaulad.service", f"[Service]\nWatchdogSec={WATCHDOG}s\n")
run("systemctl", "enable", "karaulad")
daemon.start()
daemon.becomes_ready("both cameras watch and the site is ready")
process = daemon.property("MainPID")

note("a camera is away")
yard.unplug()
wait_for(10, lambda: daemon.camera("yard")["watch_state"] == "blind")
first = fed()
time.sleep(3 * WATCHDOG)
check(
    "a camera that is away starves nothing: the watchdog is fed",
    fed() > first and daemon.property("MainPID") == process and daemon.property("NRestarts") == "0",
    f"fed for {(fed() - first) / 1e6:.0f} s more, {daemon.property('StatusText')}",
)
yard.plug()
daemon.becomes_ready("it is back, and the site is ready")

note("the analysis of a camera is stuck")
before = daemon.entries()
wedge = subprocess.Popen(
    [str(PAYLOAD / "bin/wedge"), process, "$s9Detection"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
line = wedge.stdout.readline().strip()
if not line.endswith("is stuck"):
    give_up(f"no thread could be stopped in the analysis: {line}")
stuck = time.monotonic()
note(line)
restarted, _ = wait_for(4 * WATCHDOG, lambda: daemon.property("NRestarts") == "1")
check("the service manager restarts the service", restarted, f"{time.monotonic() - stuck:.1f} s later")
log = run("journalctl", "-u", "karaulad", "-o", "cat", "--no-pager")
named = [line for line in log.splitlines() if line.startswith("stuck for")]
check("the log names the queue", named and "analysis of camera" in named[0], named[0] if named else "")
check("systemd says that it was the watchdog", "Watchdog timeout" in log)
wedge.wait()
daemon.becomes_ready("after the restart the site is ready again")
after = daemon.entries()
check(
    "no entry is missing, and none is another one",
    after[: len(before)] == before and [entry["seq"] for entry in after] == list(range(1, len(after) + 1)),
    f"{len(before)} entries before, {len(after)} after",
)
crashes = [entry for entry in after if entry["kind"] == "site.crashed"]
check("the crash is an entry", len(crashes) == 1, f"entry {crashes[0]['seq']}" if crashes else "")
verdict = subprocess.run(
    ["karaulactl", "journal", "verify", "--journal", str(STATE)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
check("the journal verifies", verdict.returncode == 0, verdict.stdout.strip().splitlines()[0])
alert, waited = wait_for(20, lambda: crashes and receiver.event(crashes[0]["seq"]))
check("the receiver is told of the crash", alert, f"{waited:.1f} s later")
check("no core dump was made", not list(STATE.glob("core*")) and daemon.property("LimitCORE") == "0")

def crash():
    """Kills what runs; whether the service has been given up."""
    run("systemctl", "kill", "--signal=KILL", "karaulad", fatal=False)
    return daemon.property("ActiveState") == "failed"


def timer():
    return run("systemctl", "is-active", "karaulad-revive.timer", fatal=False).strip()


def crash_for_good():
    """Crashes until the service is given up, and the timer runs that begins it anew."""
    drop_in("karaulad.service", "[Unit]\nStartLimitBurst=3\n[Service]\nWatchdogSec=60s\nRestartSec=100ms\n")
    given_up, waited = wait_for(60, crash, pause=0.3)
    check("a loop of crashes is ended", given_up, f"{daemon.property('Result')} after {waited:.1f} s")
    check("a timer is going to try again", timer() == "active", timer())
    drop_in("karaulad.service", "[Service]\nWatchdogSec=60s\n")


drop_in("karaulad-revive.timer", "[Timer]\nOnActiveSec=\nOnActiveSec=5s\n")
for time_of in ("once", "and once more"):
    note(f"it crashes again and again, {time_of}")
    crash_for_good()
    _, waited = wait_for(60, lambda: daemon.property("ActiveState") == "active")
    check("it runs again without anybody", daemon.property("ActiveState") == "active", f"{waited:.1f} s later")
daemon.becomes_ready("the site is ready again")

note("what somebody stops or disables is not begun anew")
for what, command in (("stopped", "stop"), ("disabled", "disable")):
    crash_for_good()
    run("systemctl", command, "karaulad")
    if command == "stop":
        check("the timer ends with it", timer() == "inactive", timer())
    over, _ = wait_for(30, lambda: timer() == "inactive")
    time.sleep(8)
    check(f"a service that was {what} stays as it is", over and daemon.property("ActiveState") in ("failed", "inactive"),
          daemon.property("ActiveState"))
    run("systemctl", "enable", "karaulad")
    run("systemctl", "reset-failed", "karaulad")
    daemon.start()
    daemon.becomes_ready(f"after it was {what} somebody starts it, and the site is ready")
mode = STATE.stat().st_mode & 0o777
check("nobody but the service reads the state directory", mode == 0o700, f"{mode:o}")
ends_well(daemon)
finish()
