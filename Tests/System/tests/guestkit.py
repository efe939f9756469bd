"""What the system tests share: the daemon as a service, its API, the receiver, the USB camera, and checks.

Runs inside the guest, as root, with Python's standard library alone. Every check prints one line, PASS or FAIL, with the
evidence and the seconds since the test began; a failed check does not stop a test, a missing precondition does.
"""

import atexit
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import time

PAYLOAD = pathlib.Path("/payload")
ARTEFACTS = pathlib.Path("/exchange/artefacts")
STATE = pathlib.Path("/var/lib/karaula")
SITE = "border-post"

_began = time.monotonic()
_failures = 0


def check(what, passed, evidence=""):
    """Prints a check's line; returns whether it passed."""
    global _failures
    _failures += not passed
    evidence = f": {evidence}" if evidence else ""
    print(f"{'PASS' if passed else 'FAIL'} {what}{evidence} [{time.monotonic() - _began:.1f} s]")
    return bool(passed)


def note(text):
    """Prints a line that is no check."""
    print(f"     {text} [{time.monotonic() - _began:.1f} s]")


def give_up(why):
    """Ends the test because it cannot go on."""
    check(why, False)
    sys.exit(1)


def finish():
    """Ends the test with the exit code that its checks earned."""
    sys.exit(1 if _failures else 0)


def wait_for(seconds, question, pause=0.5):
    """Asks until the answer is true or the time is up.

    Returns the last answer and the seconds that it took.
    """
    start = time.monotonic()
    while True:
        answer = question()
        waited = time.monotonic() - start
        if answer or waited >= seconds:
            return answer, waited
        time.sleep(pause)


def run(*command, fatal=True):
    """Runs a command and returns its standard output; a command that fails ends the test unless `fatal` is false."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode and fatal:
        give_up(f"{' '.join(command)} ended with {done.returncode}: {done.stdout.strip()}")
    return done.stdout


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Daemon:
    """karaulad, installed as a package would install it and run by systemd through its real unit."""

    API = "/run/karaula/api.sock"

    def __init__(self, configuration):
        run("systemd-sysusers", str(PAYLOAD / "deploy/karaula.sysusers"))
        for program in ("karaulad", "karaulactl"):
            pathlib.Path("/usr/bin", program).symlink_to(PAYLOAD / "bin" / program)
        pathlib.Path("/usr/libexec").mkdir(exist_ok=True)
        pathlib.Path("/usr/libexec/karaula-clock").symlink_to(PAYLOAD / "bin/karaula-clock")
        for kind in ("service", "timer"):
            for unit in (PAYLOAD / "deploy").glob(f"karaula*.{kind}"):
                shutil.copy(unit, "/etc/systemd/system/")
        catalog = pathlib.Path("/usr/lib/systemd/catalog")
        catalog.mkdir(exist_ok=True)
        shutil.copy(PAYLOAD / "deploy/karaula.catalog", catalog)
        run("journalctl", "--update-catalog")
        folder = pathlib.Path("/etc/karaula")
        folder.mkdir()
        shutil.copytree(PAYLOAD / "certificates", folder / "tls")
        (folder / "karaula.yaml").write_text(configuration)
        run("chgrp", "-R", "karaula", str(folder))
        run("chmod", "-R", "u=rwX,g=rX,o=", str(folder))
        folder.chmod(0o755)
        run("systemctl", "daemon-reload")
        atexit.register(self.keep_evidence)

    def keep_evidence(self):
        """Copies what helps to understand a failure to the host."""
        if STATE.exists():
            shutil.copytree(STATE, ARTEFACTS / "state", dirs_exist_ok=True)
        shutil.copy("/etc/karaula/karaula.yaml", ARTEFACTS)
        if _failures:
            print(run("journalctl", "-u", "karaulad", "-o", "cat", "--no-pager", "-n", "60", fatal=False))
            print(run("systemctl", "status", "karaulad", "--no-pager", "-n", "0", fatal=False))

    def start(self):
        """Starts the service; returns the seconds until it said that it is ready."""
        start = time.monotonic()
        run("systemctl", "start", "karaulad")
        return time.monotonic() - start

    def property(self, name):
        """A property of the unit, as systemd tells it."""
        return run("systemctl", "show", "karaulad", "--property", name, "--value").strip()

    def stop(self):
        """Stops the service by SIGTERM; returns the seconds that it took."""
        start = time.monotonic()
        run("systemctl", "stop", "karaulad", fatal=False)
        return time.monotonic() - start

    def get(self, path, over_socket=False):
        """Status and body of a request; None and the reason if nobody answers."""
        connection = (
            _SocketConnection(self.API, 10) if over_socket else http.client.HTTPConnection("127.0.0.1", 8470, timeout=10)
        )
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError as error:
            return None, str(error)
        finally:
            connection.close()

    def health(self):
        """The health document."""
        status, body = self.get("/health")
        if status != 200:
            give_up(f"/health answers {status}: {body}")
        return json.loads(body)

    def camera(self, name):
        """One camera of the health document."""
        return next(camera for camera in self.health()["cameras"] if camera["name"] == name)

    def ready(self):
        """What /readyz answers: its status, and the obstacles it names."""
        status, body = self.get("/readyz")
        return status, json.loads(body).get("obstacles", []) if status else [body]

    def becomes_ready(self, what):
        """Checks that the site is ready within half a minute."""
        _, waited = wait_for(30, lambda: self.ready()[0] == 200)
        status, obstacles = self.ready()
        check(what, status == 200, ", ".join([f"{waited:.1f} s", *obstacles]))

    def entries(self, after=0, **filters):
        """The journal's entries after a seq, in full, by way of the API's socket."""
        query = "&".join(f"{key}={value}" for key, value in {"after": after, "limit": 1000, **filters}.items())
        status, body = self.get(f"/v1/entries?{query}", over_socket=True)
        if status != 200:
            give_up(f"/v1/entries answers {status}: {body}")
        return [json.loads(line) for line in body.splitlines() if line]

    def state_of_stopped(self, query, *arguments):
        """Rows of the stopped daemon's journal."""
        connection = sqlite3.connect(STATE / "journal.sqlite")
        try:
            return connection.execute(query, arguments).fetchall()
        finally:
            connection.close()


