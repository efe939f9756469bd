#!/bin/bash
# run.sh [TEST…]: runs system tests (all of them, if none is named) with the release build that is there, and ends with the
# line "N passed, M failed", which counts their checks. Tests/run.sh installs what this needs and builds first.
#   KARAULA_CACHE     where the guest is kept between runs (default: ~/.cache/karaula)
#   KARAULA_BINARIES  the folder of karaulad and karaulactl (default: the release build's)
# What each test left (its output, the guest's logs, the daemon's state) is in .build/system-tests/TEST.
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

system=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$system/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin
tests=("$@")
if [ $# = 0 ]; then tests=(vivid uvc unplug); fi
for test in "${tests[@]}"; do
    [ -e "$system/tests/$test.py" ] || die "there is no test $test; there are vivid, uvc and unplug"
done

[ "$(uname -m)" = x86_64 ] || die "the guest is made for amd64; this machine is $(uname -m)"
for tool in qemu-system-x86_64 mmdebstrap mkfs.ext4 depmod cpio gcc ffmpeg openssl; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done

binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

began=$SECONDS
guest=$("$here/build-image.sh")
echo "guest: ready after $((SECONDS - began)) s ($(basename "$guest"))"

results=$root/.build/system-tests
mkdir -p "$results"
work=$(mktemp -d "$results/payload.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$here/make-payload.sh" "$binaries" "$work"

passed=0 failed=0 summary=()
for test in "${tests[@]}"; do
    say "system test $test"
    folder=$results/$test
    rm -rf "$folder"
    began=$SECONDS result=0
    "$here/boot.sh" "$guest" "$work/payload.ext4" "$test" "$folder" || result=$?
    good=$(grep -c '^PASS ' "$folder/output.log" || true)
    bad=$(grep -c '^FAIL ' "$folder/output.log" || true)
    # A test that ended badly without saying what failed has failed all the same.
    if [ "$result" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    if [ "$good" = 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    summary+=("$(printf '%-8s %3d passed, %d failed, %d s' "$test" "$good" "$bad" "$((SECONDS - began))")")
    if [ "$bad" != 0 ]; then echo "what it left: $folder"; fi
done

say "system tests"
printf '%s\n' "${summary[@]}"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
