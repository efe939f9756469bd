#!/bin/bash
# purge.sh: what the package's purge deletes, where the state directory is what it usually is, a link, or a disk of its own. Needs root,
# and sees other folders than the machine's.
# Prints PASS and FAIL lines; Tests/System/run.sh runs it.
set -euo pipefail
script=$(cd "$(dirname "$0")/../.." && pwd)/Deploy/package/postrm

if [ "${1-}" != inside ]; then exec unshare --mount --propagation private "$0" inside; fi
hidden=/var/lib
if [ -d /etc/karaula ]; then mount -t tmpfs hidden /etc/karaula; fi
mount -t tmpfs hidden /run
place=$(mktemp -d)
mount -t tmpfs hidden "$place"
cp "$script" "$place/postrm"
mount -t tmpfs hidden "$hidden"
state=$hidden/karaula

check() { # check WHAT CONDITION…
    local what=$1
    shift
    if "$@"; then echo "PASS $what"; else
        echo "FAIL $what: $said"
        failures=1
    fi
}
failures=0
empty() { [ -d "$1" ] && [ -z "$(ls -A "$1")" ]; }
fill() { mkdir -p "$1/recordings/day" && touch "$1/journal.sqlite" "$1/recordings/day/1.mjpeg"; }
purge() { said=$(sh "$place/postrm" purge 2>&1) && result=0 || result=$?; }
well() { [ "$result" = 0 ]; }
tells() { grep -qF "$1" <<<"$said"; }
gone() { [ ! -e "$1" ] && [ ! -L "$1" ]; }

fill "$state"
purge
check "a state directory is deleted" gone "$state"
check "and that is said" tells "deleting $state ("
check "the purge ends well" well

mkdir "$state"
mount -t tmpfs disk "$state"
fill "$state"
purge
check "a disk that is mounted there is emptied" empty "$state"
check "and stays mounted, which is said" tells "$state is kept, without what was in it"
check "the purge ends well also then" well
umount "$state"
rmdir "$state"

mkdir "$place/data"
fill "$place/data"
mkdir "$place/films"
touch "$place/films/1.mjpeg"
ln -s "$place/films" "$place/data/recordings/elsewhere"
ln -s "$place/data" "$state"
purge
check "what a link leads to is emptied" empty "$place/data"
check "the link is deleted" gone "$state"
check "that a link within led elsewhere is said, and nothing deleted there" tells "led to $place/films, which is kept"
check "and nothing is deleted there" test -e "$place/films/1.mjpeg"
check "the purge of a link ends well" well
umount "$place"
rmdir "$place"
exit $failures
