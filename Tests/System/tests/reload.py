"""A new configuration is taken up by SIGHUP while two cameras run: what is configured as before notices nothing; a file that
is wrong, or that needs a restart, changes nothing."""

from guestkit import *

RATE = 10
FILE = pathlib.Path("/etc/karaula/karaula.yaml")

run("modprobe", "-a", "uvcvideo", "vhci-hcd")
run("modprobe", "vivid", "n_devs=3", "node_types=0x1,0x1,0x1", "num_inputs=1,1,1", "input_types=0,0,0",
    "num_outputs=0,0,0")
run("udevadm", "settle")


def masked(text, right):
    """The same camera with its left side up to `right` under a mask."""
    return text + f"    masks:\n      - polygon: [[0, 0], [{right}, 0], [{right}, 1], [0, 1]]\n"


def camera(number, name, zone=None):
    """One vivid camera: a black cross on white, still until it is told otherwise."""
    text = f"""\
  - name: {name}
    source:
      device: /dev/video{number}
    format: YUYV
    size: 320x180
    fps: {RATE}
    controls:
      test_pattern: 19
      osd_text_mode: 2
      horizontal_movement: 3
    watch: {{frozen: off, bright: off}}
    recording:
      preroll: 2s
      postroll: 1s
"""
    if zone:
        left, right = zone
        text += f"""\
    zones:
      - name: watched
        polygon: [[{left}, 0], [{right}, 0], [{right}, 1], [{left}, 1]]
    rules:
      - name: watched
        kind: intrusion
        zone: watched
"""
    return text


def configuration(*cameras, destination=True, site=SITE):
    return f"site: {site}\ncameras:\n{''.join(cameras)}" + (Receiver.DESTINATION if destination else "")


daemon = Daemon(configuration(camera(0, "gate"), camera(1, "yard", (0, 0.02))))
receiver = Receiver()
daemon.start()
daemon.becomes_ready("both cameras watch and the site is ready")
process = daemon.property("MainPID")
began = daemon.camera("gate")


def reload(text, kind):
    """Writes the file, reloads the service, and hands back the entry that tells of it."""
    global began
    health = daemon.health()
    began = next(camera for camera in health["cameras"] if camera["name"] == "gate")
    head = health["journal"]["head"]
    FILE.write_text(text)
    run("systemctl", "reload", "karaulad", fatal=False)
    found, waited = wait_for(20, lambda: daemon.entries(after=head, kind=kind))
    if not found:
        give_up(f"no {kind} {waited:.0f} s after the reload")
    return found[0]


def untouched(what, name="gate"):
    """Checks that a camera streams on as before the last reload: not a frame of the driver's sequence is missing."""
    now = daemon.camera(name)
    time.sleep(2)
    later = daemon.camera(name)
    changes = [entry["payload"]["state"] for entry in daemon.entries(kind="watch.changed", camera=name)]
    gaps = later["counters"]["lost_in_driver"] - began["counters"]["lost_in_driver"]
    check(
        f"{name}: {what}, no frame is missing",
        gaps == 0 and later["counters"]["recoveries"] == began["counters"]["recoveries"] and changes[-1] == "watching" and changes.count("watching") == 1
        and later["counters"]["delivered"] > now["counters"]["delivered"],
        f"{later['counters']['delivered'] - began['counters']['delivered']} frames since then, {gaps} missing, {changes}",
    )


note("a camera is added")
entry = reload(configuration(camera(0, "gate"), camera(1, "yard", (0, 0.02)), camera(2, "door")), "configuration.changed")
check(
    "the journal tells what was done, and which lines changed",
    entry["payload"]["actions"] == ["camera door is started"]
    and any("name: door" in line for line in entry["payload"]["changes"]),
    f"{entry['payload']['actions']}",
)
daemon.becomes_ready("the new camera watches, and the site is ready")
check("all three are there", [one["name"] for one in daemon.health()["cameras"]] == ["gate", "yard", "door"])
untouched("a camera was added")
check("systemd shows the service as running again", daemon.property("SubState") == "running", daemon.property("StatusText"))