class Receiver:
    """The upstream: receives batches on loopback from whoever shows a certificate of the right authority."""

    PORT = 8472
    DESTINATION = f"""\
destinations:
  - name: sector
    url: https://localhost:{PORT}/v1/entries
    ca: tls/ca.pem
    certificate: tls/client.pem
    key: tls/client.key
"""

    def __init__(self, *options):
        ARTEFACTS.mkdir(exist_ok=True)
        self._received = ARTEFACTS / "received.jsonl"
        certificates = PAYLOAD / "certificates"
        with open(ARTEFACTS / "receiver.log", "wb") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable, str(PAYLOAD / "tests/receiver.py"), "--port", str(self.PORT),
                    "--certificate", str(certificates / "server.pem"), "--key", str(certificates / "server.key"),
                    "--client-ca", str(certificates / "ca.pem"), "--out", str(self._received),
                    *options,
                ],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            )
        atexit.register(self._process.kill)
        if self._process.stdout.readline().strip() != f"ready {self.PORT}":
            give_up(f"the receiver does not start: {(ARTEFACTS / 'receiver.log').read_text()}")

    def event(self, seq):
        """The CloudEvent of an entry, if it has arrived."""
        for line in self._received.read_text().splitlines():
            event = json.loads(line)
            if event["id"] == str(seq) and event["source"] == f"urn:karaula:{SITE}":
                return event
        return None

    def refuses_strangers(self):
        """Checks that a certificate is really asked for, so that an alert received proves that one was shown."""
        code = subprocess.run(
            ["curl", "-s", "--cacert", str(PAYLOAD / "certificates/ca.pem"), "-d", "[]",
             "-H", "Content-Type: application/cloudevents-batch+json", f"https://localhost:{self.PORT}/v1/entries"],
            stdout=subprocess.DEVNULL,
        ).returncode
        check("the receiver refuses a sender without a certificate", code not in (0, 7), f"curl ends with {code}")


