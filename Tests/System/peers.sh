#!/bin/bash
# peers.sh BINARIES FOLDER: the real daemon delivers to programs that are not ours, all at once: a broker (mosquitto) that is
# killed amid traffic, a syslog receiver (rsyslog) over mutual TLS, a web server (nginx) as a plain webhook, and beside them
# a ledger, which must have everything. One line, PASS or FAIL, for each check. Needs no root and no guest; what it worked with
# stays in FOLDER.
#   KARAULA_KILLS  how often the broker is killed (default 5)
set -euo pipefail

[ $# = 2 ] || { sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0" >&2; exit 64; }
system=$(cd "$(dirname "$0")" && pwd)
ctl=$1/karaulactl daemon=$1/karaulad ledger=$1/karaula-ledger
folder=$(mkdir -p "$2" && cd "$2" && pwd)
kills=${KARAULA_KILLS:-5}
began=$SECONDS failures=0
PATH=$PATH:/usr/sbin
# A socket's path has at most 107 bytes.
runtime=$(mktemp -d)
socket=$runtime/api.sock

pass() { printf 'PASS %s (%d s)\n' "$*" "$((SECONDS - began))"; }
fail() { printf 'FAIL %s (%d s)\n' "$*" "$((SECONDS - began))"; failures=$((failures + 1)); }
# check WHAT EVIDENCE COMMAND…: passes if the command succeeds.
check() {
    local what=$1 evidence=$2
    shift 2
    if "$@" >"$folder/last.log" 2>&1; then
        pass "$what: $evidence"
    else
        fail "$what: $evidence; $(tail -n 3 "$folder/last.log" | tr '\n' ' ')"
    fi
}
# refuses WHAT EVIDENCE COMMAND…: passes if the command fails: a check that cannot fail shows nothing.
refuses() {
    local what=$1 evidence=$2
    shift 2
    if "$@" >"$folder/last.log" 2>&1; then fail "$what: $evidence"; else pass "$what: $evidence"; fi
}
# within SECONDS COMMAND…: waits until the command succeeds.
within() {
    local seconds=$1 start=$SECONDS
    shift
    until "$@" >/dev/null 2>&1; do
        [ $((SECONDS - start)) -lt "$seconds" ] || return 1
        sleep 0.2
    done
}

declare -A pids=()
# run NAME COMMAND…: starts a program in the background; what it says is in NAME.log.
run() {
    local name=$1
    shift
    "$@" >>"$folder/$name.log" 2>&1 &
    pids[$name]=$!
}
# end NAME SIGNAL: ends one of them and waits for it.
end() {
    local pid=${pids[$1]:-}
    unset "pids[$1]"
    [ -n "$pid" ] || return 0
    kill -"$2" "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}
stop() {
    local name
    for name in "${!pids[@]}"; do end "$name" KILL; done
    rm -rf "$runtime"
}
trap stop EXIT
# Ports below those that the kernel gives to outgoing connections.
read -r ledger_port health_port broker_port plain_port syslog_port web_port answer_port < <(python3 - <<'END'
import random, socket
ports = []
while len(ports) < 7:
    port = random.randrange(15000, 32000)
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
    if port not in ports:
        ports.append(port)
print(*ports)
END
)
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1"); }

# MARK: The peers

tls=$folder/tls
"$system/make-certificates.sh" "$tls"

cat >"$folder/ledger.yaml" <<END
name: peers
ca: $tls/ca.pem
certificate: $tls/server.pem
key: $tls/server.key
listen: 127.0.0.1:$ledger_port
health: 127.0.0.1:$health_port
sites:
  - name: site-1
END
run ledger "$ledger" --config "$folder/ledger.yaml" --state "$folder/ledger"

# Without persistence: this broker acknowledges and forgets.
cat >"$folder/mosquitto.conf" <<END
user root
allow_anonymous true
persistence false
listener $broker_port 127.0.0.1
cafile $tls/ca.pem
certfile $tls/server.pem
keyfile $tls/server.key
require_certificate true
use_identity_as_username true
listener $plain_port 127.0.0.1
END
start_broker() {
    run broker mosquitto -c "$folder/mosquitto.conf"
    within 20 listens "$plain_port"
}
start_broker

cat >"$folder/rsyslog.conf" <<END
global(workDirectory="$folder" parser.escapeControlCharactersOnReceive="off" defaultNetstreamDriverCAFile="$tls/ca.pem"
    defaultNetstreamDriverCertFile="$tls/server.pem" defaultNetstreamDriverKeyFile="$tls/server.key")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/name" permittedPeer=["site-1"])
input(type="imtcp" port="$syslog_port" address="127.0.0.1")
template(name="line" type="list") {
    constant(value="{") property(name="hostname" format="jsonf") constant(value=",")
    property(name="msgid" format="jsonf") constant(value=",") property(name="syslogseverity-text" format="jsonf")
    constant(value=",") property(name="structured-data" format="jsonf") constant(value=",")
    property(name="msg" format="jsonf") constant(value="}\n")
}
action(type="omfile" file="$folder/syslog.jsonl" template="line" asyncWriting="off")
END
run syslog rsyslogd -n -f "$folder/rsyslog.conf" -i "$folder/rsyslogd.pid"

mkdir -p "$folder/web"
cat >"$folder/nginx.conf" <<END
daemon off; master_process off; pid $folder/web/pid; error_log $folder/web/error.log;
events {}
http {
    access_log $folder/web/access.log; proxy_temp_path $folder/web/proxy; fastcgi_temp_path $folder/web/fastcgi;
    client_body_temp_path $folder/web/bodies; uwsgi_temp_path $folder/web/uwsgi; scgi_temp_path $folder/web/scgi;
    server {
        listen 127.0.0.1:$web_port ssl;
        ssl_certificate $tls/server.pem; ssl_certificate_key $tls/server.key;
        ssl_client_certificate $tls/ca.pem; ssl_verify_client on; client_max_body_size 64m;
        location /hook {
            client_body_in_file_only on; proxy_pass_request_body off; proxy_set_header Content-Length "";
            proxy_pass http://127.0.0.1:$answer_port/;
        }
    }
    server { listen 127.0.0.1:$answer_port; return 204; }
}
END
run web nginx -c "$folder/nginx.conf" -e "$folder/web/error.log"
for port in "$ledger_port" "$syslog_port" "$web_port"; do
    within 30 listens "$port" || { fail "a peer listens at $port: see the logs in $folder"; exit 1; }
done
receipt_key=$("$ledger" key --config "$folder/ledger.yaml" --state "$folder/ledger")

subscribe() { run "$1" mosquitto_sub -V 5 -q 1 -h 127.0.0.1 -p "$plain_port" "${@:2}"; }
# The subscriber's output is its log; it comes back by itself when the broker does.
subscribe events -t 'karaula/+/events/#' -t 'karaula/+/status' -t 'homeassistant/#' -F '%j'
subscribe pictures -t 'karaula/+/snapshot/#' -F '%t %x'

# MARK: The daemon, and its traffic

ours="ca: $tls/ca.pem, certificate: $tls/client.pem, key: $tls/client.key"
cat >"$folder/karaula.yaml" <<END
site: site-1
console:
  listen: 127.0.0.1:0
cameras:
  - name: meadow
    source:
      simulated:
        scene: first-run
destinations:
  - {name: ledger, url: "https://127.0.0.1:$ledger_port/v1/entries", $ours, receipt: ledger, receipt_key: "$receipt_key"}
  - name: broker
    url: mqtts://127.0.0.1:$broker_port
    ca: $tls/ca.pem
    certificate: $tls/client.pem
    key: $tls/client.key
    receipt: broker
    fields: all
    pictures: snapshot
    mqtt:
      will_delay: 1s
      home_assistant: homeassistant
  - name: syslog
    url: syslog+tls://127.0.0.1:$syslog_port
    ca: $tls/ca.pem
    certificate: $tls/client.pem
    key: $tls/client.key
    receipt: broker
    kinds: [event.opened, event.closed, watch.changed]
  - {name: webhook, url: "https://127.0.0.1:$web_port/hook", $ours}
END
check "the configuration is sound" "four ways to deliver" "$ctl" check-config "$folder/karaula.yaml"
run karaulad "$daemon" --config "$folder/karaula.yaml" --state "$folder/state" --runtime "$runtime"
within 60 test -S "$socket" || { fail "the daemon starts: $(tail -n 3 "$folder/karaulad.log")"; exit 1; }

# Each question about events is an entry of its own (audit.read).
traffic() { for _ in $(seq "$1"); do "$ctl" events --socket "$socket" --json >/dev/null; done; }

for _ in $(seq "$kills"); do
    traffic 8
    end broker KILL
    traffic 8
    start_broker
    traffic 8
done
pass "the broker was killed amid traffic, $kills times"

# A first event with its picture, if the scene has not brought one yet.
pictured() { grep -q ' ffd8' "$folder/pictures.log"; }
within 180 pictured || true
check "a snapshot arrives at the broker's subscriber" "$(wc -l <"$folder/pictures.log") so far" pictured
traffic 3

# Everything that the journal holds now, without asking the daemon, so that nothing is noted.
entries() { "$ctl" events --journal "$folder/state" --json --since 1d "$@"; }
settled() { "$ctl" destinations --socket "$socket" --json | jq -se --argjson head "$1" "$2"; }
head=$(entries | jq -s 'map(.seq) | max')
ledger_has_all() { [ "$("$ledger" list sites --state "$folder/ledger" | awk '/urn:karaula:site-1/ {print ($5 >= want)}' want="$head")" = 1 ]; }
check "with a receipt beside it, nothing is lost: the ledger has signed for every entry" "$head entries" \
    within 120 ledger_has_all
check "what the ledger holds is whole and proven" "karaula-ledger verify" \
    "$ledger" verify --config "$folder/ledger.yaml" --state "$folder/ledger"
present() { mosquitto_sub -V 5 -h 127.0.0.1 -p "$plain_port" -t karaula/site-1/status -C 1 -W 20 | jq -e '.state == "online"'; }
check "the site says that it is there again after the last kill" "retained status" present

sleep 3
end karaulad TERM
sleep 1
# MARK: What arrived

messages() { grep '^{"tst"' "$folder/events.log"; }
messages | jq -c 'select(.topic | contains("/events/")) | .payload | fromjson' >"$folder/mqtt-events.jsonl"
mkdir -p "$folder/mqtt"
split -l 1 -a 6 "$folder/mqtt-events.jsonl" "$folder/mqtt/"
count=$(find "$folder/mqtt" -type f | wc -l)
check "each event at the broker is a CloudEvent by its JSON Schema" "$count events" \
    python3 "$system/validate-events.py" "$folder"/mqtt/*
check "the topic tells the kind, the properties number and source" "$count messages" jq -se \
    'map(select(.topic | contains("/events/")) | . as $m | (.payload | fromjson) | $m.topic == "karaula/site-1/events/"
        + (.type | ltrimstr("org.karaula.")) and $m.properties["user-properties"].seq == .id
        and $m.properties["user-properties"].source == .source and $m.qos == 1) | length > 0 and all' <(messages)
check "the site took its leave" "offline, stopped" jq -se \
    'map(select(.topic == "karaula/site-1/status") | .payload | fromjson) | last | .state == "offline" and .reason == "stopped"' \
    <(messages)
check "Home Assistant would find site and camera" "announcements" jq -se \
    'map(select(.topic | startswith("homeassistant/")) | .payload | fromjson | .unique_id) | unique | length == 4' <(messages)

# The bytes at the subscriber are those on the disk.
grep -o ' ffd8.*' "$folder/pictures.log" | while read -r digits; do
    python3 -c 'import hashlib, sys; print(hashlib.sha256(bytes.fromhex(sys.stdin.read().strip())).hexdigest())' <<<"$digits"
done | sort -u >"$folder/pictures-arrived.txt"
entries | jq -r 'select(.kind == "event.snapshot") | .payload.sha256' | sort -u >"$folder/pictures-told.txt"
check "each picture at the subscriber is one that the journal tells of, byte for byte" \
    "$(wc -l <"$folder/pictures-arrived.txt") pictures" \
    bash -c '[ -s "$1" ] && [ -z "$(comm -23 "$1" "$2")" ]' - "$folder/pictures-arrived.txt" "$folder/pictures-told.txt"

entries | jq -c 'select(.kind == "event.opened" or .kind == "event.closed" or .kind == "watch.changed")' \
    >"$folder/syslog-wanted.jsonl"
cat >"$folder/syslog-check.py" <<'END'
import json, re, sys
got = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
seqs = [int(re.search(r'^\[karaula@32473 seq="(\d+)"', message["structured-data"]).group(1)) for message in got]
want = {entry["seq"]: entry for entry in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
missing = sorted(set(want) - set(seqs))
# What was told while the site stopped may be on its way still.
assert not [seq for seq in missing if seq < max(seqs)], f"missing: {missing}"
assert len(seqs) == len(set(seqs)) and set(seqs) <= set(want), "more than there is"
for message, seq in zip(got, seqs):
    assert message["msgid"] == want[seq]["kind"] and message["hostname"] == "site-1", message
    assert 'box' not in message["structured-data"] and message["msg"].lstrip().startswith("\ufeff"), message
END
check "rsyslog has each alarm and watch state once, by its structured data" \
    "$(wc -l <"$folder/syslog.jsonl") messages" \
    python3 "$folder/syslog-check.py" "$folder/syslog.jsonl" "$folder/syslog-wanted.jsonl"
tail -n +2 "$folder/syslog.jsonl" >"$folder/syslog-spoiled.jsonl"
refuses "one message less would be noticed" "the first one taken out" \
    python3 "$folder/syslog-check.py" "$folder/syslog-spoiled.jsonl" "$folder/syslog-wanted.jsonl"

mapfile -t bodies < <(find "$folder/web/bodies" -type f | sort)
check "each body at the web server is a batch by the JSON Schema of CloudEvents" "${#bodies[@]} bodies" \
    python3 "$system/validate-events.py" "${bodies[@]}"
allowed='["alarm_kind","rule","place","direction","reason","state","closed","cause","version","key","previous","pem","signature",
    "class","bytes","by","from","to","bound","seq","code","destination","camera","first","last","count","cargo","seconds"]'
metadata_alone() {
    jq -se --argjson allowed "$allowed" 'add | length > 20
        and (map(.data.payload // {} | keys) | add | unique | . - $allowed | . == [])
        and (map(select(.type == "org.karaula.event.opened")) | length > 0 and all(.data | has("salt") | not))' "$@"
}
check "the web server was told metadata alone, by default" "every member of every payload" metadata_alone "${bodies[@]}"
jq 'map(if .type == "org.karaula.event.opened" then .data.payload.box = {} else . end)' "${bodies[@]}" >"$folder/spoiled.json"
refuses "a place in the picture would be noticed" "an event given one" metadata_alone "$folder/spoiled.json"
everything() { entries | jq -r 'select(.kind != "delivery.summarised") | .seq' | sort -n; }
everything >"$folder/seqs.txt"
jq -r '.[].id' "${bodies[@]}" | sort >"$folder/web-ids.txt"
# The last few were written while the site stopped.
complete() { [ -z "$(comm -23 <(head -n -3 "$1" | sort -u) <(sort -u "$2"))" ]; }
check "the web server has every entry" "$(sort -u "$folder/web-ids.txt" | wc -l) of $(wc -l <"$folder/seqs.txt")" \
    complete "$folder/seqs.txt" "$folder/web-ids.txt"
refuses "one entry less would be noticed" "the first one taken out" \
    complete "$folder/seqs.txt" <(tail -n +2 "$folder/web-ids.txt")
[ "$failures" = 0 ]
