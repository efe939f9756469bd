#!/bin/bash
# masks.sh BINARIES FOOTAGE FOLDER: real footage through the daemon with a privacy mask, and every coefficient of every
# recording that it stored or exported compared with the camera's; in snapshots, which are drawn on and coded anew, every
# pixel under the mask. Needs no guest: the camera is replayed footage. Leaves what it did in FOLDER; prints PASS and
# FAIL lines. Run by run.sh as the test "masks".
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

binaries=$1 footage=$2 folder=$3
system=$(cd "$(dirname "$0")" && pwd)
began=$SECONDS failures=0
mkdir -p "$folder"

# check WHAT EVIDENCE COMMAND…: whether a command succeeds.
check() {
    local what=$1 evidence=$2 verdict=PASS
    shift 2
    "$@" || verdict=FAIL failures=$((failures + 1))
    printf '%s [%4d s] %s (%s)\n' "$verdict" "$((SECONDS - began))" "$what" "$evidence"
}

gcc -std=gnu11 -O2 -Wall -Wextra -Werror -o "$folder/mask-check" "$system/peripherals/mask-check.c" -ljpeg

# A part of the street through which people walk; no side lies on a border between blocks.
mask=(0.31 0.22 0.617 0.71)
cat >"$folder/karaula.yaml" <<YAML
site: masks
cameras:
  - name: street
    source:
      footage: {path: $footage, fps: 10}
    masks:
      - name: path
        polygon: [[${mask[0]}, ${mask[1]}], [${mask[2]}, ${mask[1]}], [${mask[2]}, ${mask[3]}], [${mask[0]}, ${mask[3]}]]
    recording:
      preroll: 3s
      postroll: 3s
console:
  listen: 127.0.0.1:0
YAML
"$binaries/karaulad" --config "$folder/karaula.yaml" --state "$folder/state" --runtime "$folder/runtime" \
    >"$folder/karaulad.log" 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true' EXIT
# The footage lasts 30 s; the events end with it.
for _ in $(seq 60); do
    sleep 1
    if grep -q 'the footage was played to its end\|finished' "$folder/karaulad.log"; then break; fi
    kill -0 "$daemon" 2>/dev/null || break
done
sleep 1
health=$(curl -s --unix-socket "$folder/runtime/api.sock" http://localhost/health || true)
printf '%s\n' "$health" >"$folder/health.json"
mapfile -t events < <("$binaries/karaulactl" events --journal "$folder/state" --json --since 1d --kind event.recording \
    | jq -r .event | sort -nu)
result=0
"$binaries/karaulactl" export "${events[@]}" --reason "what a mask leaves" --to "$folder/bundle" \
    --socket "$folder/runtime/api.sock" >"$folder/export.txt" 2>&1 || result=$?
check "the events are exported" "events ${events[*]:-none}" [ "$result" = 0 ]
kill -TERM "$daemon" 2>/dev/null || true
ended=0
wait "$daemon" || ended=$?
trap - EXIT
check "the daemon ends cleanly" "exit code $ended" [ "$ended" = 0 ]

unmaskable=$(grep -o '"unmaskable":[0-9]*' <<<"$health" | cut -d: -f2)
check "no frame was dropped by the mask" "unmaskable: ${unmaskable:-not told}" [ "${unmaskable:-}" = 0 ]

mapfile -t recordings < <(find "$folder/state" -name '*.mjpeg' -size +0 | sort)
mapfile -t snapshots < <(find "$folder/state" -name '*.jpg' -size +0 | sort)
check "events were recorded and have snapshots" "${#recordings[@]} recordings, ${#snapshots[@]} snapshots" \
    [ "$((${#recordings[@]} > 0 && ${#snapshots[@]} > 0))" = 1 ]

result=0
"$folder/mask-check" "${mask[@]}" "$footage" "${recordings[@]}" >"$folder/recordings.txt" 2>&1 || result=$?
sed 's/^/  /' "$folder/recordings.txt"
check "recordings: every block under the mask is blank, every other coefficient is the camera's" \
    "$(wc -l <"$folder/recordings.txt") files" [ "$result" = 0 ]

mapfile -t exported < <(find "$folder/bundle" -name '*.mjpeg' -size +0 | sort)
result=0
[ ${#exported[@]} -gt 0 ] && "$folder/mask-check" "${mask[@]}" "$footage" "${exported[@]}" >"$folder/exported.txt" 2>&1 || result=$?
check "exported recordings: the same" "${#exported[@]} files" [ "$result" = 0 ]

# gray PICTURE…: prints the least share, in percent, of the pixels under the mask that are mid-gray, among all pictures. The
# rim is left out, where a decoder smooths chroma and luma; lines of boxes may cross the mask.
gray() {
    local picture
    for picture in "$@"; do
        ffmpeg -v error -i "$picture" -frames:v 1 -pix_fmt gray -f rawvideo - | python3 -c '
import sys
width, height = (int(text) for text in sys.argv[1].split("x"))
left, top, right, bottom = (float(text) for text in sys.argv[2:6])
pixels = sys.stdin.buffer.read()
assert len(pixels) == width * height, (len(pixels), width, height)
under = [pixels[y * width + x] for y in range(int(top * height) + 8, int(bottom * height) - 8)
         for x in range(int(left * width) + 8, int(right * width) - 8)]
print(int(100 * sum(112 <= pixel <= 144 for pixel in under) / len(under)))' \
            "$(ffprobe -v error -select_streams v:0 -show_entries stream=width,height -of csv=p=0:s=x "$picture")" "${mask[@]}"
    done | sort -n | head -n 1
}
share=$(gray "${snapshots[@]}")
check "snapshots: what lies under the mask is gray, but for lines of boxes" "at least $share % in ${#snapshots[@]} files" \
    [ "${share:-0}" -ge 90 ]
mapfile -t exported < <(find "$folder/bundle" -name '*.jpg' -size +0 | sort)
share=$(gray "${exported[@]}")
check "exported snapshots: the same" "at least $share % in ${#exported[@]} files" [ "${share:-0}" -ge 90 ]

# The checks must be able to fail: the camera's own frames do show what is under the mask.
share=$(gray "$footage")
check "the footage itself is not gray there" "$share %" [ "${share:-100}" -lt 60 ]
result=0
"$folder/mask-check" "${mask[@]}" "$footage" "$footage" >"$folder/footage.txt" 2>&1 || result=$?
check "the footage itself does not pass" "$(sed 's/.*images, //' "$folder/footage.txt")" [ "$result" != 0 ]
[ "$failures" = 0 ]
