"""The load of the power cut test: alarms, recordings and deliveries on a disk whose every write is logged from outside.

powercut.sh gives the guest two further disks. /dev/vdc holds the state directory. On /dev/vdd the receiver notes what it
takes, past all caches and before it answers, so that the log of both disks tells what was acknowledged when. The machine is
switched off while all goes on; the cuts are made afterwards, outside.
"""

import atexit
import collections

from guestkit import *

SECONDS = int((PAYLOAD / "load-seconds").read_text())
HOUSE = """\
retention: {recordings_bytes: 4MiB}
storage: {keep_free: 8MiB, reserve: 1MiB, sweep: 10s}
"""
CAMERAS = "cameras:\n" + "".join(
    f"""\
  - name: {name}
    source: {{simulated: {{scene: custom, size: {size}, fps: {fps}, seed: {seed}, actors: [
      {{kind: walker, height: 0.6, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], speed: {speed}, every: {every}}}]}}}}
    rules: [{{name: anyone, kind: intrusion, quiet: {quiet}}}]
    recording: {{preroll: {preroll}, postroll: {postroll}}}
"""
    for name, size, fps, seed, speed, every, quiet, preroll, postroll in [
        ("gate", "64x48", 15, 5, 0.4, "4s", "0s", "1s", "1s"),
        ("yard", "320x240", 10, 3, 0.4, "4s", "500ms", "3s", "5s"),
    ]
)

disk = pathlib.Path("/mnt")
run("mount", "-t", "ext4", "/dev/vdc", str(disk))
(disk / "karaula").mkdir()
STATE.mkdir()
run("mount", "--bind", str(disk / "karaula"), str(STATE))

receiver = Receiver("--witness", "/dev/vdd")
daemon = Daemon(f"site: {SITE}\n{HOUSE}{CAMERAS}{Receiver.DESTINATION}")
atexit.unregister(daemon.keep_evidence) # the disk's log is the evidence, and files come and go while this ends
daemon.start()
daemon.becomes_ready("the site is ready")
time.sleep(SECONDS)
entries = daemon.entries()
while page := daemon.entries(after=entries[-1]["seq"]):
    entries += page
    if len(page) < 1000: # one page of the API
        break
kinds = collections.Counter(entry["kind"] for entry in entries)
note(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
check("alarms were journalled under load", kinds["event.opened"] >= SECONDS / 10, kinds["event.opened"])
check("recordings were erased under load", kinds["retention.erased"] > 0, kinds["retention.erased"])
check("recordings were sealed under load", kinds["event.recording"] >= SECONDS / 10, kinds["event.recording"])
finish()
