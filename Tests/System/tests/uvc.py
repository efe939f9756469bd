"""A USB camera that plays a street scene as MJPEG through the kernel's uvcvideo driver: the whole way."""

from guestkit import *

RATE = 10

run("modprobe", "-a", "uvcvideo", "vhci-hcd")
camera = UsbCamera(port=0, serial="STREET")
camera.plug()

daemon = Daemon(
    f"""\
site: {SITE}
cameras:
  - name: street
    source:
      device: {camera.node}
    recording:
      longest: 15s
"""
    + Receiver.DESTINATION
)
receiver = Receiver()
receiver.refuses_strangers()
seconds = daemon.start()
check("the service says that it is ready", daemon.property("ActiveState") == "active", f"{seconds:.1f} s")

listed = json.loads(run("karaulactl", "cameras", "--json"))
check(
    "karaulactl lists the camera under its stable name, and no metadata node",
    camera.node in json.dumps(listed) and "video-index1" not in json.dumps(listed),
    "" if camera.node in json.dumps(listed) else json.dumps(listed),
)
_, waited = wait_for(30, lambda: daemon.camera("street")["watch_state"] == "watching")
found = daemon.camera("street").get("format", {})
check(
    "street: the camera delivers MJPG, 640x480",
    (found.get("pixel_format"), found.get("width"), found.get("height")) == ("MJPG", 640, 480),
    f"{found}, after {waited:.1f} s",
)
flows(daemon, ["street"], RATE)
events = evidence_of_motion(daemon, receiver, ["street"])
evidence_of_recording(daemon, events, RATE)
ends_well(daemon)

told = run("karaulactl", "events", "--journal", str(STATE), "--camera", "street", "--json")
ids = {json.loads(line).get("seq") for line in told.splitlines()}
check(
    "karaulactl tells of the event from the journal alone",
    all(event["seq"] in ids for event in events.values()) and ids,
    f"{len(ids)} lines",
)
finish()
