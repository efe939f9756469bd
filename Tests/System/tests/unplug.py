"""Two USB cameras, one of which is unplugged and plugged in again: the site says so, and the other notices nothing."""

from guestkit import *

RATE = 10

gate, yard, configuration = two_usb_cameras()
daemon = Daemon(configuration + Receiver.DESTINATION)
receiver = Receiver()
daemon.start()
daemon.becomes_ready("both cameras watch and the site is ready")
process = daemon.property("MainPID")


def changes(after):
    """The entries about the gate's watch state after a seq."""
    return daemon.entries(after=after, kind="watch.changed", camera="gate")


def first_change(after, seconds):
    """The first such entry (None if none comes in time), and the seconds that it took."""
    found, waited = wait_for(seconds, lambda: changes(after), pause=0.2)
    return (found[0] if found else None), waited


note("the gate's camera is unplugged")
head = daemon.health()["journal"]["head"]
before = daemon.camera("yard")["counters"]["delivered"]
gate.unplug()
blind, waited = first_change(head, 10)
if blind is None:
    give_up(f"gate: the journal has no event of its loss after {waited:.0f} s")
check(
    "gate: within 3 s the journal has an event that it is blind",
    blind["payload"]["state"] == "blind" and blind["event"] == blind["seq"] and waited < 3,
    f"entry {blind['seq']}, {waited:.1f} s",
)
check("gate: the event says why", blind["payload"].get("reason") == "unplugged", blind["payload"].get("detail", ""))
status, obstacles = daemon.ready()
check(
    "the site is not ready, and says why",
    status == 503 and any("gate" in obstacle for obstacle in obstacles),
    f"{status}, {obstacles}",
)
alert, waited = wait_for(20, lambda: receiver.event(blind["seq"]))
check("the receiver got the alert over mutual TLS", bool(alert), f"{waited:.1f} s later")
time.sleep(7)
check(
    "gate: it stays blind",
    daemon.camera("gate")["watch_state"] == "blind" and len(changes(head)) <= 2,
    ", ".join(f"{entry['payload']['state']} {entry['payload'].get('reason', '')}" for entry in changes(head)),
)
after = daemon.camera("yard")["counters"]["delivered"]
check("yard: frames go on", after - before > 3 * RATE, f"{after - before} since the other was unplugged")

note("the gate's camera is plugged in again")
frames = daemon.camera("gate")["counters"]["delivered"]
head = daemon.health()["journal"]["head"]
gate.plug()
_, waited = wait_for(20, lambda: daemon.camera("gate")["watch_state"] == "watching", pause=0.2)
watching = changes(head)[-1:]
check(
    "gate: the event ends",
    bool(watching) and watching[0]["payload"]["state"] == "watching" and watching[0]["event"] == blind["event"],
    f"entry {watching[0]['seq']}, {waited:.1f} s" if watching else f"not in {waited:.0f} s",
)
more, waited = wait_for(10, lambda: daemon.camera("gate")["counters"]["delivered"] > frames + RATE)
check("gate: frames flow again", more, f"{daemon.camera('gate')['counters']['delivered'] - frames} frames")
daemon.becomes_ready("the site is ready again")
check(
    "nothing was restarted",
    daemon.property("MainPID") == process and daemon.property("NRestarts") == "0",
    f"process {process} since the beginning",
)
flows(daemon, ["gate", "yard"], RATE)

note("the gate's camera is unplugged once more, and the daemon stopped meanwhile")
head = daemon.health()["journal"]["head"]
gate.unplug()
again, waited = first_change(head, 10)
check("gate: the journal has a second such event", again and again["event"] == again["seq"], f"{waited:.1f} s")
time.sleep(2)
ends_well(daemon)
if again:
    reason = daemon.state_of_stopped("SELECT reason FROM event WHERE id = ?", again["seq"])
    check("the open blind event was closed as interrupted", reason == [("interrupted",)], f"{reason}")
finish()
