#!/bin/bash
# Runs the unit tests under the thread sanitizer and under the address sanitizer. Too slow for every change: from nothing
# each of the two builds takes many minutes. They are kept apart from the ordinary build, in .build-tsan and .build-asan.
#   Tests/sanitizers.sh [thread|address] [options of the test program, such as --filter Journal]
# Exit code 0 only if every test passed and no sanitizer found anything. The first finding ends its run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Deploy/prepare.sh
source Deploy/prepare.sh

# Seconds that one run of the tests may take, the build apart: several times what it takes on two cores. What takes longer
# hangs. The second figure is for the time between the request to end and the end by force.
limit=1800 grace=10
# The exit code of a sanitizer that found something; neither a test run's nor a shell's.
finding=66

sanitizers=(thread address)
case ${1:-} in
    thread | address)
        sanitizers=("$1")
        shift
        ;;
    -h | --help)
        sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
esac

step "Packages"
need_swift
need_packages "${build_packages[@]}" openssl python3

# The leak check is off: the test harness itself leaks.
export TSAN_OPTIONS="halt_on_error=1 exitcode=$finding ${TSAN_OPTIONS:-}"
export ASAN_OPTIONS="detect_leaks=0 exitcode=$finding ${ASAN_OPTIONS:-}"

running='' scratch=$(mktemp -d)
clean_up() {
    # timeout passes the signal on to all that the test program has started.
    if [ -n "$running" ] && kill "$running" 2>/dev/null; then wait "$running" || true; fi
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# What the Swift runtime orders and does not tell the thread sanitizer; see there.
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
[ -x "$clang" ] || clang=$(command -v clang) \
    || stop "there is no clang beside swift, nor in PATH; reinstall Swift"
"$clang" -O1 -Wall -Wextra -Werror -shared -fPIC -o "$scratch/order.so" Tests/Sanitizers/*.c -ldl

# run_tests SANITIZER [OPTION…]: runs the tests that were built for it, and says in one line what is wrong, if anything is.
run_tests() {
    local sanitizer=$1 build=(swift build -c release --sanitize "$1" --scratch-path ".build-${1:0:1}san") program code=0
    shift
    "${build[@]}" --product KaraulaPackageTests || stop "the tests do not build under the $sanitizer sanitizer"
    program=$("${build[@]}" --show-bin-path)/KaraulaPackageTests.xctest
    local environment=()
    if [ "$sanitizer" = thread ]; then environment=("LD_PRELOAD=$scratch/order.so"); fi

    local began=$SECONDS
    timeout --kill-after="$grace" "$limit" env "${environment[@]}" "$program" --testing-library swift-testing "$@" &
    running=$!
    wait "$running" || code=$?
    running=''
    local took=$((SECONDS - began))
    echo "ran for $took s"
    if [ $code != 0 ] && [ "$took" -ge "$limit" ]; then
        failures+=("$sanitizer: not finished after $limit s, and ended; a test that started above and did not end hangs")
        return
    fi
    case $code in
        0) ;;
        "$finding") failures+=("the $sanitizer sanitizer found something; its report is above") ;;
        69) failures+=("$sanitizer: no test matches") ;;
        *) failures+=("$sanitizer: the tests failed (exit code $code); what they say is above") ;;
    esac
}

failures=()
for sanitizer in "${sanitizers[@]}"; do
    step "Unit tests under the $sanitizer sanitizer"
    run_tests "$sanitizer" "$@"
done

if [ ${#failures[@]} -gt 0 ]; then
    printf '\n'
    printf 'not clean: %s\n' "${failures[@]}" >&2
    exit 1
fi
echo
echo "clean: ${sanitizers[*]}"
