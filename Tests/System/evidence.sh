#!/bin/bash
# evidence.sh BINARIES FOLDER: an evidence bundle of the real daemon, with a simulated scene, is checked in an empty root
# without Karaula, and found out after every change. One line, PASS or FAIL, for each check. Needs root (for chroot), busybox,
# jq, openssl and python3, and no guest. What it worked with stays in FOLDER.
# evidence_changes.py makes the changes.
#   KARAULA_FLIPS  how many single bits in random places are changed, one at a time (default 250)
#   KARAULA_SEED   where their places come from (default: another one each time, printed)
set -euo pipefail

[ $# = 2 ] || { sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0" >&2; exit 64; }
ctl=$1/karaulactl
daemon=$1/karaulad
system=$(cd "$(dirname "$0")" && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
flips=${KARAULA_FLIPS:-250}
seed=${KARAULA_SEED:-$RANDOM$RANDOM}
state=$folder/state
# A socket's path has at most 107 bytes.
runtime=$(mktemp -d)
chmod 755 "$runtime"
socket=$runtime/api.sock
began=$SECONDS
failures=0

[ "$(id -u)" = 0 ] || { echo "FAIL this test needs root: it changes its root directory"; exit 1; }

pass() { printf 'PASS %s (%d s)\n' "$*" "$((SECONDS - began))"; }
fail() { printf 'FAIL %s (%d s)\n' "$*" "$((SECONDS - began))"; failures=$((failures + 1)); }
# check WHAT COMMAND…: passes if the command succeeds.
check() {
    local what=$1
    shift
    if "$@" >"$folder/last.log" 2>&1; then pass "$what"; else fail "$what: $(tail -n 3 "$folder/last.log" | tr '\n' ' ')"; fi
}
# check_exit CODE WHAT COMMAND…: passes if the command ends with that code.
check_exit() {
    local code=$1 what=$2 result=0
    shift 2
    "$@" >"$folder/last.log" 2>&1 || result=$?
    if [ "$result" = "$code" ]; then
        pass "$what: exit $code, $(tail -n 1 "$folder/last.log" | cut -c 1-140)"
    else
        fail "$what: exit $result instead of $code: $(tail -n 3 "$folder/last.log" | tr '\n' ' ')"
    fi
}

pid=
stop() {
    if [ -n "$pid" ]; then kill "$pid" 2>/dev/null && wait "$pid" || true; fi
    rm -rf "$runtime"
}
trap stop EXIT

# Everything that the journal says, without asking the daemon, so that nothing is noted.
entries() { "$ctl" events --journal "$state" --json --since 1d "$@"; }
audits() { entries --kind audit.read --kind audit.exported | wc -l; }

# MARK: The daemon and its events

cat >"$folder/karaula.yaml" <<'END'
site: proof
console:
  listen: 127.0.0.1:0
cameras:
  - name: meadow
    source:
      simulated:
        # Small, because every check hashes the whole recording twice.
        scene: custom
        size: 160x120
        fps: 10
        actors:
          - {kind: walker, height: 0.5, contrast: 90, path: [[-0.1, 0.9], [1.1, 0.9]], start: 6s, speed: 0.25, every: 20s}
    recording: {preroll: 2s, postroll: 2s}
END
"$daemon" --config "$folder/karaula.yaml" --state "$state" --runtime "$runtime" >"$folder/karaulad.log" 2>&1 &
pid=$!
event=
for _ in $(seq 240); do
    sleep 0.5
    kill -0 "$pid" || { fail "the daemon runs: $(tail -n 3 "$folder/karaulad.log")"; exit 1; }
    [ -e "$state/journal.sqlite" ] || continue
    # The first event that has an end, a snapshot and a recording.
    event=$(entries | jq -s 'group_by(.event) | map(select(.[0].event != null and (map(.kind)
        | index("event.closed") and index("event.snapshot") and index("event.recording"))) | .[0].event) | .[0] // empty')
    if [ -n "$event" ]; then break; fi
