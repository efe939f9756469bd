#!/bin/bash
# make-payload.sh BINARIES FOLDER: makes FOLDER/payload.ext4, the disk that the guest sees read-only as /payload: programs of
# the folder BINARIES, the Swift libraries that they need, tests, certificates, footage; and what FOLDER/payload holds already.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

binaries=$1 folder=$2
system=$(cd "$here/.." && pwd)
root=$(cd "$system/../.." && pwd)
payload=$folder/payload
footage=$("$here/make-footage.sh")
mkdir -p "$payload"/{bin,deploy,certificates}

# Programs with the Swift libraries they were linked with, beside them, where their RUNPATH looks first.
cp "$binaries"/karaulad "$binaries"/karaulactl "$binaries"/karaula-clock "$payload/bin/"
ldd "$binaries"/karaulad "$binaries"/karaulactl "$binaries"/karaula-clock | awk '$3 ~ /\/swift\/linux\// { print $3 }' | sort -u \
    | xargs -r -I{} cp -L {} "$payload/bin/"
for tool in usb-camera wedge; do
    gcc -std=gnu11 -O2 -Wall -Wextra -Wconversion -Werror -static -o "$payload/bin/$tool" "$system/peripherals/$tool.c"
done
cp -r "$system/tests" "$payload/tests"
cp "$system/receiver.py" "$payload/tests/"
cp "$root"/Deploy/karaulad.service "$root"/Deploy/karaulad-revive.* "$root"/Deploy/karaula-clock.service "$root"/Deploy/karaula.sysusers "$root"/Deploy/karaula.catalog \
    "$payload/deploy/"
cp "$footage" "$payload/street.mjpeg"
"$system/make-certificates.sh" "$payload/certificates" >/dev/null
size=$(du -sm "$payload" | cut -f1)
truncate -s "$((size * 5 / 4 + 32))M" "$folder/payload.ext4"
mkfs.ext4 -q -F -m 0 -O ^has_journal -E root_owner=0:0 -d "$payload" "$folder/payload.ext4"