note("a zone is moved, in which something moves")
run("v4l2-ctl", "-d", "/dev/video1", "-c", "horizontal_movement=4")
time.sleep(3)
check("yard: nothing is alarmed outside of the zone", not daemon.entries(kind="event.opened", camera="yard"))
yard = daemon.camera("yard")
entry = reload(
    configuration(camera(0, "gate"), camera(1, "yard", (0.05, 0.95)), camera(2, "door")), "configuration.changed")
check("only the rules are replaced", entry["payload"]["actions"] == ["camera yard gets other rules"],
      f"{entry['payload']['actions']}")
opened, waited = wait_for(30, lambda: daemon.entries(after=entry["seq"], kind="event.opened", camera="yard"))
check("yard: what moves in the new zone is alarmed", opened, f"{waited:.1f} s later")
after = daemon.camera("yard")
check(
    "yard: it streamed all the time",
    after["counters"]["recoveries"] == yard["counters"]["recoveries"]
    and after["counters"]["lost_in_driver"] - yard["counters"]["lost_in_driver"] == 0,
    f"{after['counters']['delivered'] - yard['counters']['delivered']} frames meanwhile, "
    f"{after['counters']['lost_in_driver'] - yard['counters']['lost_in_driver']} missing",
)
untouched("another camera's zone was moved")

def stale():
    """Whether the site says that the file is not what runs: in its health, and in the status line."""
    said = [one for one in daemon.health()["degraded"] if "the configuration file is not what runs" in one]
    line, _ = wait_for(10, lambda: ("not what runs" in daemon.property("StatusText")) == bool(said))
    return said if line else ["health and status line differ"]


note("files that cannot be taken up")
good = FILE.read_text()
wrong = reload(good.replace("fps:", "fsp:", 1), "configuration.refused")
check(
    "a wrong file is refused with place and mend",
    wrong["payload"]["reason"] == "invalid" and ":8:5:" in wrong["payload"]["errors"][0]
    and "fps" in wrong["payload"]["errors"][0],
    wrong["payload"]["errors"][0],
)
wrong = reload(good.replace(SITE, "elsewhere"), "configuration.refused")
check("a change that needs a restart is refused", wrong["payload"]["reason"] == "needs-restart",
      "; ".join(wrong["payload"]["errors"]))
FILE.unlink()
run("systemctl", "reload", "karaulad", fatal=False)
gone, _ = wait_for(20, lambda: daemon.entries(after=wrong["seq"], kind="configuration.refused"))
check("a file that is not there is refused", gone and "no such file" in gone[0]["payload"]["errors"][0],
      gone[0]["payload"]["errors"][0] if gone else "no entry")
check("everything runs as before", [one["name"] for one in daemon.health()["cameras"]] == ["gate", "yard", "door"]
      and daemon.ready()[0] == 200)
alert, waited = wait_for(20, lambda: receiver.event(gone[0]["seq"]))
check("the receiver is told of the refusal", alert, f"{waited:.1f} s later")
untouched("three files were refused")
said = stale()
check("the site says that the file is not what runs", said and "no such file" in said[0], "; ".join(said))

note("two cameras are stopped and started for other masks")
lane = UsbCamera(port=0, serial="LANE")
lane.plug()
usb = f"""\
  - name: lane
    source:
      device: {lane.node}
    watch: {{frozen: off}}
    recording:
      enabled: false
"""
rest = (camera(0, "gate"), camera(1, "yard", (0.05, 0.95)))
entry = reload(configuration(*rest, camera(2, "door"), usb), "configuration.changed")
check("a file that is taken up ends that", not stale())
daemon.becomes_ready("a USB camera is added, and watches")
for round in (1, 2, 3):
    entry = reload(configuration(*rest, masked(camera(2, "door"), round / 10), masked(usb, round / 10)), "configuration.changed")
    check(
        f"round {round}: both are stopped and started",
        entry["payload"]["actions"] == [f"camera {name} is {what}" for what in ("stopped", "started") for name in ("door", "lane")],
        f"{entry['payload']['actions']}",
    )
    back, waited = wait_for(30, lambda: all(
        any(one["payload"]["state"] == "watching" for one in daemon.entries(after=entry["seq"], kind="watch.changed", camera=name))
        for name in ("door", "lane")))
    check(f"round {round}: they watch again", back, f"{waited:.1f} s later")
