"""Three cameras of the kernel's vivid driver at once, in YUYV, NV12 and Y16: the whole way."""

from guestkit import *

FORMATS = {"yuyv": "YUYV", "nv12": "NV12", "y16": "Y16 "}
RATE = 10

run("modprobe", "vivid", "n_devs=3", "node_types=0x1,0x1,0x1", "num_inputs=1,1,1", "input_types=0,0,0",
    "num_outputs=0,0,0")
run("udevadm", "settle")

# The pattern is a black cross on white. Moved sideways, its upright bar wanders through the image and nothing else changes.
daemon = Daemon(
    f"site: {SITE}\n"
    + "cameras:\n"
    + "".join(
        f"""\
  - name: {name}
    source:
      device: /dev/video{number}
    format: {format.strip()}
    size: 640x360
    fps: {RATE}
    controls:
      test_pattern: 19
      osd_text_mode: 2
      horizontal_movement: 3
    watch: {frozen: off, bright: off}
    recording:
      preroll: 3s
      postroll: 2s
"""
        for number, (name, format) in enumerate(FORMATS.items())
    )
    + Receiver.DESTINATION
)
unit = "/etc/systemd/system/karaulad.service"
verdict = run("systemd-analyze", "verify", unit, fatal=False).strip()
check("systemd finds nothing wrong with the unit", not verdict, verdict)
verdict = run("systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", unit, fatal=False)
check("the unit's sandbox is tight", "OK" in verdict.splitlines()[-1], verdict.splitlines()[-1].strip("→ "))

receiver = Receiver()
seconds = daemon.start()
check("the service says that it is ready", daemon.property("ActiveState") == "active", f"{seconds:.1f} s")
daemon.becomes_ready("all cameras watch and the site is ready")
for name, format in FORMATS.items():
    found = daemon.camera(name).get("format", {})
    check(
        f"{name}: the driver was set to {format.strip()}, 640x360",
        (found.get("pixel_format"), found.get("width"), found.get("height")) == (format, 640, 360)
        and "converted_from" not in found,
        f"{found}",
    )

flows(daemon, FORMATS, RATE)
alarms = len(daemon.entries(kind="event.opened"))
check("a still scene raises no alarm", alarms == 0, f"{alarms} events")

note("the bar begins to move")
for number in range(len(FORMATS)):
    run("v4l2-ctl", "-d", f"/dev/video{number}", "-c", "horizontal_movement=4")
events = evidence_of_motion(daemon, receiver, FORMATS)
note("the bar stands still again")
for number in range(len(FORMATS)):
    run("v4l2-ctl", "-d", f"/dev/video{number}", "-c", "horizontal_movement=3")
evidence_of_recording(daemon, events, RATE)
ends_well(daemon)
finish()
