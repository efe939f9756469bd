#!/bin/sh
# Asks karaula-ledger and docs/receiver.py whether they keep to docs/upstream.md: run.sh [ledger|python]…
#
# KARAULA_LEDGER names the program if it is not .build/release/karaula-ledger. Needs python3 and openssl.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=${KARAULA_LEDGER:-$root/.build/release/karaula-ledger}
folder=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}
trap 'stop; rm -rf "$folder"' EXIT
sh "$root/Tests/System/make-certificates.sh" "$folder/tls"

# await FILE TEXT: until a line with TEXT is in FILE, which is then printed.
await() {
    for _ in $(seq 200); do
        if grep -m 1 "$2" "$1" 2>/dev/null; then return 0; fi
        sleep 0.1
    done
    cat "$1" >&2
    echo "run.sh: the receiver did not start" >&2
    exit 70
}

# ask PORT RECEIPT-KEY
ask() {
    python3 "$here/conformance.py" --url "https://localhost:$1/v1/entries" --ca "$folder/tls/ca.pem" \
        --certificate "$folder/tls/client.pem" --key "$folder/tls/client.key" --site site-1 --receipt-key "$2" \
        --other-certificate "$folder/tls/other.pem" --other-key "$folder/tls/other.key" \
        --wrong-certificate "$folder/tls/wrong-client.pem" --wrong-key "$folder/tls/wrong-client.key" \
        --expired-certificate "$folder/tls/expired.pem" --expired-key "$folder/tls/expired.key"
}

ledger() {
    cat >"$folder/ledger.yaml" <<END
name: conformance.example
listen: 127.0.0.1:0
health: 127.0.0.1:0
ca: tls/ca.pem
certificate: tls/server.pem
key: tls/server.key
END
    "$program" --config "$folder/ledger.yaml" --state "$folder/ledger" >"$folder/log" 2>&1 &
    server=$!
    line=$(await "$folder/log" "serving")
    port=$(echo "$line" | sed 's/.*sites=[^ ]*:\([0-9]*\).*/\1/')
    status=0
    ask "$port" "$("$program" key --config "$folder/ledger.yaml" --state "$folder/ledger")" || status=1
    "$program" verify --config "$folder/ledger.yaml" --state "$folder/ledger" || status=1
    python3 "$here/health.py" "$(echo "$line" | sed 's/.*health=\([^ ]*\)\/health.*/\1/')" || status=1
    stop
    "$program" verify --config "$folder/ledger.yaml" --state "$folder/ledger" || status=1
    python3 "$here/doors.py" "$program" || status=1
    return $status
}

python() {
    (cd "$folder" && exec python3 "$root/docs/receiver.py" python 0 tls/server.pem tls/server.key tls/ca.pem) \
        >"$folder/log" 2>&1 &
    server=$!
    line=$(await "$folder/log" "^ready")
    status=0
    # shellcheck disable=SC2086
    set -- $line
    ask "$2" "$3" || status=1
    stop
    return $status
}

failed=0
for receiver in "${@:-ledger python}"; do
    for one in $receiver; do
        echo "== $one"
        "$one" || failed=1
    done
done
exit $failed
