#!/bin/bash
# make-footage.sh: turns the street scene of Debian's opencv-doc into the footage that the USB camera plays, and prints its
# path: 30 seconds of concatenated JPEG images, 640x480, 10 a second. The scene is measured with, never redistributed.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

footage=$cache/street-$(package_version opencv-doc)-$(sha256sum "$0" | cut -c1-8).mjpeg
if [ ! -s "$footage" ]; then
    package=$("$here/fetch.sh" opencv-doc)
    work=$(mktemp -d "$cache/footage.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    scene=./usr/share/doc/opencv-doc/examples/data/vtest.avi
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$work" "$scene" \
        || die "opencv-doc $(package_version opencv-doc) holds no $scene any more"
    ffmpeg -v error -nostdin -i "$work/$scene" -t 30 -vf scale=640:480 -r 10 \
        -c:v mjpeg -pix_fmt yuvj422p -q:v 5 -f mjpeg "$work/street.mjpeg"
    mv "$work/street.mjpeg" "$footage"
fi
printf '%s\n' "$footage"
