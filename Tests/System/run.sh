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
# Tests that need no guest have a script of their own here.
native=(masks evidence peers diagnosis purge deb)
# Not deb and package: they build everything a second time, with the Swift runtime linked in. Not rounds: it takes minutes.
if [ $# = 0 ]; then tests=(masks evidence peers diagnosis purge vivid uvc unplug clock reload watchdog sight); fi
for test in "${tests[@]}"; do
    [[ " ${native[*]} " = *" $test "* ]] || [ -e "$system/tests/$test.py" ] \
        || die "there is no test $test; there are ${native[*]}, vivid, uvc, unplug, clock, reload, watchdog, sight, rounds and package"
done

[ "$(uname -m)" = x86_64 ] || die "the guest is made for amd64; this machine is $(uname -m)"
for tool in qemu-system-x86_64 mmdebstrap mkfs.ext4 depmod cpio gcc ffmpeg openssl curl; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done

binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl karaula-clock; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

results=$root/.build/system-tests
mkdir -p "$results"
footage=$("$here/make-footage.sh")

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

in_guest=()
for test in "${tests[@]}"; do
    if [[ " ${native[*]} " != *" $test "* ]]; then
        in_guest+=("$test")
        continue
    fi
    say "system test $test"
    folder=$results/$test
    rm -rf "${folder:?}"
    mkdir -p "$folder"
    started=$SECONDS result=0
    case $test in
        masks) "$system/masks.sh" "$binaries" "$footage" "$folder" ;;
        evidence) as_root "$system/evidence.sh" "$binaries" "$folder" ;;
        peers) "$system/peers.sh" "$binaries" "$folder" ;;
        deb) "$system/deb.sh" "$folder" ;;
        purge) as_root "$system/purge.sh" ;;
        diagnosis) "$system/diagnosis.sh" "$binaries" "$footage" "$folder" ;;
    esac 2>&1 | tee "$folder/output.log" || result=$?
    account "$test" "$result" "$((SECONDS - started))"
done
if [ ${#in_guest[@]} = 0 ]; then
    finish
    exit
fi

began=$SECONDS
guest=$("$here/build-image.sh")
echo "guest: ready after $((SECONDS - began)) s ($(basename "$guest"))"
work=$(mktemp -d "$results/payload.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [[ " ${in_guest[*]} " = *" package "* ]]; then
    [ -e "$results/deb/older.deb" ] || die "the test package needs what the test deb builds; run both: $0 deb package"
    mkdir -p "$work/payload"
    cp "$results/deb/older.deb" "$work/payload/"
    cp "$results"/deb/karaula_*.deb "$work/payload/karaula.deb"
fi
"$here/make-payload.sh" "$binaries" "$work"

for test in "${in_guest[@]}"; do
    say "system test $test"
    rm -rf "${results:?}/$test"
    started=$SECONDS result=0
    limit=240
    if [ "$test" = rounds ]; then limit=1500; fi
    "$here/boot.sh" "$guest" "$work/payload.ext4" "$test" "$results/$test" "$limit" || result=$?
    account "$test" "$result" "$((SECONDS - started))"
done
finish
