#!/bin/bash
# kill.sh [ROUNDS [SEED]]: kills the release build's karaulad so many times (50) by SIGKILL, at random moments, and checks
# after each start that the journal kept what it promised. crash/kill.py says how, and what is checked.
#   KARAULA_BINARIES  the folder of karaulad and karaulactl (default: the release build's)
# What was found wrong is left in .build/system-tests/kill.
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

system=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$system/../.." && pwd)
for tool in python3 ffmpeg openssl; do
    command -v "$tool" >/dev/null || die "$tool is not installed; Tests/run.sh installs everything that the system tests need"
done
binaries=${KARAULA_BINARIES:-$(cd "$root" && swift build -c release --show-bin-path)}
for program in karaulad karaulactl; do
    [ -x "$binaries/$program" ] || die "$binaries/$program is not there; build first: swift build -c release"
done

folder=$root/.build/system-tests/kill
rm -rf "$folder"
mkdir -p "$folder"
exec python3 -B "$system/crash/kill.py" --binaries "$binaries" --folder "$folder" --rounds "${1:-50}" ${2:+--seed "$2"}
