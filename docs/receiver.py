"""A ledger for Karaula's sites, as upstream.md describes it: receiver.py FOLDER PORT CERTIFICATE KEY CLIENT-CA."""
import base64, itertools, json, re, sys, time, urllib.parse
from receiver_kit import Answer, Journal, Signer, append, canonical, number, piece, proof, root, serve, sha256, signed, submission, verifies
folder, *door = sys.argv[1:]
store, signer = Journal(f"{folder}/journal.jsonl"), Signer(f"{folder}/receipt.pem", "receiver.example")
def leaves(source, name):  # of the entries without a gap, if the certificate is the site's
    if urllib.parse.unquote(re.fullmatch(r"urn:karaula:([\w.%-]+)(:\d+)?", source)[1]) != name: raise Answer(403, {"error": "not yours"})
    return [bytes.fromhex(leaf) for leaf in iter(lambda number=itertools.count(1): store.get(source, "leaf", next(number)), None)]
def entries(headers, body, name):
    lane, events = headers.get("Karaula-Lane", "routine"), json.loads(body)
    after, through = number(headers["Karaula-After"]), number(headers["Karaula-Through"])
    if headers["Content-Type"] != "application/cloudevents-batch+json": raise Answer(415, {"error": "not a batch"})
    if canonical(events) != body or type(events) is not list or lane not in ("assistance", "alarm", "routine"): raise ValueError
    if headers["Karaula-Source"]: leaves(headers["Karaula-Source"], name)  # an empty batch names its log there alone
    if not events: return {"stored": 0, "duplicates": 0}
    (source,), new, refused, reach = {event["source"] for event in events}, {}, [], 0
    head, key = max(len(leaves(source, name)), store.get(source, "reach", default=0)), store.get(source, "key")
    for event in events:
        seq, data, record, told = number(event["id"]), event["data"], event["data"]["record"], event["data"]["payload"]
        if lane == "routine" and (after > head if after is not None else seq > max(head, reach) + 1):
            raise Answer(409, {"error": f"entries after {head} are missing", "resume_after": head})
        leaf, known, reach = sha256(b"\0", canonical(record)).hex(), store.get(source, "leaf", seq), max(reach, seq)
        fits = seq > 0 and (str(seq), seq, "1.0", "org.karaula." + record["kind"], known or new.get(seq, (leaf,))[0]) == (
            event["id"], record["seq"], event["specversion"], event["type"], leaf)
        if not fits or "salt" in data and sha256(bytes.fromhex(data["salt"]), canonical(told)).hex() != record["digest"]:
            refused.append({"seq": seq, "cause": "another is stored, or its record does not prove it", "mend": "see which is true"})
        if not known: new[seq] = leaf, event
        if told and not key and record["kind"] == "key.created": key = told["key"]
        if told and key and record["kind"] == "key.rotated" and verifies(key, "karaula key rotation v1\n{previous}\n{key}\n".format(
            **told).encode(), base64.b64decode(told["signature"])): key = told["key"]
    if refused: raise Answer(422, {"error": f"entry {refused[0]['seq']} is refused", "refused": refused})
    rows = [row for seq, (leaf, event) in new.items() for row in ([source, "leaf", seq, leaf], [source, "event", seq, event])]
    store.keep(*rows, [source, "reach", max(head, reach, through or 0) if lane == "routine" else head], [source, "key", key])
    return {"stored": len(new), "duplicates": len(events) - len(new)}
def checkpoint(headers, body, name):
    old, hashes, note, source, size, top, lines = submission(body)
    own, key, (last, last_top, last_time) = leaves(source, name), store.get(source, "key"), store.get(source, "receipt", default=(0, 0, 0))
    if store.get(source, "reach") is None: raise Answer(404, {"error": "nothing is known of this log"})
    if not (key and signed(key, note, lines)):  # the key may be named in an entry that is missing
        raise Answer(*(409, {"missing": len(own) + 1}) if size > len(own) else (403, {"error": "no signature by the key of this log"}))
    if old > size or size >> 53: raise Answer(400, {"error": "the sizes cannot be"})
    if old != last: raise Answer(409, f"{last}\n", "text/x.tlog.size")
    if last and size == last and last_top != top.hex(): raise Answer(409, {"error": "another root was cosigned", "forked": size})
    if size > len(own): raise Answer(409, {"error": "entries are missing", "missing": len(own) + 1})
    if (hashes, top) != (proof(old, own[:size]), root(own[:size])): raise Answer(422, {"error": "it does not follow from the entries"})
    store.keep([source, "receipt", [size, top.hex(), (now := max(int(time.time()), last_time))]])
    return signer.cosign(note, now)
def file(headers, body, name, seq):
    (start, total, digest), source = piece(headers, body), headers["Karaula-Source"]
    event, have, _ = store.get(source, "event", seq), store.get(source, "have", seq, default=0), leaves(source, name)
    if not event: raise Answer(404, {"error": "the entry is not here yet"})
    wanted = [(event["data"]["payload"] or {}).get(member) for member in ("bytes", "sha256")]
    if start is None or have == total or [total, digest] != wanted:
        raise Answer(200, {"have": have, "complete": have == total}) if [total, digest] == wanted else Answer(422, {"error": "another"})
    if start != have: raise Answer(409, {"have": have})
    sum_now, have = append(f"{folder}/{source} {seq}", have, body), have + len(body)
    store.keep([source, "have", seq, 0 if have == total and sum_now != digest else have])
    if have == total and sum_now != digest: raise Answer(422, {"error": "it is not what its entry says"})
    return {"have": have, "complete": have == total}
serve(*door, {"POST entries": entries, "POST checkpoint": checkpoint, "PUT files": file}, lambda port: print("ready", port, signer.vkey, flush=True))