class UsbCamera:
    """A USB camera that plays footage; plugged in while it exists."""

    def __init__(self, port, serial, footage=PAYLOAD / "street.mjpeg", fps=10):
        self.serial = serial
        self._arguments = [
            str(PAYLOAD / "bin/usb-camera"), "--port", str(port), "--serial", serial, "--fps", str(fps), str(footage),
        ]
        self._process = None

    @property
    def node(self):
        """The name under which udev offers it, whenever it is plugged in."""
        return f"/dev/v4l/by-id/usb-Karaula_Karaula_test_camera_{self.serial}-video-index0"

    def plug(self):
        self._process = subprocess.Popen(self._arguments, stdin=subprocess.DEVNULL)
        there, waited = wait_for(30, lambda: os.path.exists(self.node), pause=0.1)
        if not there:
            give_up(f"no {self.node} {waited:.0f} s after plugging in")

    def unplug(self):
        self._process.kill()
        self._process.wait()


def two_usb_cameras():
    """Plugs in two USB cameras.

    Returns those of the gate and of the yard, and the configuration of a site that watches both and records nothing.
    """
    run("modprobe", "-a", "uvcvideo", "vhci-hcd")
    gate, yard = UsbCamera(port=0, serial="GATE"), UsbCamera(port=1, serial="YARD")
    configuration = f"site: {SITE}\ncameras:\n"
    for name, camera in {"gate": gate, "yard": yard}.items():
        camera.plug()
        configuration += f"""\
  - name: {name}
    source:
      device: {camera.node}
    recording:
      enabled: false
"""
    return gate, yard, configuration


def flows(daemon, names, rate, seconds=15, tolerance=0.15):
    """Checks that the cameras deliver `rate` frames a second, and that what they deliver is looked at."""
    first = daemon.health()
    time.sleep(seconds)
    second = daemon.health()
    elapsed = second["uptime_seconds"] - first["uptime_seconds"]
    for name in names:
        before, after = (
            next(camera for camera in health["cameras"] if camera["name"] == name)["counters"]
            for health in (first, second)
        )
        grown = {key: after[key] - before[key] for key in after}
        measured = grown["delivered"] / elapsed
        check(
            f"{name}: frames flow at {rate:g} a second",
            abs(measured / rate - 1) <= tolerance,
            f"{measured:.2f} a second over {elapsed:.1f} s, {grown['lost_in_driver']} lost in the driver",
        )
        check(
            f"{name}: frames are analysed",
            grown["analysed"] > 0 and grown["undecodable"] == 0 and grown["damaged"] == 0,
            f"{grown['analysed']} of {grown['delivered']}, {grown['skipped']} skipped for newer ones",
        )


def images_in(data):
    """How many whole JPEG images follow each other in `data`; None if anything else is in it.

    Walks the markers: segments by their length, entropy-coded data up to the next marker that is no restart.
    """
    count = at = 0
    while at < len(data):
        if data[at : at + 2] != b"\xff\xd8":
            return None
        at += 2
        while True:
            if at + 2 > len(data) or data[at] != 0xFF:
                return None
            marker = data[at + 1]
            at += 2
            if marker == 0xD9:
                count += 1
                break
            if at + 2 > len(data):
                return None
            at += int.from_bytes(data[at : at + 2], "big")
            if marker == 0xDA:
                while True:
                    at = data.find(b"\xff", at)
                    if at < 0 or at + 1 >= len(data):
                        return None
                    if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
                        break
                    at += 2
    return count


def kept_file(entry):
    """The content of the file that an entry tells of, and what is wrong with it (None if nothing is)."""
    path = STATE / entry["payload"]["path"]
    try:
        data = path.read_bytes()
    except OSError as error:
        return b"", str(error)
    if hashlib.sha256(data).hexdigest() != entry["payload"]["sha256"]:
        return data, f"{path} is not what the journal says: another SHA-256"
    if "bytes" in entry["payload"] and len(data) != entry["payload"]["bytes"]:
        return data, f"{path} has {len(data)} bytes, not {entry['payload']['bytes']}"
    return data, None


