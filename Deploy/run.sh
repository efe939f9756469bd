#!/bin/bash
# The run command: installs what Karaula is built from, builds it, and runs it in the foreground until Ctrl-C.
#   Deploy/run.sh                 with the cameras of this machine; if there is none, with a simulated scene
#   Deploy/run.sh --simulated     with the simulated scene in any case
#   Deploy/run.sh --config FILE   with a configuration of your own
# Needs Debian 12 and Swift. Running needs no root; only packages that are missing are installed, by apt, as root or with
# sudo. Everything is kept below $XDG_STATE_HOME/karaula (default ~/.local/state/karaula).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=Deploy/prepare.sh
source "$root/Deploy/prepare.sh"

usage() {
    sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0" >&2
    exit 64
}

configuration='' simulated=''
while [ $# -gt 0 ]; do
    case $1 in
        --simulated) simulated=yes ;;
        --config)
            [ $# -ge 2 ] || usage
            configuration=$(realpath -e "$2") || stop "there is no file $2"
            shift
            ;;
        *) usage ;;
    esac
    shift
done

step "Packages"
need_swift
need_packages "${build_packages[@]}"

step "Build (release)"
cd "$root"
for product in karaulad karaulactl; do swift build -c release --product "$product"; done
programs=$(swift build -c release --show-bin-path)

step "Cameras"
kept=${XDG_STATE_HOME:-$HOME/.local/state}/karaula
devices=()
if [ -z "$configuration$simulated" ]; then
    mapfile -t devices < <("$programs/karaulactl" cameras --json | grep -o '"device":"[^"]*"' | cut -d '"' -f 4)
fi
if [ -n "$configuration" ]; then
    state=$kept/$(basename "$configuration" .yaml)
    echo "as $configuration says"
elif [ ${#devices[@]} -gt 0 ]; then
    state=$kept/cameras
    configuration=$state/karaula.yaml
    mkdir -p "$state"
    {
        echo "# Written by Deploy/run.sh at each start. Copy it, improve the copy, and run: Deploy/run.sh --config COPY"
        printf 'site: %s\ncameras:\n' "$(hostname | tr -cd 'A-Za-z0-9._-')"
        number=0
        for device in "${devices[@]}"; do
            number=$((number + 1))
            printf '  - name: camera-%d\n    source:\n      device: "%s"\n' "$number" "$device"
            echo "camera-$number: $device" >&2
        done
    } >"$configuration"
else
    state=$kept/simulated
    configuration=$root/Config/simulated.yaml
    if [ -z "$simulated" ]; then echo "none found; a simulated scene takes their place"; fi
fi
runtime=$state/run
mkdir -p "$runtime"

step "Karaula runs; Ctrl-C ends it"
cat <<END
configuration   $configuration
state           $state (journal.sqlite, recordings/)
events          $programs/karaulactl events --follow --socket $runtime/api.sock
health          http://127.0.0.1:8470/health
metrics         http://127.0.0.1:8470/metrics

END
exec "$programs/karaulad" --config "$configuration" --state "$state" --runtime "$runtime"