done
[ -n "$event" ] || { fail "the scene raises an event that ends: $(tail -n 3 "$folder/karaulad.log")"; exit 1; }
pass "the scene raised event $event, with snapshot and recording"

# MARK: The audit

before=$(audits)
"$ctl" events --socket "$socket" --reason "night shift" >"$folder/events.txt"
check "looking at the events is one entry" test "$(audits)" = $((before + 1))
timeout 5 "$ctl" events --follow --socket "$socket" >"$folder/follow.txt" || true
check "looking and following on is one more" test "$(audits)" = $((before + 2))
setpriv --reuid 65534 --regid 0 --clear-groups "$ctl" events --socket "$socket" >"$folder/nobody.txt" 2>&1 || true
check "the kernel says who it was: another user is named as such" \
    sh -c '"$1" events --journal "$2" --json --kind audit.read | tail -n 1 | jq -e ".payload.who.uid == 65534"' - "$ctl" "$state"
check_exit 64 "an export without a reason is refused" "$ctl" export "$event" --to "$folder/none" --socket "$socket"
check_exit 64 "an export for an empty reason is refused" \
    "$ctl" export "$event" --reason " " --to "$folder/none" --socket "$socket"
check_exit 65 "an event that is not there cannot be exported" \
    "$ctl" export 999999 --reason "x" --to "$folder/none" --socket "$socket"
check "nothing was exported so far" sh -c '! "$1" events --journal "$2" --json --kind audit.exported | grep -q .' - "$ctl" "$state"

# A daemon that fails is not one of another version.
python3 - "$runtime/broken.sock" <<'END' &
import socketserver, sys

class Broken(socketserver.StreamRequestHandler):
    def handle(self):
        if not self.rfile.readline():  # only a look whether somebody is there
            return
        while self.rfile.readline().strip():
            pass
        body = b'{"detail":"the answer could not be made; the daemon\'s log says why"}'
        self.wfile.write(b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/problem+json\r\n"
                         b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)

with socketserver.UnixStreamServer(sys.argv[1], Broken) as server:
    server.serve_forever()
END
broken=$!
until [ -S "$runtime/broken.sock" ] || ! kill -0 "$broken" 2>/dev/null; do sleep 0.05; done
check_exit 65 "a daemon that fails is named as such" "$ctl" status --socket "$runtime/broken.sock"
cp "$folder/last.log" "$folder/broken.log"
check "and its log, where the mend is" grep -q 'journalctl -u karaulad' "$folder/broken.log"
kill "$broken" && wait "$broken" || true

# MARK: Hold, acknowledge, prove, verify

check "the event is put on hold" "$ctl" hold "$event" --reason "case 12" --socket "$socket"
check "the event is acknowledged" "$ctl" acknowledge "$event" --note "a walker" --socket "$socket"
check "an entry is proven" "$ctl" journal prove "$event" --socket "$socket"
"$ctl" journal checkpoint --socket "$socket" >"$folder/checkpoint"
check "the key is handed on" "$ctl" journal rotate-key --reason "yearly" --socket "$socket"
first_key=$(entries --kind key.created | jq -r .payload.key)
key=$("$ctl" journal key --socket "$socket")
check_exit 0 "the running journal verifies against an earlier checkpoint and the first key" \
    "$ctl" journal verify --socket "$socket" --anchor "$folder/checkpoint" --key "$first_key"

# MARK: The bundle

rm -rf "$folder/bundle" "$folder/bundle.tar"
check "the event is exported into a folder" \
    "$ctl" export "$event" --reason "case 12: request of the court" --to "$folder/bundle" --socket "$socket"
check "the event is exported into an archive" \
    "$ctl" export "$event" --reason "case 12: a copy" --to "$folder/bundle.tar" --socket "$socket"
check_exit 73 "nothing that is there is written over" \
    "$ctl" export "$event" --reason "x" --to "$folder/bundle.tar" --socket "$socket"
