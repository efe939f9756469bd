"""A camera of the kernel's vivid driver that delivers frames whose picture stands still. It becomes blind within a minute, with
pictures, and watches again by itself; the watch ledger has the time."""

from guestkit import *

run("modprobe", "vivid", "n_devs=1", "node_types=0x1", "num_inputs=1", "input_types=0", "num_outputs=0")
run("udevadm", "settle")
daemon = Daemon(
    f"""\
site: {SITE}
cameras:
  - name: yard
    source: {{device: /dev/video0}}
    format: YUYV
    size: 640x360
    fps: 5
    controls: {{test_pattern: 19, osd_text_mode: 2, horizontal_movement: 4}}
    watch: {{bright: off}}
    recording: {{enabled: false}}
"""
    + Receiver.DESTINATION
)
receiver = Receiver()
daemon.start()
_, waited = wait_for(60, lambda: daemon.camera("yard")["watch_state"] == "watching")
found = daemon.camera("yard")
check("yard watches", found["watch_state"] == "watching", f"{found.get('reason')}, {waited:.1f} s")
time.sleep(35)


def goes_blind_and_comes_back(name, reason, control, trouble, usual, device):
    """Checks one reason: found within a minute, with pictures, and over by itself."""
    check(f"{name} watched until then", daemon.camera(name)["watch_state"] == "watching", f"{daemon.camera(name).get('reason')}")
    run("v4l2-ctl", "-d", device, "-c", f"{control}={trouble}")
    found, waited = wait_for(60, lambda: daemon.camera(name).get("reason") == reason)
    state = daemon.camera(name)
    check(f"{name} is blind: {reason}", found and state["watch_state"] == "blind", f"{state['watch_state']}, {waited:.1f} s")
    time.sleep(5)
    run("v4l2-ctl", "-d", device, "-c", f"{control}={usual}")
    _, waited = wait_for(30, lambda: daemon.camera(name)["watch_state"] == "watching")
    check(f"{name} watches again", daemon.camera(name)["watch_state"] == "watching", f"{waited:.1f} s")
    changes = [entry for entry in daemon.entries(kind="watch.changed", camera=name) if entry["payload"].get("reason") == reason]
    if not check(f"{name}: the event says so", changes, f"{len(changes)} entries"):
        return
    event = changes[0]["event"] or changes[0]["seq"]
    pictures, waited = wait_for(
        20, lambda: len([one for one in daemon.entries(kind="event.snapshot") if one["event"] == event]) >= 3
    )
    check(f"{name}: the event has pictures of before, during and after", pictures, f"event {event}, {waited:.1f} s")


goes_blind_and_comes_back("yard", "frozen", "horizontal_movement", 3, 4, "/dev/video0")

day = next((json.loads(line) for line in run("karaulactl", "watch", "--json", "--camera", "yard").splitlines()), {})
seconds = day.get("blind", {}).get("frozen", 0) / 1e9
check("the watch ledger has the time without sight", 5 <= seconds <= 40, f"{seconds:.1f} s")
parts = day.get("watching", 0) + sum(day.get("degraded", {}).values()) + sum(day.get("blind", {}).values())
check("its times sum to all that passed", parts == day.get("total") and parts > 0, f"{parts} ns")
ends_well(daemon)
finish()