def evidence_of_motion(daemon, receiver, names, seconds=60):
    """Checks for each camera the way from motion to an alert: event, snapshot, recording, and what the receiver got."""
    opened = {}

    def all_opened():
        for entry in daemon.entries(kind="event.opened"):
            opened.setdefault(entry["camera"], entry)
        return all(name in opened for name in names)

    _, waited = wait_for(seconds, all_opened)
    for name in names:
        event = opened.get(name)
        evidence = f"entry {event['seq']}, rule {event['payload']['rule']}" if event else f"none in {waited:.0f} s"
        if not check(f"{name}: motion opens an event", event, evidence):
            continue
        following = lambda kind: next(
            (entry for entry in daemon.entries(after=event["seq"], kind=kind) if entry["event"] == event["seq"]), None
        )
        snapshot, waited = wait_for(20, lambda: following("event.snapshot"))
        if check(f"{name}: the event has a snapshot", snapshot, f"{waited:.1f} s later"):
            data, wrong = kept_file(snapshot)
            check(
                f"{name}: the snapshot is one JPEG image",
                wrong is None and images_in(data) == 1,
                wrong or f"{len(data)} bytes, {snapshot['payload']['path']}",
            )
        alert, waited = wait_for(20, lambda: receiver.event(event["seq"]))
        check(
            f"{name}: the receiver got the alert over mutual TLS",
            alert is not None and alert["type"] == "org.karaula.event.opened" and alert.get("subject") == name,
            f"id {event['seq']}, {waited:.1f} s later" if alert else f"nothing in {waited:.0f} s",
        )
    return {name: opened[name] for name in names if name in opened}


def evidence_of_recording(daemon, events, rate, seconds=45):
    """Checks that each event's recording is sealed, whole, and as long as configured."""
    for name, event in events.items():
        recording, waited = wait_for(
            seconds,
            lambda: next(
                (
                    entry
                    for entry in daemon.entries(after=event["seq"], kind="event.recording")
                    if entry["event"] == event["seq"]
                ),
                None,
            ),
        )
        if not check(f"{name}: the event has a recording", recording, f"sealed after {waited:.1f} s more"):
            continue
        data, wrong = kept_file(recording)
        count = images_in(data)
        frames = recording["payload"]["frames"]
        check(
            f"{name}: the recording is whole JPEG images, with those from before the event",
            wrong is None and count == frames and frames > 2 * rate,
            wrong or f"{count} images for {frames} frames, {len(data)} bytes, {recording['payload']['path']}",
        )


def ends_well(daemon):
    """Checks that SIGTERM ends the daemon in time, cleanly, with every open event closed as interrupted."""
    last = max(entry["seq"] for entry in daemon.entries())
    seconds = daemon.stop()
    check("SIGTERM ends the daemon within 5 s", seconds < 5, f"{seconds:.1f} s")
    result, code = daemon.property("Result"), daemon.property("ExecMainStatus")
    check("the daemon ends with exit code 0", result == "success" and code == "0", f"{result}, {code}")
    open_events = daemon.state_of_stopped("SELECT id, kind FROM event WHERE closing IS NULL")
    check("no event is left open", not open_events, f"{open_events}" if open_events else "")
    reasons = [reason for (reason,) in daemon.state_of_stopped("SELECT reason FROM event WHERE closing > ?", last)]
    check(
        "what was still open was closed as interrupted",
        all(reason in ("interrupted", "ended") for reason in reasons), # one may have ended by itself just before
        ", ".join(reasons),
    )
    newest = daemon.state_of_stopped("SELECT kind FROM entry ORDER BY seq DESC LIMIT 1")
    check("the journal's newest entry tells of the stop", newest == [("site.stopped",)], f"{newest}")
