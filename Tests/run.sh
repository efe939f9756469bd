#!/bin/bash
# The test command: installs what it needs, lints, builds, and passes all tests.
#   Tests/run.sh            everything
#   Tests/run.sh --unit     lint, build and unit tests only
#   Tests/run.sh --system   build and system tests only
# Needs Debian 12 and Swift, and root or sudo: packages are installed by apt if they are missing, and unit tests mount small
# disks to fill them and to let them fail. Exit code 0 only if everything passed; a test that was skipped counts as failed.
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
for product in karaulad karaulactl karaula-clock karaula-ledger KaraulaPackageTests; do swift build -c release --product "$product"; done
echo "built in $((SECONDS - began)) s"

if [ -n "$unit" ]; then
    step "Unit tests"
    began=$SECONDS
    products=$(swift build -c release --show-bin-path)
    log=$products/unit-tests.log
    # The test program itself, so that root leaves nothing in the build folder.
    as_root env "PATH=$PATH" "$products/KaraulaPackageTests.xctest" --testing-library swift-testing 2>&1 | tee "$log" \
        || failures+=("unit tests")
    # Skipping is how a test says that it cannot run here; whoever reads "passed" must not take that for it. But for those that
    # are a part of another test, a measurement, or need a device: the system tests have that in their guest.
    not_for_here=("runs only as the child of the next test" "only on request" "KARAULA_V4L2_DEVICE names no device")
    if grep -a ' \(Test\|Suite\) .* skipped\(: \|\.\?$\)' "$log" | grep -v -F -f <(printf '%s\n' "${not_for_here[@]}"); then
        failures+=("skipped unit tests")
    fi
    echo "ran for $((SECONDS - began)) s"
    step "Conformance of receivers"
    sh Tests/Conformance/run.sh || failures+=("conformance")
    python3 Tests/Conformance/load.py --entries 5000 --batch 50 --sites 3 --kills 10 || failures+=("ledger under kills")
fi

if [ -n "$system" ]; then
    step "System tests"
    Tests/System/run.sh || failures+=("system tests")
    step "A site and its ledger"
    Tests/System/chaos.sh || failures+=("chaos test")
    step "Crash tests"
    Tests/System/kill.sh || failures+=("kill test")
    Tests/System/powercut.sh || failures+=("power cut test")
fi

if [ ${#failures[@]} -gt 0 ]; then
    echo "failed: $(IFS=, && printf '%s' "${failures[*]}" | sed 's/,/, /g')" >&2
    exit 1
fi
