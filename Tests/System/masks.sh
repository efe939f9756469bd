#!/bin/bash
# masks.sh BINARIES FOOTAGE FOLDER: real footage through the daemon with a privacy mask, and every coefficient that it stored
# compared with the camera's. Needs no guest: the camera is replayed footage. Leaves what it did in FOLDER; prints PASS and
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

# The check must be able to fail: the camera's own frames do show what is under the mask.
result=0
"$folder/mask-check" "${mask[@]}" "$footage" "$footage" >"$folder/footage.txt" 2>&1 || result=$?
check "the footage itself does not pass" "$(sed 's/.*images, //' "$folder/footage.txt")" [ "$result" != 0 ]
[ "$failures" = 0 ]