daemon.becomes_ready("the site is ready after each of them")
reasons = {one["payload"].get("reason") for name in ("door", "lane") for one in daemon.entries(kind="watch.changed", camera=name)}
check("no camera found its own device in use", "in-use" not in reasons, f"{sorted(map(str, reasons))}")
untouched("other cameras' masks were changed")

note("the movement ends, and the destination is removed with a camera")
run("v4l2-ctl", "-d", "/dev/video1", "-c", "horizontal_movement=3")
wait_for(30, lambda: not daemon.camera("yard")["open_events"] and daemon.entries(kind="event.recording"))
entry = reload(configuration(camera(0, "gate"), camera(1, "yard", (0.05, 0.95)), destination=False),
               "configuration.changed")
done = entry["payload"]["actions"]
check("camera and destination are removed", {"camera door is removed", "destination sector is removed"} <= set(done), f"{done}")
check("neither is shown any more", [one["name"] for one in daemon.health()["cameras"]] == ["gate", "yard"]
      and not daemon.health()["destinations"])
held = [os.readlink(file) for file in pathlib.Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()]
check("the removed camera's device is free", "/dev/video2" not in held and "/dev/video0" in held)
untouched("a destination and a camera were removed")
check("nothing was restarted", daemon.property("MainPID") == process and daemon.property("NRestarts") == "0")

note("what the system's log has of it")
explained = run("journalctl", "-x", "-u", "karaulad", "--no-pager")
check(
    "journalctl -x explains a refusal, and says what to do",
    "Subject: Another configuration was not taken up" in explained and "karaulactl check-config" in explained,
)
lines = [
    json.loads(line)
    for line in run("journalctl", "-u", "karaulad", "KARAULA_CAMERA=yard", "-o", "json", "--no-pager").splitlines()
]
alarms = [line for line in lines if line["MESSAGE"].startswith("event.opened")]
check(
    "a line has its camera and its event as fields",
    alarms and alarms[0]["KARAULA_EVENT"] == str(opened[0]["seq"]) and len(alarms[0]["MESSAGE_ID"]) == 32
    and all(line["KARAULA_CAMERA"] == "yard" and line["SYSLOG_IDENTIFIER"] == "karaulad" for line in lines),
    f"{len(lines)} lines of the camera",
)
note("what the watch ledger has of it")
days = {day["camera"]: day for day in map(json.loads, run("karaulactl", "watch", "--json").splitlines())}
door, gate = (days.get(name, {}) for name in ("door", "gate"))
check(
    "a camera that came and went is known for as long as it was there, without a restart",
    0 < door.get("watching", 0) <= door.get("total", 0) < gate.get("total", 0),
    f"door {door.get('total', 0) / 1e9:.1f} s, gate {gate.get('total', 0) / 1e9:.1f} s",
)
changes = [(entry["payload"]["state"], entry["payload"].get("reason")) for entry in daemon.entries(kind="watch.changed", camera="door")]
lives = [changes[at : at + 3] for at in range(0, len(changes), 3)]
check(
    "the journal has each of its beginnings and ends: three for other masks, the last for good",
    all(life[:2] == [("blind", "starting"), ("watching", None)] for life in lives)
    and [life[2:] for life in lives] == [[("blind", "reconfigured")]] * 3 + [[("blind", "removed")]],
    f"{changes}",
)
ends_well(daemon)
finish()
