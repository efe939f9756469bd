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


def doctor():
    """What the doctor finds: its exit code, and the worst verdict of each subject with all that is said of it."""
    done = subprocess.run(["karaulactl", "doctor", "--json"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = {}
    for one in json.loads(done.stdout):
        worst, said = found.get(one["subject"], ("ok", ""))
        order = ("ok", "warn", "fail")
        found[one["subject"]] = (max(worst, one["verdict"], key=order.index), f"{said}{one['text']}. ")
    return done.returncode, found


code, found = doctor()
fine = ("configuration", "camera street", "destination sector")
check("the doctor finds camera, certificates and receiver in order", all(found[name][0] == "ok" for name in fine),
      "; ".join(f"{name}: {found[name][1]}" for name in fine))
check("it sees that the service runs, and that nobody enabled it", found["service"][0] == "warn" and "it runs" in found["service"][1],
      found["service"][1])
check("it ends with 1 if something has to be mended, and only then",
      code == ("fail" in [verdict for verdict, _ in found.values()]), f"{code}: {found}")
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
camera.unplug()
run("chmod", "600", "/etc/karaula/tls/client.key")
run("chown", "root", "/etc/karaula/tls/client.key")
code, found = doctor()
check("the doctor misses a camera that is away, and a key that the service may not read", code == 1
      and found["camera street"][0] == "fail" and found["destination sector"][0] == "fail",
      f"{found['camera street'][1]}{found['destination sector'][1]}")
finish()
