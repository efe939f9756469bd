#!/usr/bin/env python3
"""What holds at karaula-ledger's doors beyond the protocol: doors.py PROGRAM

Starts a ledger of its own, keeps connections open, and takes away what they were opened with: the authority, the time of the client's
certificate; holds up the disk while a body waits for it; and makes it believe that its clock was ahead.
"""

import hashlib
import http.client
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.request

from conformance import BATCH, Receiver
from load import HERE, Ledger
from site_log import Site, canonical

failed = []


def check(name, holds, seen=""):
    print(f"{'ok      ' if holds else 'NOT OK  '}{name}{'' if holds else f': {seen}'}", flush=True)
    if not holds:
        failed.append(name)


class Line:
    """One connection, which is never made anew."""

    def __init__(self, ledger, tls, certificate="client"):
        options = types.SimpleNamespace(url=f"https://localhost:{ledger.port}/v1/entries", ca=f"{tls}/kept-ca.pem")
        receiver = Receiver(options, f"{tls}/{certificate}.pem", f"{tls}/{certificate}.key")
        self.connection = http.client.HTTPSConnection(receiver.host, receiver.port, context=receiver.context, timeout=30)
        self.connection.auto_open = False
        self.connection.connect()

    def send(self, events):
        """The status that an answer has, or the name of the error with which the line ended."""
        try:
            self.connection.request("POST", "/v1/entries", canonical(events), {"Content-Type": BATCH, "Karaula-Lane": "alarm"})
            answer = self.connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__

    def ends(self, seconds):
        """Whether the other side ends the line within that time, nothing being sent."""
        self.connection.sock.settimeout(seconds)
        try:
            return self.connection.sock.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


def put_in_place(source, target):
    """As an administrator should: the file is the old one or the new one at any moment."""
    subprocess.run(["cp", source, f"{target}.new"], check=True)
    os.rename(f"{target}.new", target)


def short_lived(tls, seconds):
    """A certificate of site-1 that ends so many seconds from now."""
    from_ = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() - 86400))
    until = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + seconds))
    script = f"""
        : >short.index; echo 77 >short.serial
        printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=short.index\\nserial=short.serial\\nnew_certs_dir=.\\ncertificate=kept-ca.pem
private_key=ca.key\\ndefault_md=sha256\\npolicy=p\\nunique_subject=no\\n[p]\\ncommonName=supplied\\n' >short.conf
        printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth\\n' >short.ext
        cp client.key short.key
        openssl req -new -key short.key -out short.csr -subj /CN=site-1
        openssl ca -batch -notext -config short.conf -in short.csr -out short.pem -extfile short.ext \
            -startdate {from_} -enddate {until} 2>/dev/null
    """
    subprocess.run(["sh", "-euc", script], cwd=tls, check=True)


def authority(ledger, tls, site):
    """Connections that an authority vouched for do not outlive it."""
    busy, idle = Line(ledger, tls), Line(ledger, tls)
    check("a connection is kept", busy.send(site.batch(1)) == busy.send(site.batch(1)) == idle.send(site.batch(1)) == 200)
    put_in_place(f"{tls}/wrong-ca.pem", f"{tls}/ca.pem")
    seen = busy.send(site.batch(2))
    check("after the authority was replaced it is not listened to", seen != 200, seen)
    seen = busy.send(site.batch(2))
    check("and has ended", isinstance(seen, str), seen)
    check("and so have others, without a word", idle.ends(15))
    try:
        seen = Line(ledger, tls).send(site.batch(2))
    except OSError as error:
        seen = type(error).__name__
    check("new ones are refused", seen != 200, seen)
    put_in_place(f"{tls}/kept-ca.pem", f"{tls}/ca.pem")
    answer = Line(ledger, tls)
    check("until the authority is back", answer.send([]) == 200)
    # The first of the two that may have come: an entry that was taken meanwhile would be a duplicate now.
    page = urllib.request.urlopen(f"{ledger.health}/metrics", timeout=10).read().decode()
    check("nothing was taken meanwhile", 'karaula_ledger_entries_stored_total 1\n' in page, page)


def certificate(ledger, tls, site):
    """Connections do not outlive the certificate of who opened them."""
    short_lived(tls, 6)
    busy, idle = Line(ledger, tls, "short"), Line(ledger, tls, "short")
    ends = time.time() + 6
    check("a certificate counts until it ends", busy.send(site.batch(1)) == idle.send(site.batch(1)) == 200)
    time.sleep(max(0, ends - time.time()) + 1)
    seen = busy.send(site.batch(2))
    check("then it does not on a connection that is open either", seen != 200, seen)
    check("which ends", isinstance(busy.send(site.batch(2)), str))
    check("and so do others, without a word", idle.ends(15))


def memory(ledger, tls, site):
    """What waits for the disk is counted as memory that is in use."""
    content = bytes(1 << 20)
    seq = site.add("event.snapshot", {"path": "x.jpg", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    options = types.SimpleNamespace(url=f"https://localhost:{ledger.port}/v1/entries", ca=f"{tls}/kept-ca.pem")
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


def clock(ledger, tls):
    """A ledger that signed a year ahead signs nothing until somebody says that its clock is right now."""
    site = Site("urn:karaula:site-1:8")
    site.add("watch.changed")
    options = types.SimpleNamespace(url=f"https://localhost:{ledger.port}/v1/entries", ca=f"{tls}/kept-ca.pem")
    receiver = Receiver(options, f"{tls}/client.pem", f"{tls}/client.key")
    receiver.entries(site.batch(1, 2))
    answer = receiver.checkpoint(site.submission(0, 1))
    check("a receipt is signed", answer.status == 200, answer)
    ledger.kill()
    database = sqlite3.connect(os.path.join(ledger.state, "ledger.sqlite"))
    database.execute("UPDATE log SET witnessed_time = witnessed_time + 31536000 WHERE witnessed_time IS NOT NULL")
    database.commit()
    database.close()
    ledger.start()
    answer = receiver.checkpoint(site.submission(1, 2))
    years = [str(time.gmtime(time.time() + ahead).tm_year).encode() for ahead in (0, 31536000)]
    check("a clock that is behind what was signed signs nothing, and both times are told",
          answer.status == 503 and all(b" " + year + b"-" in answer.body for year in years), answer)
    check("entries are taken all the while", receiver.entries(site.batch(1, 2)).status == 200)
    health = urllib.request.urlopen(f"{ledger.health}/health", timeout=10).read()
    check("health says so", b'"kind":"clock"' in health and b'"status":"degraded"' in health, health)
    done = ledger.command("accept-clock", "--reason", "the battery was changed")
    check("a person may accept the clock", done.returncode == 0 and site.source in done.stdout, done)
    answer = receiver.checkpoint(site.submission(1, 2))
    check("then receipts are signed, without a restart", answer.status == 200, answer)
    health = urllib.request.urlopen(f"{ledger.health}/health", timeout=10).read()
    check("and health is good", b'"status":"ok"' in health, health)
    ended = ledger.command("list", "alarms", "--all").stdout
    check("who said so and why is kept", "the battery was changed" in ended, ended)


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
        put_in_place(f"{tls}/ca.pem", f"{tls}/kept-ca.pem")
        ledger = Ledger(sys.argv[1], folder)
        ledger.start()
        try:
            site = Site("urn:karaula:site-1:7")
            site.add("watch.changed")
            authority(ledger, tls, site)
            certificate(ledger, tls, site)
            memory(ledger, tls, site)
            clock(ledger, tls)
            commands(ledger)
        finally:
            ledger.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
