#!/bin/bash
# outage.sh [ENTRIES [MEGABYTES]]: cuts the line between the release build's karaulad and its karaula-ledger until so many
# entries (1000) and megabytes of snapshots (8) wait, and then lets it come back. upstream/outage.py says how, and what is
# checked. Needs root (as itself, or with sudo): the two are in network namespaces.
#   KARAULA_BINARIES  the folder of karaulad, karaulactl and karaula-ledger (default: the release build's)
# What was found wrong is left in .build/system-tests/outage.
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

system=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$system/../.." && pwd)
PATH=$PATH:/usr/sbin:/sbin
for tool in python3 openssl ip tc; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done
binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl karaula-ledger; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

folder=$root/.build/system-tests/outage
as_root rm -rf "$folder"
mkdir -p "$folder"
as_root python3 -B "$system/upstream/outage.py" --binaries "$binaries" --folder "$folder" --entries "${1:-1000}" --megabytes "${2:-8}"
