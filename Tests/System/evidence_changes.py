"""evidence_changes.py BUNDLE KINDS FLIPS SEED COMMAND…: changes a bundle of evidence, one thing at a time, and expects that
COMMAND, its own check, finds every change. KINDS of changes, with commas: bits, manifest, additions. One line, PASS or FAIL,
for each set of changes; ends with 1 if one was not found.

BUNDLE is as it was when this ends. Run by evidence.sh."""
import hashlib
import os
import random
import subprocess
import sys
import time

bundle, kinds, flips, seed, command = sys.argv[1], sys.argv[2].split(","), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
manifest = os.path.join(bundle, "MANIFEST.sha256")
began = time.monotonic()
failures = 0


def holds():
    """Whether the bundle's check says that it is what the site wrote."""
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    return result.returncode == 0 and b"\nOK: " in result.stdout


def files():
    """Every file of the bundle by its path there, sorted."""
    found = []
    for folder, _, names in os.walk(bundle):
        found += [os.path.relpath(os.path.join(folder, name), bundle) for name in names]
    return sorted(found)


def read(path):
    with open(os.path.join(bundle, path), "rb") as file:
        return file.read()


def write(path, content):
    os.makedirs(os.path.dirname(os.path.join(bundle, path)), exist_ok=True)
    with open(os.path.join(bundle, path), "wb") as file:
        file.write(content)


def renew_manifest():
    """The manifest says what is there now, as whoever alters a bundle would let it."""
    names = [name for name in files() if name != "MANIFEST.sha256"]
    write("MANIFEST.sha256", "".join(f"{hashlib.sha256(read(name)).hexdigest()}  {name}\n" for name in names).encode())


def report(what, count, missed):
    global failures
    failures += 1 if missed or not count else 0
    verdict = "FAIL" if missed or not count else "PASS"
    shown = ", ".join(missed[:20]) or "none"
    print(f"{verdict} {what}: {count} (missed: {shown}) ({time.monotonic() - began:.0f} s)", flush=True)


def flipped(content, place, bit):
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    return bytes(changed)


original = {path: read(path) for path in files()}
if not holds():
    print("FAIL the untouched bundle does not verify")
    sys.exit(1)


def bits():
    """Single bits, with the manifest as it was."""
    missed = []
    for path, content in original.items():
        write(path, flipped(content, len(content) // 2, 0))
        if holds():
            missed.append(path)
        write(path, content)
    report("one changed byte in each of all files is found", len(original), missed)

    missed = []
    choice = random.Random(seed)
    for _ in range(flips):
        path = choice.choice(list(original))
        place, bit = choice.randrange(len(original[path])), choice.randrange(8)
        write(path, flipped(original[path], place, bit))
        if holds():
            missed.append(f"{path}:{place}:{bit}")
        write(path, original[path])
    report(f"changed bits in random places (seed {seed}) are found", flips, missed)


def manifest_too():
    """Files changed or taken out, and the manifest made anew."""
    missed, count = [], 0
    for path, content in original.items():
        if path in ("MANIFEST.sha256", "verify.sh"):
            continue
        # Bit 2 of a character of base64 is always one of the bytes that it stands for.
        write(path, flipped(content, len(content) // 2, 2))
        renew_manifest()
        if holds():
            missed.append(path)
        os.remove(os.path.join(bundle, path))
        renew_manifest()
        if holds():
            missed.append(f"{path}, taken out")
        write(path, content)
        count += 1
    write("MANIFEST.sha256", original["MANIFEST.sha256"])
    report("with the manifest made anew, files changed or taken out are found", count, missed)


def additions():
    """Files, entries and bytes that nobody exported."""
    missed, count = [], 0
    folder = os.path.dirname(next(path for path in original if path.startswith("recordings/")))
    record = next(path for path in original if path.endswith(".record"))[: -len(".record")]
    additions = {
        "a file": ["extra.txt"],
        "a hidden file": [".hidden"],
        "a file with two dots": ["..hidden"],
        "a hidden folder": [".folder/extra.txt"],
        "a recording": [f"{folder}/extra.jpg"],
        "a hidden recording": [f"{folder}/.extra.jpg"],
        "an index": [f"{folder}/extra.mjpeg.index"],
        "a hidden file beside the log": ["log/.extra"],
        "a copy of an entry": [f"log/99999999.{part}" for part in ("record", "proof", "payload", "salt")],
        "a record alone": ["log/99999999.record"],
        "a payload alone": ["log/99999999.payload", "log/99999999.salt"],
    }
    for name, paths in additions.items():
        for path in paths:
            part = path.rsplit(".", 1)[-1]
            write(path, original.get(f"{record}.{part}", b"added"))
        if holds():
            missed.append(name)
        renew_manifest()
        if holds():
            missed.append(f"{name}, with the manifest")
        for path in paths:
            os.remove(os.path.join(bundle, path))
        if os.path.isdir(os.path.join(bundle, ".folder")):
            os.rmdir(os.path.join(bundle, ".folder"))
        write("MANIFEST.sha256", original["MANIFEST.sha256"])
        count += 1
    os.mkdir(os.path.join(bundle, "empty"))
    if holds():
        missed.append("an empty folder")
    os.rmdir(os.path.join(bundle, "empty"))
    os.rename(os.path.join(bundle, "README.md"), os.path.join(bundle, "..", "README.taken"))
    os.symlink("../README.taken", os.path.join(bundle, "README.md"))
    if holds():
        missed.append("a link in the place of a file")
    os.remove(os.path.join(bundle, "README.md"))
    os.rename(os.path.join(bundle, "..", "README.taken"), os.path.join(bundle, "README.md"))
    # What is read line by line, or up to its end mark, could hold more than what is read.
    for path, more in {
        "checkpoint": b"a word\n", "checkpoint ": b"no line", "checkpoint  ": b"\0", "key.pem": b"a word\n", "key.vkey": b"\n",
        "clock.jsonl": b"\n", "custody.json": b"\n", f"{record}.proof": b"\n", f"{record}.record": b"\n",
        f"{record}.payload": b" ", f"{record}.salt": b"\0", "MANIFEST.sha256": b"\n",
    }.items():
        path = path.strip()
        write(path, original[path] + more)
        if path != "MANIFEST.sha256":
            renew_manifest()
        if holds():
            missed.append(f"{more} behind {path}")
        write(path, original[path])
        write("MANIFEST.sha256", original["MANIFEST.sha256"])
        count += 1
    salt, payload = original[f"{record}.salt"], original[f"{record}.payload"]
    write(f"{record}.salt", salt + payload[:1])
    write(f"{record}.payload", payload[1:])
    renew_manifest()
    if holds():
        missed.append("a byte moved from the payload to the salt")
    write(f"{record}.salt", salt)
    write(f"{record}.payload", payload)
    write("MANIFEST.sha256", original["MANIFEST.sha256"])
    report("what is added is found, with the manifest and without", count + 3, missed)


if "bits" in kinds:
    bits()
if "manifest" in kinds:
    manifest_too()
if "additions" in kinds:
    additions()

changed = [path for path in files() if original.get(path) != read(path)]
if changed or not holds():
    failures += 1
    print(f"FAIL the bundle is as it was: {changed or 'it does not verify'}")
sys.exit(1 if failures else 0)
