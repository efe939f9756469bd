#!/usr/bin/env python3
"""What holds at karaula-ledger's doors beyond the protocol: doors.py PROGRAM

Starts a ledger of its own, and holds up its disk while a body waits for it.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.request
import hashlib

from conformance import Receiver
from load import HERE, Ledger
from site_log import Site

failed = []


def check(name, holds, seen=""):
    print(f"{'ok      ' if holds else 'NOT OK  '}{name}{'' if holds else f': {seen}'}", flush=True)
    if not holds:
        failed.append(name)


def memory(ledger, tls, site):
    """What waits for the disk is counted as memory that is in use."""
    content = bytes(1 << 20)
    seq = site.add("event.snapshot", {"path": "x.jpg", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    options = types.SimpleNamespace(url=f"https://localhost:{ledger.port}/v1/entries", ca=f"{tls}/ca.pem")
    receiver = Receiver(options, f"{tls}/client.pem", f"{tls}/client.key")
    receiver.entries(site.batch(seq), lane="alarm", after=0)
    answers = []
    sender = threading.Thread(target=lambda: answers.append(receiver.file(site, seq, content, 0, len(content))))
    # Somebody else holds the database for less than the five seconds for which a transaction waits.
    holder = sqlite3.connect(os.path.join(ledger.state, "ledger.sqlite"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    sender.start()
    most, until = 0, time.monotonic() + 3
    while time.monotonic() < until and most < len(content):
        page = urllib.request.urlopen(f"{ledger.health}/metrics", timeout=10).read().decode()
        stored = page.split("\nkaraula_ledger_file_bytes_total ", 1)[1].split("\n", 1)[0]
        # Only when the piece is on the disk: before, its body is being read.
        if int(stored) == len(content):
            most = int(page.split("\nkaraula_ledger_request_bytes ", 1)[1].split("\n", 1)[0])
        time.sleep(0.05)
    holder.execute("ROLLBACK")
    holder.close()
    sender.join()
    check("a body that waits for the disk is in the budget", most >= len(content), most)
    check("and is answered when the disk is there", answers and answers[0].status == 200, answers)


def commands(ledger):
    """Every command knows where the configuration is."""
    for words in (["list", "sites"], ["list", "alarms"], ["show", "urn:karaula:site-1:7"], ["verify"], ["key"], ["check-config"],
                  ["end", "99", "--reason", "x"], ["accept-clock", "--reason", "x"]):
        done = ledger.command(*words)
        check(f"{words[0]} takes --config and --state", done.returncode != 64, done.stderr)
    check("accept-clock has nothing to accept while the clock is right", done.returncode == 65 and "no receipt" in done.stderr, done)


def main():
    with tempfile.TemporaryDirectory() as folder:
        tls = f"{folder}/tls"
        subprocess.run(["sh", os.path.join(HERE, "../System/make-certificates.sh"), tls], check=True)
        ledger = Ledger(sys.argv[1], folder)
        ledger.start()
        try:
            site = Site("urn:karaula:site-1:7")
            site.add("watch.changed")
            memory(ledger, tls, site)
            commands(ledger)
        finally:
            ledger.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
