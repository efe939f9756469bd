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
if [ $# = 0 ]; then tests=(evidence vivid uvc unplug); fi
for test in "${tests[@]}"; do
    [ "$test" = evidence ] || [ -e "$system/tests/$test.py" ] \
        || die "there is no test $test; there are evidence, vivid, uvc and unplug"
done

[ "$(uname -m)" = x86_64 ] || die "the guest is made for amd64; this machine is $(uname -m)"
for tool in qemu-system-x86_64 mmdebstrap mkfs.ext4 depmod cpio gcc ffmpeg openssl; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done

binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

results=$root/.build/system-tests
mkdir -p "$results"

# account TEST RESULT SECONDS: counts the checks of a test that has left its output.
passed=0 failed=0 summary=()
account() {
    local folder=$results/$1 good bad
    good=$(grep -c '^PASS ' "$folder/output.log" || true)
    bad=$(grep -c '^FAIL ' "$folder/output.log" || true)
    # A test that ended badly without saying what failed has failed all the same.
    if [ "$2" != 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    if [ "$good" = 0 ] && [ "$bad" = 0 ]; then bad=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    summary+=("$(printf '%-8s %3d passed, %d failed, %d s' "$1" "$good" "$bad" "$3")")
    if [ "$bad" != 0 ]; then echo "what it left: $folder"; fi
}

finish() {
    say "system tests"
    printf '%s\n' "${summary[@]}"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ]
}

# The one test that needs no guest.
in_guest=()
for test in "${tests[@]}"; do
    if [ "$test" != evidence ]; then
        in_guest+=("$test")
        continue
    fi
    say "system test evidence"
    rm -rf "$results/evidence"
    mkdir -p "$results/evidence"
    started=$SECONDS result=0
    as_root "$system/evidence.sh" "$binaries" "$results/evidence" 2>&1 | tee "$results/evidence/output.log" || result=$?
    account evidence "$result" "$((SECONDS - started))"
done
if [ ${#in_guest[@]} = 0 ]; then
    finish
    exit
fi

began=$SECONDS
guest=$("$here/build-image.sh")
footage=$("$here/make-footage.sh")
echo "guest: ready after $((SECONDS - began)) s ($(basename "$guest"))"

work=$(mktemp -d "$results/payload.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/payload/{bin,deploy,certificates}

# The payload: programs with the Swift libraries they were linked with, beside them, where their RUNPATH looks first.
cp "$binaries"/karaulad "$binaries"/karaulactl "$work/payload/bin/"
ldd "$binaries"/karaulad "$binaries"/karaulactl | awk '$3 ~ /\/swift\/linux\// { print $3 }' | sort -u \
    | xargs -r -I{} cp -L {} "$work/payload/bin/"
gcc -std=gnu11 -O2 -Wall -Wextra -Wconversion -Werror -static -o "$work/payload/bin/usb-camera" \
    "$system/peripherals/usb-camera.c"
cp -r "$system/tests" "$work/payload/tests"
cp "$system/receiver.py" "$work/payload/tests/"
cp "$root"/Deploy/karaulad.service "$root"/Deploy/karaula.sysusers "$work/payload/deploy/"
cp "$footage" "$work/payload/street.mjpeg"
"$system/make-certificates.sh" "$work/payload/certificates" >/dev/null
size=$(du -sm "$work/payload" | cut -f1)
truncate -s "$((size * 5 / 4 + 32))M" "$work/payload.ext4"
mkfs.ext4 -q -F -m 0 -O ^has_journal -E root_owner=0:0 -d "$work/payload" "$work/payload.ext4"

for test in "${in_guest[@]}"; do
    say "system test $test"
    rm -rf "${results:?}/$test"
    started=$SECONDS result=0
    "$here/boot.sh" "$guest" "$work/payload.ext4" "$test" "$results/$test" || result=$?
    account "$test" "$result" "$((SECONDS - started))"
done
finish
