"""The Debian package, from installation to purge: an older one is installed, watches, and delivers until its ledger has signed;
it is upgraded, removed, and purged."""

from guestkit import *

RATE = 10
FOLDER = pathlib.Path("/etc/karaula")


def dpkg(*arguments):
    """Runs dpkg, and hands back what it said."""
    return run("env", "DEBIAN_FRONTEND=noninteractive", "dpkg", "--force-confold", *arguments)


def active(unit):
    return run("systemctl", "is-active", unit, fatal=False).strip()


daemon = Daemon.__new__(Daemon)  # what it asks of the API; the package installs it
said = dpkg("-i", str(PAYLOAD / "older.deb"))
check("the package is installed, and says what to do next", "systemctl enable --now karaulad" in said,
      run("karaulad", "--version").strip())
check("it runs nothing yet", active("karaulad") == "inactive" and active("karaula-ledger") == "inactive")
users = run("getent", "passwd", "karaula", "karaula-ledger")
check("it made its users, and one of them may use cameras",
      len(users.splitlines()) == 2 and "karaula" in run("getent", "group", "video").split(":")[3].split(","))
verdict = run("karaulactl", "check-config", str(FOLDER / "karaula.yaml"), fatal=False)
check("the configuration that comes with it is valid", "not" not in verdict, verdict.strip())
explained = run("journalctl", "--list-catalog", fatal=False)
check("the catalog is known", "Karaula: " in explained)

note("a ledger and a site")
for name, group, files in (
    ("tls", "karaula", ("ca.pem", "client.pem", "client.key")),
    ("ledger-tls", "karaula-ledger", ("ca.pem", "server.pem", "server.key")),
):
    folder = FOLDER / name
    folder.mkdir()
    for file in files:
        shutil.copy(PAYLOAD / "certificates" / file, folder)
    run("chgrp", "-R", group, str(folder))
    run("chmod", "-R", "u=rwX,g=rX,o=", str(folder))
(FOLDER / "karaula-ledger.yaml").write_text(
    "name: sector.test\nlisten: 127.0.0.1:8471\nhealth: 127.0.0.1:8473\n"
    "ca: ledger-tls/ca.pem\ncertificate: ledger-tls/server.pem\nkey: ledger-tls/server.key\n")
run("systemctl", "enable", "--now", "karaula-ledger")
key = run("karaula-ledger", "key", "--config", str(FOLDER / "karaula-ledger.yaml"), "--state", "/var/lib/karaula-ledger").split()[-1]
run("modprobe", "vivid", "n_devs=1", "node_types=0x1", "num_inputs=1", "input_types=0", "num_outputs=0")
run("udevadm", "settle")
configuration = f"""\
site: {SITE}
cameras:
  - name: gate
    source:
      device: /dev/video0
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
destinations:
  - name: sector
    url: https://localhost:8471/
    ca: tls/ca.pem
    certificate: tls/client.pem
    key: tls/client.key
    receipt: ledger
    receipt_key: {key}
"""
(FOLDER / "karaula.yaml").write_text(configuration)
run("systemctl", "enable", "--now", "karaulad")
daemon.becomes_ready("the site watches")


def motion(what):
    """Lets something move, and checks the way to the ledger's receipt."""
    after = daemon.health()["journal"]["head"]
    run("v4l2-ctl", "-d", "/dev/video0", "-c", "horizontal_movement=4")
    opened, waited = wait_for(60, lambda: daemon.entries(after=after, kind="event.opened"))
    run("v4l2-ctl", "-d", "/dev/video0", "-c", "horizontal_movement=3")
    if not check(f"{what}: motion opens an event", opened, f"{waited:.1f} s later"):
        return
    proof, waited = wait_for(
        30, lambda: "sector.test" in run("karaulactl", "journal", "prove", str(opened[0]["seq"]), fatal=False), pause=1)
    check(f"{what}: its ledger has signed for it", proof, f"entry {opened[0]['seq']}, {waited:.1f} s later")


motion("after the installation")
entries = daemon.entries()
identity = daemon.property("MainPID")

note("upgrade")
(STATE / "journal.sqlite").chmod(0o640)  # as versions without a umask left it
dpkg("-i", str(PAYLOAD / "karaula.deb"))
daemon.becomes_ready("after the upgrade the site watches")
check("the new one runs", daemon.property("MainPID") != identity and active("karaula-ledger") == "active",
      run("dpkg-query", "-W", "karaula").strip())
check("the configuration is kept", (FOLDER / "karaula.yaml").read_text() == configuration)
check("the group reads no file of the site", not run("find", str(STATE), "-perm", "/077").strip())
check("the journal is kept", daemon.entries()[: len(entries)] == entries, f"{len(entries)} entries")
motion("after the upgrade")

note("removal")
said = dpkg("-r", "karaula")
check("the services have ended", active("karaulad") in ("inactive", "failed") and active("karaula-ledger") in ("inactive", "failed"))
check("the data is kept, and that is said",
      (STATE / "journal.sqlite").exists() and pathlib.Path("/var/lib/karaula-ledger/ledger.sqlite").exists()
      and "/var/lib/karaula is kept" in said)
check("the configuration is kept", (FOLDER / "karaula.yaml").read_text() == configuration)
check("the programs are gone", not pathlib.Path("/usr/bin/karaulad").exists())

note("purge")
said = dpkg("-P", "karaula")
check("what it deletes is said before", "deleting /var/lib/karaula (" in said and "deleting /var/lib/karaula-ledger (" in said,
      "; ".join(line for line in said.splitlines() if line.startswith("Karaula:")))
check("what it made is gone", not STATE.exists() and not pathlib.Path("/var/lib/karaula-ledger").exists()
      and not (FOLDER / "karaula.yaml").exists())
check("what it did not make is kept, and that is said", (FOLDER / "tls/client.key").exists() and "/etc/karaula is kept" in said)
left = [path for path in run("find", "/usr", "/lib/systemd", "/run", "-iname", "*karaula*", fatal=False).split()
        if not path.startswith("/run/systemd/")]
check("nothing else is left", not left, ", ".join(left))
finish()