check "the archive is one for tar" tar -tf "$folder/bundle.tar"
check "the recording plays" sh -c 'test "$(head -c 3 "$1"/recordings/*/*.mjpeg | od -An -tx1 | tr -d " ")" = ffd8ff' - "$folder/bundle"
kill "$pid" && wait "$pid" || true
pid=
check_exit 0 "the stopped journal verifies" "$ctl" journal verify --journal "$state" --key "$first_key"
cp -r "$state" "$folder/altered"
python3 - "$folder/altered/journal.sqlite" <<'END'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.executescript("DROP TRIGGER payload_is_never_changed; "
                   "UPDATE payload SET body = CAST(replace(CAST(body AS TEXT), 'case 12', 'case 13') AS BLOB) WHERE seq IN "
                   "(SELECT seq FROM entry WHERE kind = 'hold.placed')")
base.commit()
END
check_exit 1 "an altered journal does not" "$ctl" journal verify --journal "$folder/altered"

# MARK: Empty roots

# into ROOT PROGRAM…: programs with the libraries that they need.
into() {
    local root=$1 program
    shift
    for program in "$@"; do
        program=$(command -v "$program")
        install -D "$program" "$root/bin/$(basename "$program")"
        { ldd "$program" 2>/dev/null || true; } | grep -o '/[^ ]*' | while read -r library; do
            [ -e "$root$library" ] || install -D "$library" "$root$library"
        done
    done
}
coreutils=(cat cut dirname head mkdir mktemp od printf rm sha256sum sort tail tr uniq wc test)
mkdir -p "$folder"/{coreutils,busybox}/tmp
into "$folder/coreutils" dash jq openssl $(for program in "${coreutils[@]}"; do echo "/usr/bin/$program"; done)
mv "$folder/coreutils/bin/dash" "$folder/coreutils/bin/sh"
into "$folder/busybox" busybox jq openssl
for program in sh "${coreutils[@]}"; do ln -sf busybox "$folder/busybox/bin/$program"; done

isolated=(unshare --mount --net --pid --fork)
if ! "${isolated[@]}" true 2>"$folder/unshare.log"; then
    echo "note: unshare is not possible here ($(cat "$folder/unshare.log")); chroot alone is used"
    isolated=()
fi
# verify ROOT [ARGUMENT…]: the bundle's own check in an empty root.
verify() {
    local root=$1
    shift
    "${isolated[@]}" env -i PATH=/bin /usr/sbin/chroot "$root" /bin/sh /bundle/verify.sh "$@"
}
for root in coreutils busybox; do
    cp -r "$folder/bundle" "$folder/$root/bundle"
    check "no Karaula is in the root with $root" sh -c '! find "$1" -name "*karaula*" -o -name "*swift*" | grep -q .' - "$folder/$root"
    check_exit 0 "the bundle verifies in an empty root with $root" verify "$folder/$root"
    check_exit 0 "and against the key that the site has now" verify "$folder/$root" --key "$key"
    check_exit 0 "and against the first key, which was handed on" verify "$folder/$root" --key "$first_key"
    check_exit 1 "and not against another site's" verify "$folder/$root" \
        --key "urn:karaula:proof+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
done
mkdir "$folder/untarred" && tar -C "$folder/untarred" -xf "$folder/bundle.tar"
rm -rf "$folder/busybox/bundle" && mv "$folder"/untarred/* "$folder/busybox/bundle"
check_exit 0 "the archive's bundle verifies too" verify "$folder/busybox" --key "$first_key"

# MARK: Changes

# changes ROOT KINDS: in one set of namespaces and from one process: what starts more often is most of the time.
changes() {
    "${isolated[@]}" python3 "$system/evidence_changes.py" "$folder/$1/bundle" "$2" "$flips" "$seed" \
        env -i PATH=/bin /usr/sbin/chroot "$folder/$1" /bin/sh /bundle/verify.sh
}
# At the same time, for the machine has more than one core. What was not found they have said themselves.
changes busybox manifest &
other=$!
changes coreutils bits,additions || failures=$((failures + 1))
wait "$other" || failures=$((failures + 1))
for root in coreutils busybox; do
    check_exit 0 "the untouched bundle still verifies with $root" verify "$folder/$root" --key "$key"
done

[ "$failures" = 0 ]
