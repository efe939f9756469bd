#!/usr/bin/env python3
"""Asks a receiver of Karaula's deliveries, in whatever language it is written, whether it keeps to docs/upstream.md.

    conformance.py --url https://localhost:8471/v1/entries --ca ca.pem --certificate client.pem --key client.key
                   --site site-1 --receipt-key "$(karaula-ledger key)"

Each run begins a log of its own (`urn:karaula:SITE:N`), so it may be repeated against the same receiver. Without --receipt-key only what
a webhook has to do is asked. --other-*, --wrong-* and --expired-* name further certificates; without them what they are for is
left out, and said. Standard library and the openssl command. Exit code 1 if something does not hold.
"""

import argparse
import gzip
import hashlib
import http.client
import json
import random
import socket
import ssl
import sys
import time
import urllib.parse
import base64

from site_log import Cosigner, Key, Site, canonical, proof, root, sha256

BATCH = "application/cloudevents-batch+json"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.type = (response.getheader("Content-Type") or "").split(";")[0].strip().lower()
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body) if self.type == "application/json" else {}

    def __repr__(self):
        return f"{self.status} {self.type} {self.body[:200]!r}"


class Receiver:
    """A kept-alive connection with one certificate."""

    def __init__(self, options, certificate=None, key=None):
        self.options = options
        url = urllib.parse.urlsplit(options.url)
        self.host, self.port = url.hostname, url.port or 443
        self.base = url.path.rsplit("/", 1)[0]
        self.context = ssl.create_default_context(cafile=options.ca)
        if certificate:
            self.context.load_cert_chain(certificate, key)
        self.connection = None

    def ask(self, method, path, body=b"", headers=None):
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPSConnection(self.host, self.port, context=self.context, timeout=30)
            try:
                self.connection.request(method, self.base + path, body, headers or {})
                response = self.connection.getresponse()
                answer = Answer(response)
                if response.will_close:
                    self.close()
                return answer
            except (http.client.HTTPException, OSError):
                self.close()
                if attempt == 2:
                    raise

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def entries(self, events, lane=None, after=None, through=None, packed=False, **more):
        body = events if isinstance(events, bytes) else canonical(events)
        headers = {"Content-Type": BATCH, "Accept": "application/json"}
        for name, value in (("Karaula-Lane", lane), ("Karaula-After", after), ("Karaula-Through", through)):
            if value is not None:
                headers[name] = str(value)
        if packed:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        headers.update(more.get("headers", {}))
        return self.ask("POST", "/entries", body, headers)

    def checkpoint(self, body):
        return self.ask("POST", "/checkpoint", body, {"Content-Type": "text/plain; charset=utf-8"})

    def file(self, site, seq, content, start=None, end=None, total=None, digest=None, source=None, **more):
        """A piece of a file, or with no range the question."""
        piece = b"" if start is None else content[start:end]
        where = "*" if start is None else f"{start}-{start + len(piece) - 1}"
        digest = hashlib.sha256(content).digest() if digest is None else digest
        headers = {
            "Karaula-Source": source or site.source, "Content-Type": "image/jpeg",
            "Content-Range": f"bytes {where}/{len(content) if total is None else total}",
            "Repr-Digest": f"sha-256=:{base64.b64encode(digest).decode()}:",
        }
        headers.update(more.get("headers", {}))
        return self.ask("PUT", f"/files/{seq}", piece, headers)


