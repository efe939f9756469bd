#!/bin/bash
# chaos.sh [FAULTS [SEED]]: lets the release build's karaulad deliver to its karaula-ledger through so many random faults (60):
# spoiled exchanges, and SIGKILLs of either side. upstream/chaos.py says which, and what is checked.
#   KARAULA_BINARIES  the folder of karaulad, karaulactl and karaula-ledger (default: the release build's)
# What was found wrong is left in .build/system-tests/chaos.
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

system=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$system/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin
for tool in python3 openssl; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done
binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl karaula-ledger; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

folder=$root/.build/system-tests/chaos
rm -rf "$folder"
mkdir -p "$folder"
python3 -B "$system/upstream/chaos.py" --binaries "$binaries" --folder "$folder" --faults "${1:-60}" ${2:+--seed "$2"}
