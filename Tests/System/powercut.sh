#!/bin/bash
# powercut.sh [CUTS [SECONDS [SEED]]]: lets the release build's karaulad work in the guest for so many seconds (30) on a disk
# whose every write and flush is logged, and then cuts its power at so many moments (40) of that log. crash/cuts.py says what
# a cut leaves of a disk, and what must hold of it.
#   KARAULA_CACHE     where the guest is kept between runs (default: ~/.cache/karaula)
#   KARAULA_BINARIES  the folder of karaulad and karaulactl (default: the release build's)
# Image, log and what was found wrong are left in .build/system-tests/powercut.
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

cuts=${1:-40} load=${2:-30} seed=${3:-}
system=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$system/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin
[ "$(uname -m)" = x86_64 ] || die "the guest is made for amd64; this machine is $(uname -m)"
for tool in qemu-system-x86_64 mmdebstrap mkfs.ext4 e2fsck debugfs depmod cpio gcc ffmpeg openssl python3; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done
binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl karaula-clock; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

guest=$("$here/build-image.sh")
results=$root/.build/system-tests/powercut
rm -rf "$results"
mkdir -p "$results/payload" "$results/cuts"
echo "$load" >"$results/payload/load-seconds"
"$here/make-payload.sh" "$binaries" "$results"

# Room for 1 MB of recordings a second. Nothing is initialised later on, so that every write is the guest's own.
truncate -s "$((64 + load))M" "$results/state.ext4" "$results/witness"
mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0,nodiscard "$results/state.ext4"
sockets=$(mktemp -d)
: >"$sockets/said"
python3 -B "$system/crash/volatiledisk.py" --socket "$sockets/disks" --log "$results/disks.log" \
    "state=$results/state.ext4" "witness=$results/witness" >"$sockets/said" &
disks=$!
trap 'kill "$disks" 2>/dev/null || true; rm -rf "$sockets"' EXIT
for _ in {1..100}; do
    if grep -q ready "$sockets/said"; then break; fi
    sleep 0.1
done

say "power cut: $load s of load in the guest"
result=0
"$here/boot.sh" "$guest" "$results/payload.ext4" powercut "$results/guest" "$((load + 120))" \
    -drive "file=nbd+unix:///state?socket=$sockets/disks,format=raw,if=virtio,cache=writeback" \
    -drive "file=nbd+unix:///witness?socket=$sockets/disks,format=raw,if=virtio,cache=writeback" || result=$?
kill "$disks"
[ "$result" = 0 ] || die "the guest did not work as it should ($result); see $results/guest"

say "power cut: $cuts cuts"
rm -rf "$results/payload" "$results/payload.ext4"
python3 -B "$system/crash/cuts.py" --binaries "$binaries" --folder "$results/cuts" --image "$results/state.ext4" \
    --log "$results/disks.log" --cuts "$cuts" ${seed:+--seed "$seed"}