class Conformance:
    def __init__(self, options):
        self.options = options
        self.failed = 0
        self.passed = 0
        self.left_out = []
        self.receiver = Receiver(options, options.certificate, options.key)
        self.site = Site(f"urn:karaula:{options.site}:{random.randrange(2, 2**40)}")

    def check(self, name, holds, seen=""):
        print(f"{'ok      ' if holds else 'NOT OK  '}{name}{'' if holds else f': {seen}'}", flush=True)
        self.passed += bool(holds)
        self.failed += not holds

    def stored(self, name, answer, stored, duplicates=0):
        counted = answer.json if self.options.receipt_key else {}
        right = not counted or (counted.get("stored"), counted.get("duplicates")) == (stored, duplicates)
        self.check(name, answer.status == 200 and right, answer)

    def status(self, name, answer, *statuses):
        self.check(name, answer.status in statuses, answer)

    def run(self):
        self.webhook()
        if self.options.receipt_key:
            self.gaps()
            self.content()
            self.numbers()
            self.checkpoints()
            self.files()
            self.rotation()
        self.bad_requests()
        self.certificates()
        for what in self.left_out:
            print(f"left out {what}")
        print(f"{self.passed} hold, {self.failed} do not, {len(self.left_out)} left out")
        return 1 if self.failed else 0

    def webhook(self):
        site, receiver = self.site, self.receiver
        for _ in range(4):
            site.add("watch.changed")
        self.stored("an empty batch is taken", receiver.entries([]), 0)
        self.stored("entries are stored", receiver.entries(site.batch(1, 2, 3, 4, 5), after=0), 5)
        self.stored("the same again are duplicates", receiver.entries(site.batch(1, 2, 3, 4, 5), after=0), 0, 5)
        for _ in range(3):
            site.add("event.opened", {"alarm_kind": "intrusion", "name": "č \" \\ \n \u0001"})
        self.stored("batches may overlap", receiver.entries(site.batch(4, 5, 6, 7, 8), after=3), 3, 2)
        self.stored("an entry twice in one batch counts once", receiver.entries(site.batch(8, 8), after=8), 0, 2)
        site.add("future.kind", {"x": [1, {"y": None}]})
        self.stored("unknown kinds and members are stored", receiver.entries(
            [{**site.entries[-1], "later": {"a": [True]}}], after=8), 1)

    def gaps(self):
        site, receiver = self.site, self.receiver
        while len(site.entries) < 30:
            site.add("watch.changed")
        answer = receiver.entries(site.batch(11))
        self.check("a gap is refused without Karaula-After, and told from where",
                   answer.status == 409 and answer.json.get("resume_after") == 9, answer)
        answer = receiver.entries(site.batch(10, 12))
        self.check("a gap within a batch is refused as a whole",
                   answer.status == 409 and answer.json.get("resume_after") == 9, answer)
        answer = receiver.entries(site.batch(21), lane="routine", after=20)
        self.check("Karaula-After beyond what is here is refused, and told from where",
                   answer.status == 409 and answer.json.get("resume_after") == 9, answer)
        self.stored("after a refusal it goes on from there", receiver.entries(site.batch(10), after=9), 1)
        self.stored("a hole behind Karaula-After is taken: it was quarantined", receiver.entries(
            site.batch(11, 13), lane="routine", after=10), 2)
        self.stored("and delivery goes on behind it", receiver.entries(site.batch(14), lane="routine", after=13), 1)
        self.stored("an alarm overtakes", receiver.entries(site.batch(20), lane="alarm", after=19), 1)
        self.stored("assistance overtakes", receiver.entries(site.batch(25), lane="assistance", after=24), 1)
        answer = receiver.entries(site.batch(26), lane="routine", after=25)
        self.check("what overtook is no progress of the lane routine",
                   answer.status == 409 and answer.json.get("resume_after") == 14, answer)
        self.stored("Karaula-Through moves the lane beyond the batch", receiver.entries(
            site.batch(15, 16), lane="routine", after=14, through=18), 2)
        self.stored("so that it may go on there", receiver.entries(site.batch(19), lane="routine", after=18), 1)
        answer = receiver.checkpoint(site.submission(0, 30))
        self.check("a checkpoint before its entries names the first that is missing",
                   answer.status == 409 and answer.json.get("missing") == 12, answer)
        self.stored("an earlier entry fills its hole", receiver.entries(site.batch(12), lane="routine", after=11), 1)
        answer = receiver.checkpoint(site.submission(0, 30))
        self.check("then the next is named", answer.status == 409 and answer.json.get("missing") == 17, answer)
        self.stored("the lane routine sweeps over what overtook", receiver.entries(
            site.batch(*range(17, 31)), lane="routine", after=16, packed=True), 11, 3)

        other = Site(site.source.rsplit(":", 1)[0] + f":{random.randrange(2**42, 2**43)}")
        other.add("watch.changed")
        other.add("event.opened")
        self.stored("a log may begin with an alarm", receiver.entries(other.batch(3), lane="alarm", after=2), 1)
        answer = receiver.checkpoint(other.submission(0, 3))
        self.check("then its key is not known, and what is missing is named",
                   answer.status == 409 and answer.json.get("missing") == 1, answer)

    def content(self):
        site, receiver = self.site, self.receiver
        forged = site.make(5, "watch.changed", {"forged": True})
        fresh = site.make(31, "watch.changed", {"n": 31})
        answer = receiver.entries([fresh, forged], after=30)
        self.check("another record under a known number is refused by name", answer.status == 422
                   and [one.get("seq") for one in answer.json.get("refused", [])] == [5], answer)
        site.entries.append(fresh)
        self.stored("and nothing of its batch was stored", receiver.entries([fresh], after=30), 1)
        wrong = json.loads(canonical(site.make(32, "watch.changed", {"n": 32})))
        wrong["data"]["payload"] = {"n": 33}
        answer = receiver.entries([wrong], after=31)
        self.check("a payload that its digest does not prove is refused by name", answer.status == 422
                   and [one.get("seq") for one in answer.json.get("refused", [])] == [32], answer)
        spaced = canonical([site.make(32, "watch.changed", {})]).replace(b'"record":{', b'"record":{ ')
        self.status("a record that is not canonical is refused", receiver.entries(spaced, after=31), 400, 422)
        site.add("watch.changed", None, salted=False)
        self.stored("an excerpt without salt is taken", receiver.entries(site.batch(32), after=31), 1)
        site.add("watch.changed", {"n": 3})
        erased = json.loads(canonical(site.entries[-1]))
        erased["data"]["payload"] = None
        del erased["data"]["salt"]
        self.stored("an entry whose payload was erased is taken", receiver.entries([erased], after=32), 1)
        self.stored("and is the same as with its payload", receiver.entries(site.batch(33), after=33), 0, 1)

    def numbers(self):
        """A log of its own, which no number may bring to a place where nothing can follow."""
        receiver = self.receiver
        site = Site(self.site.source.rsplit(":", 1)[0] + f":{random.randrange(2**43, 2**44)}")
        for number in (2**53, 2**63 - 1, 2**63, 2**64):
            for lane in ("routine", "alarm"):
                self.status(f"an id {number} in the lane {lane} is refused", receiver.entries(
                    [site.make(number, "watch.changed", {})], lane=lane, after=0), 400, 422)
            self.status(f"Karaula-Through {number} is refused", receiver.entries(
                site.batch(1), lane="routine", after=0, through=number), 400)
            self.status(f"Karaula-After {number} is refused", receiver.entries(site.batch(1), lane="alarm", after=number), 400)
            self.status(f"a checkpoint of {number} entries is refused", receiver.checkpoint(
                self.site.submission(0, number, hashes=[], text=self.site.text(number, sha256(b"x")))), 400)
            self.status(f"an old size {number} is refused", receiver.checkpoint(
                self.site.submission(number, number, hashes=[], text=self.site.text(9, sha256(b"x")))), 400)
        self.stored("after them the log begins", receiver.entries(site.batch(1)), 1)
        self.stored("Karaula-Through may be the largest number", receiver.entries(
            site.batch(1), lane="routine", after=0, through=2**53 - 1), 0, 1)
        self.stored("and what has none is still taken", receiver.entries(site.batch(1)), 0, 1)

    def checkpoints(self):
        site, receiver = self.site, self.receiver
        cosigner = Cosigner(self.options.receipt_key)

        def receipt(name, old, size, **options):
            answer = receiver.checkpoint(site.submission(old, size, **options))
            seen = cosigner.time(answer.body.decode(errors="replace"), site.text(size)) if answer.status == 200 else None
            self.check(name, seen is not None and abs(seen - time.time()) < 86400, answer)
            return seen or 0

        def size(name, answer, expected):
            self.check(name, answer.status == 409 and answer.type == "text/x.tlog.size"
                       and answer.body == f"{expected}\n".encode(), answer)

        self.status("a checkpoint by an unknown key is refused",
                    receiver.checkpoint(site.submission(0, 20, key=Key(site.source))), 403)
        self.status("and one by a key of another name",
                    receiver.checkpoint(site.submission(0, 20, key=Key("urn:karaula:nobody"))), 403)
        first = receipt("a checkpoint is cosigned: the receipt", 0, 20)
        size("one with another old size is told the right one", receiver.checkpoint(site.submission(0, 25)), 20)
        size("also if the old size is too large", receiver.checkpoint(site.submission(22, 25)), 20)
        again = receipt("the same again is cosigned again", 20, 20)
        self.check("receipts do not go back in time", again >= first, (first, again))
        receipt("with a proof the next is cosigned", 20, 27)
        receipt("and signatures of others beside the site's do no harm", 27, 29,
                keys=[Key("urn:karaula:nobody"), site.key])
        self.status("a proof that does not hold is refused",
                    receiver.checkpoint(site.submission(29, 33, hashes=[sha256(b"x")] * 3)), 422)
        self.status("and one that is cut short",
                    receiver.checkpoint(site.submission(29, 33, hashes=proof(29, site.leaves(33))[:-1])), 422)
        leaves = site.leaves(29) + [sha256(b"forged")] * 4
        self.status("a forked log with a right proof is refused by the entries", receiver.checkpoint(
            site.submission(29, 33, hashes=proof(29, leaves), text=site.text(33, root(leaves)))), 422)
        answer = receiver.checkpoint(site.submission(29, 29, hashes=[], text=site.text(29, sha256(b"y"))))
        self.check("another root for a size that was cosigned is a fork",
                   answer.status == 409 and answer.json.get("forked") == 29, answer)
        size("an old checkpoint that comes late is not cosigned", receiver.checkpoint(site.submission(10, 20)), 29)
        size("nor a smaller one with another root", receiver.checkpoint(
            site.submission(10, 20, hashes=[], text=site.text(20, sha256(b"z")))), 29)
        self.status("an old size beyond the checkpoint is refused",
                    receiver.checkpoint(site.submission(30, 29, hashes=[])), 400)
        other = Site(site.source.rsplit(":", 1)[0] + f":{random.randrange(2**41, 2**42)}")
        self.status("an unknown log is refused", receiver.checkpoint(other.submission(0, 1)), 404)
        for name, body in (("nothing", b""), ("no text", b"\xff\xfe\n\n"), ("no old size", b"33\n\n" + site.text(33).encode()),
                           ("an old size with zeros before it", site.submission(0, 33).replace(b"old 0", b"old 00")),
                           ("a hash that is none", site.submission(29, 33).replace(b"\n", b"\nAAAA\n", 1)),
                           ("too many hashes", site.submission(29, 33, hashes=[sha256(b"x")] * 64)),
                           ("no signature", b"old 29\n\n" + site.text(33).encode())):
            self.status(f"a checkpoint with {name} is refused", receiver.checkpoint(body), 400)
        receipt("after all that the right one is cosigned", 29, 33)

    def files(self):
        site, receiver = self.site, self.receiver
        content = random.randbytes(200_000)
        payload = {"path": "x.jpg", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        last = len(site.entries)
        seq = site.add("event.snapshot", payload)

        def have(name, answer, expected, complete=False, status=200):
            right = answer.status == status and answer.json.get("have") == expected
            self.check(name, right and (status != 200 or answer.json.get("complete") is complete), answer)

        self.status("a file before its entry is put off", receiver.file(site, seq, content), 404)
        self.stored("the entry comes", receiver.entries(site.batch(seq), after=last), 1)
        have("nothing of its file is here", receiver.file(site, seq, content), 0)
        have("a piece is stored", receiver.file(site, seq, content, 0, 65536), 65536)
        have("the same piece again is told where to go on", receiver.file(site, seq, content, 0, 65536), 65536, status=409)
        have("a piece too far on as well", receiver.file(site, seq, content, 131072, 196608), 65536, status=409)
        have("and the question is answered", receiver.file(site, seq, content), 65536)
        have("the next piece is stored", receiver.file(site, seq, content, 65536, 131072), 131072)
        have("the last piece makes it whole", receiver.file(site, seq, content, 131072), len(content), True)
        have("whole it stays", receiver.file(site, seq, content, 0, 65536), len(content), True)
        have("and is said to be", receiver.file(site, seq, content), len(content), True)
        seq = site.add("event.recording", payload)
        receiver.entries(site.batch(seq), after=seq - 1)
        damaged = bytes([content[0] ^ 1]) + content[1:]
        right = hashlib.sha256(content).digest()
        have("a damaged piece is not noticed at once", receiver.file(
            site, seq, damaged, 0, 100_000, digest=right), 100_000)
        self.status("but when the file is whole", receiver.file(site, seq, damaged, 100_000, digest=right), 422)
        have("and it begins again", receiver.file(site, seq, content), 0)
        receiver.file(site, seq, content, 0, 100_000)
        have("so that it can become right", receiver.file(site, seq, content, 100_000), len(content), True)
        seq = site.add("event.snapshot", payload)
        receiver.entries(site.batch(seq), after=seq - 1)
        self.status("another digest than the entry's is refused", receiver.file(
            site, seq, content, 0, 1000, digest=sha256(b"z")), 422)
        self.status("another size than the entry's is refused", receiver.file(
            site, seq, content, 0, 1000, total=len(content) + 1), 422)
        self.status("a file of an entry that tells of none is refused", receiver.file(site, 2, content), 422)
        for name, headers in (("no range", {"Content-Range": "bytes"}), ("a range backwards", {"Content-Range": "bytes 9-1/10"}),
                              ("a range beyond the end", {"Content-Range": "bytes 0-10/10"}),
                              ("a range that is not the body's", {"Content-Range": f"bytes 0-9/{len(content)}"}),
                              ("no digest", {"Repr-Digest": "md5=:AA==:"}), ("no log", {"Karaula-Source": "elsewhere"})):
            self.status(f"a piece with {name} is refused", receiver.file(site, seq, content, 0, 1000, headers=headers), 400, 422)

    def rotation(self):
        site, receiver = self.site, self.receiver
        old = site.key
        seq = site.rotate()
        self.stored("a key hands over to another", receiver.entries(site.batch(seq), after=seq - 1), 1)
        self.status("the old one no longer signs", receiver.checkpoint(site.submission(33, seq, key=old)), 403)
        answer = receiver.checkpoint(site.submission(33, seq))
        self.check("the new one does", answer.status == 200 and Cosigner(self.options.receipt_key).time(
            answer.body.decode(), site.text(seq)) is not None, answer)
        rogue = Key(site.source)
        seq = site.add("key.created", {"key": rogue.vkey, "previous": site.key.vkey})
        receiver.entries(site.batch(seq), after=seq - 1)
        self.status("a key to which none handed over does not sign",
                    receiver.checkpoint(site.submission(seq - 1, seq, key=rogue)), 403)
        self.status("the one before still does", receiver.checkpoint(site.submission(seq - 1, seq)), 200)

    def bad_requests(self):
        site, receiver = self.site, self.receiver
        event = site.make(9999, "watch.changed", {})
        for name, body in (("nothing", b""), ("no JSON", b"<html>"), ("an object", b"{}"), ("a number in it", b"[1]"),
                           ("an event without members", b"[{}]"), ("bytes behind its end", b"[]]"),
                           ("bytes that are not UTF-8", b'["\xff"]'),
                           ("an id that is no number", canonical([{**event, "id": "x"}])),
                           ("an id with zeros before it", canonical([{**event, "id": "09"}])),
                           ("an id 0", canonical([{**event, "id": "0"}])),
                           ("no source", canonical([{**event, "source": "elsewhere"}])),
                           ("another specversion", canonical([{**event, "specversion": "0.3"}])),
                           ("a type that is not its record's", canonical([{**event, "type": "org.karaula.other"}])),
                           ("an id that is not its record's", canonical([{**event, "id": "9998"}])),
                           ("no data", canonical([{**event, "data": None}])),
                           ("nesting without end", b"[" * 100_000)):
            self.status(f"a batch of {name} is refused", receiver.entries(body, lane="alarm", after=0), 400, 422)
        self.status("another content type is refused", receiver.entries(
            [], headers={"Content-Type": "text/plain"}), 400, 415)
        self.status("another method is refused", receiver.ask("GET", "/entries"), 405, 501)
        if self.options.receipt_key:
            self.status("an unknown lane is refused", receiver.entries([], lane="express"), 400)
            self.status("a number that is none is refused", receiver.entries([], after="-1"), 400)
            self.status("a body that is not gzip is refused", receiver.entries(
                b"[]", headers={"Content-Encoding": "gzip"}), 400)
            self.status("gzip that is cut off is refused", receiver.entries(
                gzip.compress(canonical([event]))[:-9], headers={"Content-Encoding": "gzip"}), 400)
            self.status("gzip that would fill the memory is refused", receiver.entries(
                b" " * (256 << 20), packed=True), 400, 413)
        self.huge()
        self.stored("after all that a batch is still taken", receiver.entries([]), 0)

    def huge(self):
        """A body of 10 GB is refused before it is sent."""
        raw = socket.create_connection((self.receiver.host, self.receiver.port), timeout=30)
        with self.receiver.context.wrap_socket(raw, server_hostname=self.receiver.host) as line:
            line.sendall(f"POST {self.receiver.base}/entries HTTP/1.1\r\nHost: {self.receiver.host}\r\nContent-Type: {BATCH}\r\n"
                         f"Content-Length: {10 << 30}\r\n\r\n[".encode())
            start = line.recv(64)
            self.check("a body of 10 GB is refused at once", start.startswith(b"HTTP/1.1 413"), start)

    def certificates(self):
        options, site = self.options, self.site
        event = [site.make(9999, "watch.changed", {})]

        def refused(name, certificate, key):
            try:
                answer = Receiver(options, certificate, key).entries([])
                self.check(name, False, answer)
            except (ssl.SSLError, ConnectionError) as error:
                self.check(name, True, error)

        refused("who has no certificate gets no connection", None, None)
        for name, certificate, key in (("of another authority", options.wrong_certificate, options.wrong_key),
                                       ("that has expired", options.expired_certificate, options.expired_key)):
            if certificate:
                refused(f"a certificate {name} gets no connection", certificate, key)
            else:
                self.left_out.append(f"a certificate {name}")
        self.status("nobody speaks for a site that his certificate does not name", self.receiver.entries(
            [{**event[0], "source": "urn:karaula:elsewhere"}], lane="alarm", after=0), 403)
        if not options.other_certificate:
            return self.left_out.append("the certificate of another site")
        other = Receiver(options, options.other_certificate, options.other_key)
        self.status("another site does not speak for this one", other.entries(event, lane="alarm", after=0), 403)
        source = {"Karaula-Source": site.source}
        self.status("nor asks in its name whether anything is taken", other.entries([], headers=source), 403)
        self.stored("which this one may", self.receiver.entries([], headers=source), 0)
        if options.receipt_key:
            self.status("nor sends its checkpoints", other.checkpoint(site.submission(0, 1)), 403)
            self.status("nor its files", other.file(site, 2, b"abc"), 403)
            if options.check_old_tls:
                self.old_tls()

    def old_tls(self):
        context = self.receiver.context
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        try:
            raw = socket.create_connection((self.receiver.host, self.receiver.port), timeout=10)
            context.wrap_socket(raw, server_hostname=self.receiver.host).close()
            self.check("TLS 1.1 gets no connection", False, "it got one")
        except (ssl.SSLError, ConnectionError, ValueError) as error:
            self.check("TLS 1.1 gets no connection", True, error)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="where batches go: https://HOST:PORT/v1/entries")
    parser.add_argument("--ca", required=True, help="who vouches for the receiver, in PEM")
    parser.add_argument("--certificate", required=True, help="the site's certificate, in PEM")
    parser.add_argument("--key", required=True, help="its private key")
    parser.add_argument("--site", required=True, help="the site's name, which its certificate carries")
    parser.add_argument("--receipt-key", help="the key of the receiver's receipts; without it a webhook is asked")
    for name, help_text in (("other", "a certificate of the same authority for another site"),
                            ("wrong", "a certificate of another authority"), ("expired", "one that has expired")):
        parser.add_argument(f"--{name}-certificate", help=help_text)
        parser.add_argument(f"--{name}-key")
    parser.add_argument("--check-old-tls", action="store_true", help="also try TLS 1.1 (where this machine's OpenSSL still can)")
    return Conformance(parser.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
