/// `verify.sh` of a bundle: POSIX sh with nothing but coreutils, jq and openssl, so that whoever receives a bundle can check
/// it on a machine without Karaula, and read what is checked.
package enum EvidenceScript {
    /// The script.
    package static let text = #"""
        #!/bin/sh
        # Checks this bundle of evidence, and stops at the first thing that is not as it must be.
        #   sh verify.sh                 against the key in the bundle
        #   sh verify.sh --key KEY       against the site's key as you know it from elsewhere (name+hash+base64)
        # Needs a POSIX shell, coreutils (busybox will do), jq and openssl 3. Nothing is changed. README.md
        # says what is proven and what is not. Exit code 0 only if everything holds.
        set -eu
        LC_ALL=C
        export LC_ALL
        passed=0

        fail() {
            printf 'FAILED: %s\n' "$*" >&2
            exit 1
        }

        expected_key=
        if [ "$#" = 2 ] && [ "$1" = --key ]; then
            expected_key=$2
        elif [ "$#" != 0 ]; then
            fail "usage: sh verify.sh [--key KEY]"
        fi
        cd "$(dirname "$0")"
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT

        # Hashes, in hexadecimal, in binary, and of two nodes of the tree (RFC 6962, 2.1).
        sum() { openssl dgst -sha256 -r "$@" | cut -c 1-64; }
        node() { { printf '\001'; cat "$1" "$2"; } | openssl dgst -sha256 -binary; }
        decode() { printf '%s' "$1" | openssl base64 -d -A; }

        # Every file below a folder.
        list() {
            for item in "$1"/*; do
                if [ -d "$item" ]; then
                    list "$item"
                elif [ -e "$item" ] || [ -h "$item" ]; then
                    printf '%s\n' "${item#./}"
                fi
            done
        }

        # 1. The files are those of the manifest, all of them and no other.
        [ -f MANIFEST.sha256 ] || fail "MANIFEST.sha256 is missing"
        jq -R -s -e 'split("\n") | .[-1] == "" and (.[:-1] | length > 0 and all(test("^[0-9a-f]{64}  [A-Za-z0-9._/-]+$")))' \
            MANIFEST.sha256 >"$work/answer" || fail "MANIFEST.sha256 is not a list of hashes and files"
        sha256sum -c MANIFEST.sha256 >"$work/sums" 2>&1 || {
            while IFS= read -r line; do
                case $line in *': OK') ;; *) printf '%s\n' "$line" >&2 ;; esac
            done <"$work/sums"
            fail "a file is not the one of the manifest"
        }
        { jq -R -r '.[66:]' MANIFEST.sha256 && echo MANIFEST.sha256; } | sort >"$work/named"
        list . | sort >"$work/present"
        [ "$(sum "$work/named")" = "$(sum "$work/present")" ] || fail "files were added or are missing: see MANIFEST.sha256"
        printf 'files        all %s as in the manifest\n' "$(jq -R -s 'split("\n") | length - 1' MANIFEST.sha256)"
        passed=$((passed + 1))

        # 2. The key in PEM and the key in the form of C2SP signed-note are the same, and the checkpoint is signed by it.
        { read -r origin && read -r size && read -r root; } <checkpoint || fail "checkpoint is cut off"
        openssl pkey -pubin -in key.pem -outform DER >"$work/key.der" 2>"$work/error" || fail "key.pem is no public key"
        tail -c 32 "$work/key.der" >"$work/key"
        key_hash=$({ printf '%s\n\001' "$origin"; cat "$work/key"; } | openssl dgst -sha256 -r | cut -c 1-8)
        key=$origin+$key_hash+$({ printf '\001'; cat "$work/key"; } | openssl base64 -A)
        [ "$(cat key.vkey)" = "$key" ] || fail "key.vkey is not the key of key.pem"
        : >"$work/text"
        part=text signed=
        while IFS= read -r line; do
            if [ "$part" = text ] && [ -n "$line" ]; then
                printf '%s\n' "$line" >>"$work/text"
            elif [ "$part" = text ]; then
                part=signatures
            else
                case $line in "— $origin "*) ;; *) continue ;; esac
                decode "${line##* }" >"$work/blob"
                [ "$(head -c 4 "$work/blob" | od -An -tx1 | tr -d ' \n')" = "$key_hash" ] || continue
                tail -c +5 "$work/blob" >"$work/signature"
                openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in "$work/text" -sigfile "$work/signature" \
                    >"$work/answer" 2>&1 && signed=yes
            fi
        done <checkpoint
        [ "$signed" = yes ] || fail "the checkpoint is not signed by the key of this bundle"
        printf 'checkpoint   %s entries of %s, signed by %s\n' "$size" "$origin" "$key"
        passed=$((passed + 1))

        # 3. Every record is in the log that the checkpoint signs, and every payload is the one of its record.
        count=0 payloads=0 rotations= custody=
        for record in log/*.record; do
            stem=${record%.record}
            jq -r '"\(.seq) \(.kind) \(.digest) \(.event // 0)"' "$record" >"$work/fields" || fail "$record is no record"
            read -r seq kind digest event <"$work/fields"
            [ "$stem" = "log/$(printf '%08d' "$seq")" ] || fail "$record is the record of entry $seq"
            { printf '\000'; cat "$record"; } | openssl dgst -sha256 -binary >"$work/node"
            place=$((seq - 1)) last=$((size - 1))
            [ "$place" -ge 0 ] && [ "$place" -le "$last" ] || fail "entry $seq is beyond the checkpoint"
            jq -r '.path[]' "$stem.proof" >"$work/path" || fail "$stem.proof is no proof"
            while IFS= read -r sibling; do
                [ "$last" -gt 0 ] || fail "the proof of entry $seq is too long"
                decode "$sibling" >"$work/sibling"
                if [ $((place & 1)) = 1 ] || [ "$place" = "$last" ]; then
                    node "$work/sibling" "$work/node" >"$work/next"
                    while [ $((place & 1)) = 0 ] && [ "$place" != 0 ]; do
                        place=$((place >> 1)) last=$((last >> 1))
                    done
                else
                    node "$work/node" "$work/sibling" >"$work/next"
                fi
                cat "$work/next" >"$work/node"
                place=$((place >> 1)) last=$((last >> 1))
            done <"$work/path"
            [ "$last" = 0 ] || fail "the proof of entry $seq is too short"
            [ "$(openssl base64 -A -in "$work/node")" = "$root" ] || fail "entry $seq is not in the signed log"
            if [ -e "$stem.payload" ]; then
                cat "$stem.salt" "$stem.payload" >"$work/salted"
                [ "$(sum "$work/salted")" = "$digest" ] || fail "the payload of entry $seq is not the one of its record"
                payloads=$((payloads + 1))
            fi
            case $kind in
                key.rotated | key.created) rotations="$rotations $seq" ;;
                audit.exported) custody="$custody $stem" ;;
            esac
            printf '%s %s\n' "$seq" "$event" >>"$work/entries"
            count=$((count + 1))
        done
        printf 'entries      all %s are in the signed log; %s payloads are those of their records\n' "$count" "$payloads"
        passed=$((passed + 1))

        # 4. The entry about this export says what belongs to the bundle: nothing of it is missing.
        custody=${custody# }
        case $custody in '' | *' '*) fail "not exactly one entry tells of this export" ;; esac
        [ -e "$custody.payload" ] || fail "the payload of the entry about this export is missing"
        [ "$(sum custody.json)" = "$(sum "$custody.payload")" ] || fail "custody.json is not what the log says of this export"
        for seq in $(jq -r '.entries[] | range(.[0]; .[1] + 1)' custody.json); do
            stem=log/$(printf '%08d' "$seq")
            [ -e "$stem.record" ] || fail "entry $seq was exported and is missing"
            event=$(jq -r '.event // 0' "$stem.record")
            jq -e --argjson event "$event" '.events | index($event) != null' custody.json >"$work/answer" \
                || fail "entry $seq belongs to event $event, which was not exported"
            if [ ! -e "$stem.payload" ]; then
                jq -e --argjson seq "$seq" '.erased | index($seq) != null' custody.json >"$work/answer" \
                    || fail "the payload of entry $seq is missing"
                printf 'note         the payload of entry %s had been erased before the export\n' "$seq"
            fi
        done
        for seq in $(jq -r '.keys[]' custody.json); do
            stem=log/$(printf '%08d' "$seq")
            [ -e "$stem.payload" ] || fail "entry $seq, about a key, was exported and is missing"
        done
        jq -r '.files | to_entries[] | "\(.value) \(.key)"' custody.json >"$work/made"
        while read -r hash file; do
            [ "$(sum "$file")" = "$hash" ] || fail "$file is not the one that was exported"
            printf '%s\n' "$file" >>"$work/proven"
        done <"$work/made"
        printf 'custody      exported by %s: %s\n' \
            "$(jq -r '.who | "\(.user // "user") (uid \(.uid)\(if .login then ", logged in as \(.login)" else "" end))"' custody.json)" \
            "$(jq -r '.reason' custody.json)"
        passed=$((passed + 1))

        # 5. Every snapshot and recording is the one that its entry tells of, or the entry about the export says why not.
        files=0
        for seq in $(jq -r '.entries[] | range(.[0]; .[1] + 1)' custody.json); do
            stem=log/$(printf '%08d' "$seq")
            case $(jq -r .kind "$stem.record") in event.snapshot | event.recording) ;; *) continue ;; esac
            [ -e "$stem.payload" ] || continue
            jq -r 'select(.path) | "\(.path) \(.sha256) \(.bytes) \(.index_sha256 // "none")"' "$stem.payload" >"$work/fields"
            [ -s "$work/fields" ] || continue
            read -r path hash bytes index <"$work/fields"
            if [ "$index" != none ]; then
                [ "$(sum "$path.index")" = "$index" ] || fail "$path.index is not the one of entry $seq"
                printf '%s\n' "$path.index" >>"$work/proven"
            fi
            if [ -e "$path" ]; then
                [ "$(sum "$path")" = "$hash" ] || fail "$path is not the file of entry $seq"
                [ "$(wc -c <"$path" | tr -d ' ')" = "$bytes" ] || fail "$path has another length than entry $seq says"
                printf '%s\n' "$path" >>"$work/proven"
                files=$((files + 1))
            else
                cause=$(jq -r --arg path "$path" '.left_out[] | select(.path == $path) | .cause' custody.json)
                [ -n "$cause" ] || fail "$path was exported and is missing"
                printf 'note         %s was not exported: %s\n' "$path" "$cause"
            fi
        done
        if [ -d recordings ]; then
            for file in $(list recordings); do
                jq -R -s -e --arg file "$file" 'split("\n") | index($file) != null' "$work/proven" >"$work/answer" \
                    || fail "no entry tells of $file"
            done
        fi
        printf 'media        all %s snapshots and recordings are those of their entries\n' "$files"
        passed=$((passed + 1))

        # 6. What clock.jsonl says of time is what the records say.
        jq -c '{boot, mono, seq, uncertainty, utc}' log/*.record >"$work/clock"
        [ "$(sum "$work/clock")" = "$(sum clock.jsonl)" ] || fail "clock.jsonl is not what the records say"
        passed=$((passed + 1))

        # 7. The key is the one that you know, or was handed on from it, each time signed by the key before.
        if [ -n "$expected_key" ]; then
            present=$expected_key
            for seq in $rotations; do
                payload=log/$(printf '%08d' "$seq").payload
                [ -e "$payload" ] && [ "$(jq -r '.previous // ""' "$payload")" = "$present" ] || continue
                next=$(jq -r .key "$payload")
                blob=${present#*+}
                { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; decode "${blob#*+}" | tail -c 32; } \
                    >"$work/present.der"
                printf 'karaula key rotation v1\n%s\n%s\n' "$present" "$next" >"$work/statement"
                decode "$(jq -r '.signature // ""' "$payload")" >"$work/signature"
                openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/present.der" -rawin -in "$work/statement" \
                    -sigfile "$work/signature" >"$work/answer" 2>&1 || fail "entry $seq: the key before did not sign the next"
                present=$next
            done
            [ "$present" = "$key" ] || fail "the bundle is signed by another key than yours: $key"
            printf 'key          yours, or handed on from it\n'
        else
            printf 'key          not compared: give the key that you know with --key\n'
        fi
        passed=$((passed + 1))

        [ "$passed" = 7 ] || fail "something was not checked"
        sha256sum -c MANIFEST.sha256 >"$work/sums" 2>&1 || fail "a file changed while it was checked"
        printf 'OK: this bundle is what the site wrote\n'

        """#
}
