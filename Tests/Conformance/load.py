#!/usr/bin/env python3
"""How fast a receiver takes a backlog, and that a ledger killed in mid-traffic loses nothing that it acknowledged.

    load.py --program karaula-ledger --entries 50000 --batch 500 --sites 1 [--kills 20]

Makes certificates, starts the ledger, sends prepared batches over mutual TLS, and says entries per second, counted from the first byte
sent to the last answer. With --kills the ledger is killed with SIGKILL that many times meanwhile and started again, and each site also submits
checkpoints and a picture: no receipt and no piece that was acknowledged may be forgotten. At the end every entry is sent once more:
all have to be duplicates; a checkpoint over all is cosigned; and `karaula-ledger verify` holds.
"""

import argparse
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import types

from conformance import Receiver
from site_log import Cosigner, Site, canonical

HERE = os.path.dirname(os.path.abspath(__file__))


class Ledger:
    """The program under test, started and killed again and again on the same port."""

    def __init__(self, program, folder):
        self.program, self.folder, self.port, self.process = program, folder, 0, None
        self.health = ""
        self.configuration = os.path.join(folder, "ledger.yaml")
        self.state = os.path.join(folder, "ledger")

    def start(self):
        with open(self.configuration, "w") as file:
            file.write(f"name: load.example\nlisten: 127.0.0.1:{self.port}\nhealth: 127.0.0.1:0\nca: tls/ca.pem\n"
                       "certificate: tls/server.pem\nkey: tls/server.key\nlog:\n  level: notice\n")
        self.process = subprocess.Popen(
            [self.program, "--config", self.configuration, "--state", self.state], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            found = re.search(r"serving .*sites=\S*:(\d+)", line)
            if found:
                self.port = int(found[1])
                self.health = re.search(r"health=(\S+)/health", line)[1]
                threading.Thread(target=self.pass_on, args=(self.process.stderr,), daemon=True).start()
                return
        raise RuntimeError("the ledger did not start")

    @staticmethod
    def pass_on(stream):
        for line in stream:
            sys.stderr.write(line)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) // 1024

    def command(self, *arguments):
        return subprocess.run([self.program, *arguments, "--config", self.configuration, "--state", self.state],
                              capture_output=True, text=True)


class Sender:
    """A site that delivers, each request until it is answered, whatever happens to the ledger."""

    def __init__(self, site, batches, content, options, ledger, failures):
        self.site, self.batches, self.content = site, batches, content
        self.options, self.ledger, self.failures = options, ledger, failures
        self.receiver = None
        self.signed = self.have = 0

    def ask(self, question):
        while True:
            try:
                if self.receiver is None:
                    self.receiver = connect(self.options, self.ledger)
                return question(self.receiver)
            except OSError:
                time.sleep(0.02)

    def run(self):
        for number, (first, count, body) in enumerate(self.batches, 1):
            answer = self.ask(lambda receiver: receiver.entries(body, lane="routine", after=first - 1))
            if answer.status != 200 or answer.json["stored"] + answer.json["duplicates"] != count:
                return self.failures.append(f"batch from {first}: {answer}")
            if self.options.kills and number % 40 == 0:
                self.checkpoint(first - 1 + count)
        if self.options.kills:
            self.picture()

    def checkpoint(self, size):
        """Submits a checkpoint; what was signed for before must be what the ledger remembers."""
        answer = self.ask(lambda receiver: receiver.checkpoint(self.site.submission(self.signed, size)))
        if answer.status == 409 and answer.type == "text/x.tlog.size" and int(answer.body) == size:
            self.signed = size  # signed, but killed before the answer came through
        elif answer.status == 200:
            self.signed = size
        else:
            self.failures.append(f"checkpoint of {size} after {self.signed}: {answer}")

    def picture(self):
        while self.have < len(self.content):
            end = self.have + 65536
            answer = self.ask(lambda receiver: receiver.file(self.site, 2, self.content, self.have, end))
            have = answer.json.get("have", -1)
            if answer.status not in (200, 409) or have < self.have:
                return self.failures.append(f"piece from {self.have}: {answer}")
            self.have = have


def connect(options, ledger):
    return Receiver(types.SimpleNamespace(url=f"https://localhost:{ledger.port}/v1/entries", ca=f"{options.folder}/tls/ca.pem"),
                    f"{options.folder}/tls/client.pem", f"{options.folder}/tls/client.key")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/karaula-ledger")
    parser.add_argument("--entries", type=int, default=50_000, help="entries of each site")
    parser.add_argument("--batch", type=int, default=500, help="entries in a request")
    parser.add_argument("--sites", type=int, default=1, help="logs that are sent at the same time")
    parser.add_argument("--kills", type=int, default=0, help="how often the ledger is killed meanwhile")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = folder
        subprocess.run(["sh", os.path.join(HERE, "../System/make-certificates.sh"), f"{folder}/tls"], check=True)
        return run(options, Ledger(options.program, folder))


def run(options, ledger):
    sites, work, content = [], [], random.randbytes(6 << 20)
    for number in range(options.sites):
        site = Site(f"urn:karaula:site-1:{number + 2}")
        site.add("event.snapshot", {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "path": "x.jpg"})
        while len(site.entries) < options.entries:
            site.add("event.opened", {"alarm_kind": "intrusion", "rule": "fence", "track": len(site.entries), "box": [1, 2, 3, 4]})
        sites.append(site)
        work.append([(first, len(part), canonical(part)) for first in range(1, options.entries + 1, options.batch)
                     for part in [site.entries[first - 1:first - 1 + options.batch]]])
    ledger.start()
    failures = []
    try:
        senders = [Sender(site, batches, content, options, ledger, failures) for site, batches in zip(sites, work)]
        threads = [threading.Thread(target=sender.run) for sender in senders]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        kills = 0
        while any(thread.is_alive() for thread in threads):
            time.sleep(random.uniform(0.02, 0.4) if options.kills else 0.05)
            if kills < options.kills and any(thread.is_alive() for thread in threads):
                ledger.kill()
                ledger.start()
                kills += 1
        seconds = time.monotonic() - started
        total = options.entries * options.sites
        print(f"{total} entries in {seconds:.2f} s: {total / seconds:.0f} entries/s, {kills} kills, RSS {ledger.memory()} MiB")
        failures += check(options, ledger, senders)
    finally:
        ledger.kill()
    for failure in failures:
        print(f"NOT OK  {failure}")
    return 1 if failures else 0


def check(options, ledger, senders):
    failures = []
    receiver = connect(options, ledger)
    started = time.monotonic()
    for sender in senders:
        site = sender.site
        for first, count, body in sender.batches:
            answer = receiver.entries(body, lane="routine", after=first - 1)
            if answer.json.get("duplicates") != count:
                failures.append(f"{site.source} from {first}: not all were stored: {answer}")
        answer = receiver.checkpoint(site.submission(sender.signed, options.entries))
        cosigner = Cosigner(ledger.command("key").stdout.strip())
        if answer.status != 200 or cosigner.time(answer.body.decode(), site.text(options.entries)) is None:
            failures.append(f"{site.source}: no receipt: {answer}")
    print(f"the same again: {options.entries * options.sites / (time.monotonic() - started):.0f} entries/s")
    verification = ledger.command("verify")
    print(verification.stdout.strip())
    if verification.returncode:
        failures.append(f"verify: {verification.stdout} {verification.stderr}")
    return failures


if __name__ == "__main__":
    sys.exit(main())
