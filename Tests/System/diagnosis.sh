#!/bin/bash
# diagnosis.sh BINARIES FOOTAGE FOLDER: real footage through the daemon, of which each camera's shows one trouble for a minute: the
# stated reason must be there within it, with pictures, and be over by itself; where nothing is wrong, nothing may be found. Needs no
# guest. Leaves what it did in FOLDER; prints PASS and FAIL lines. Run by run.sh as the test "diagnosis".
# shellcheck source-path=SCRIPTDIR source=guest/common.sh
source "$(dirname "$0")/guest/common.sh"

binaries=$1 footage=$2 folder=$3
system=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
begin=50 end=112 length=140

# make NAME FILTER: footage of the street with the filter, 320x240, 10 a second.
make() {
    ffmpeg -v error -nostdin -y -framerate 10 -stream_loop 5 -f mjpeg -i "$footage" -t "$length" \
        -vf "scale=336:252,$2" -r 10 -c:v mjpeg -pix_fmt yuvj422p -q:v 3 -f mjpeg "$folder/$1.mjpeg"
}
during="enable='between(t,$begin,$end)'"
view=crop=320:240:8:6
make peace "$view"
# The same image again and again; no entropy-coded data holds the bytes that end an image.
python3 - "$folder" "$begin" "$end" <<'PYTHON'
import sys

folder, begin, end = sys.argv[1], int(sys.argv[2]) * 10, int(sys.argv[3]) * 10
frames = [frame + b"\xff\xd9" for frame in open(f"{folder}/peace.mjpeg", "rb").read().split(b"\xff\xd9")[:-1]]
with open(f"{folder}/frozen.mjpeg", "wb") as file:
    file.write(b"".join(frames[:begin] + frames[begin : begin + 1] * (end - begin) + frames[end:]))
PYTHON
make covered "$view,drawbox=x=0:y=0:w=iw*0.85:h=ih:color=0x606060:t=fill:$during"
make defocused "$view,boxblur=luma_radius=4:luma_power=3:$during"
make moved "crop=300:224:x='if(between(t,$begin,$end),34,2)':y=2,scale=320:240"
make too-dark "$view,lutyuv=y=val*0.06:u=128:v=128:$during"
make no-signal "$view,geq=lum='random(1)*255':cb=128:cr=128:$during"
# A tree in the wind, there and back again.
package=$("$system/guest/fetch.sh" opencv-doc)
dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder" ./usr/share/doc/opencv-doc/examples/data/tree.avi
ffmpeg -v error -nostdin -y -stream_loop 20 -i "$folder/usr/share/doc/opencv-doc/examples/data/tree.avi" -t "$length" -r 10 \
    -c:v mjpeg -pix_fmt yuvj422p -q:v 3 -f mjpeg "$folder/tree.mjpeg"

cameras=(peace tree frozen covered defocused moved too-dark no-signal)
{
    printf 'site: diagnosis\nconsole: {listen: "127.0.0.1:0"}\ncameras:\n'
    for camera in "${cameras[@]}"; do
        printf '  - name: %s\n    source: {footage: {path: %s, fps: 10}}\n    recording: {enabled: false}\n' \
            "$camera" "$folder/$camera.mjpeg"
    done
} >"$folder/karaula.yaml"
"$binaries/karaulad" --config "$folder/karaula.yaml" --state "$folder/state" --runtime "$folder/runtime" \
    >"$folder/karaulad.log" 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true' EXIT
sleep "$((length + 4))"
"$binaries/karaulactl" watch --json --socket "$folder/runtime/api.sock" >"$folder/watch.jsonl" || true
kill -TERM "$daemon" 2>/dev/null || true
wait "$daemon" || true
trap - EXIT
"$binaries/karaulactl" events --journal "$folder/state" --json --since 1d >"$folder/events.jsonl"
python3 - "$folder" "$begin" "$end" "${cameras[@]}" <<'PYTHON'
import json, sys

folder, begin, end, *cameras = sys.argv[1:]
begin, end = float(begin), float(end)
entries = [json.loads(line) for line in open(f"{folder}/events.jsonl")]
ledger = {line["camera"]: line for line in map(json.loads, open(f"{folder}/watch.jsonl"))}
failures = 0


def check(what, passed, evidence):
    global failures
    failures += not passed
    print(f"{'PASS' if passed else 'FAIL'} {what} ({evidence})")


for camera in cameras:
    changes = [entry for entry in entries if entry["kind"] == "watch.changed" and entry.get("camera") == camera]
    start = next((int(entry["mono"]) for entry in changes if entry["payload"]["state"] == "watching"), None)
    if start is None:
        check(f"{camera}: is watched", False, "it never was")
        continue
    told = [((int(entry["mono"]) - start) / 1e9, entry) for entry in changes]
    told = [(time, entry) for time, entry in told if time > 0 and entry["payload"].get("reason") != "finished"]
    line = ", ".join(f"{time:.1f} s {entry['payload'].get('reason', entry['payload']['state'])}" for time, entry in told)
    if camera in ("peace", "tree"):
        check(f"{camera}: nothing is wrong and nothing is found", not told, line or "no change")
        continue
    first = next(((time, entry) for time, entry in told if entry["payload"].get("reason") == camera), None)
    check(f"{camera}: is found within a minute", first and told[0] == first and begin <= first[0] <= begin + 60, line)
    if not first:
        continue
    last = told[-1]
    check(f"{camera}: is over by itself", last[1]["payload"]["state"] == "watching" and last[0] >= end - 1, line)
    event = first[1]["event"] or first[1]["seq"]
    pictures = [entry for entry in entries if entry["kind"] == "event.snapshot" and entry["event"] == event]
    check(f"{camera}: has pictures of before, during and after", len(pictures) == 3, f"event {event}: {len(pictures)}")
    day = ledger.get(camera, {"blind": {}, "degraded": {}, "watching": 0, "total": -1})
    seconds = (day["blind"].get(camera, 0) + day["degraded"].get(camera, 0)) / 1e9
    check(f"{camera}: the watch ledger has that time", abs(seconds - (last[0] - first[0])) <= 1, f"{seconds:.3f} s")
    parts = day["watching"] + sum(day["blind"].values()) + sum(day["degraded"].values())
    check(f"{camera}: its times sum to all that passed", parts == day["total"], f"{parts} ns")
sys.exit(1 if failures else 0)
PYTHON
