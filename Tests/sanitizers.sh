#!/bin/bash
# Runs the unit tests under the thread sanitizer and under the address sanitizer. Too slow for every change: from nothing
# each of the two builds takes many minutes. They are kept apart from the ordinary build, in .build-tsan and .build-asan.
#   Tests/sanitizers.sh [thread|address] [swift test options, such as --filter Journal]
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Deploy/prepare.sh
source Deploy/prepare.sh

sanitizers=(thread address)
case ${1:-} in
    thread | address)
        sanitizers=("$1")
        shift
        ;;
esac

step "Packages"
need_swift
need_packages "${build_packages[@]}" openssl python3

# A finding ends the run with a code of its own. The leak check is off: the test harness itself leaks.
export TSAN_OPTIONS="halt_on_error=1 exitcode=66 suppressions=$PWD/Tests/Sanitizers/thread.supp ${TSAN_OPTIONS:-}"
export ASAN_OPTIONS="detect_leaks=0 exitcode=66 ${ASAN_OPTIONS:-}"

# What orders the holders of a Swift Mutex is hidden from the thread sanitizer; see there.
order=$(mktemp -d)/mutex-order.so
trap 'rm -rf "$(dirname "$order")"' EXIT
"$(dirname "$(readlink -f "$(command -v swift)")")/clang" -O1 -shared -fPIC -o "$order" Tests/Sanitizers/mutex-order.c -ldl

failures=()
for sanitizer in "${sanitizers[@]}"; do
    step "Unit tests under the $sanitizer sanitizer"
    began=$SECONDS
    swift build -c release --product KaraulaPackageTests --sanitize "$sanitizer" --scratch-path ".build-${sanitizer:0:1}san"
    program=$(swift build -c release --sanitize "$sanitizer" --scratch-path ".build-${sanitizer:0:1}san" --show-bin-path)
    preload=''
    if [ "$sanitizer" = thread ]; then preload=$order; fi
    LD_PRELOAD=$preload "$program/KaraulaPackageTests.xctest" --testing-library swift-testing "$@" \
        || failures+=("$sanitizer")
    echo "ran for $((SECONDS - began)) s, build included"
done

[ ${#failures[@]} = 0 ] || stop "the $(IFS=, && printf '%s' "${failures[*]}" | sed 's/,/ and the /g') sanitizer found something"
echo
echo "clean: ${sanitizers[*]}"
