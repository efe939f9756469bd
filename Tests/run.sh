#!/bin/bash
# The test command: installs what it needs, lints, builds, and passes all tests.
#   Tests/run.sh            everything
#   Tests/run.sh --unit     lint, build and unit tests only
#   Tests/run.sh --system   build and system tests only
# Needs Debian 12 and Swift. Packages are installed by apt if they are missing (as root, or with sudo). Exit code 0 only if
# everything passed; nothing is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=Deploy/prepare.sh
source Deploy/prepare.sh

unit=yes system=yes
case ${1:-} in
    '') ;;
    --unit) system= ;;
    --system) unit= ;;
    *)
        sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0" >&2
        exit 64
        ;;
esac
failures=()

step "Packages"
need_swift
need_packages "${build_packages[@]}" "${unit_test_packages[@]}"
if [ -n "$system" ]; then
    update_package_lists
    # shellcheck source=Tests/System/packages.sh
    source Tests/System/packages.sh
    need_packages "${system_test_packages[@]}"
fi

if [ -n "$unit" ]; then
    step "Lint"
    if swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks; then
        echo "no finding"
    else
        failures+=("lint")
    fi
fi

step "Build (release, with tests)"
began=$SECONDS
for product in karaulad karaulactl KaraulaPackageTests; do swift build -c release --product "$product"; done
echo "built in $((SECONDS - began)) s"

if [ -n "$unit" ]; then
    step "Unit tests"
    began=$SECONDS
    swift test -c release --skip-build --disable-xctest || failures+=("unit tests")
    echo "ran for $((SECONDS - began)) s"
fi

if [ -n "$system" ]; then
    step "System tests"
    Tests/System/run.sh || failures+=("system tests")
    step "Crash tests"
    Tests/System/kill.sh || failures+=("kill test")
    Tests/System/powercut.sh || failures+=("power cut test")
fi

if [ ${#failures[@]} -gt 0 ]; then
    echo "failed: $(IFS=, && printf '%s' "${failures[*]}" | sed 's/,/, /g')" >&2
    exit 1
fi
