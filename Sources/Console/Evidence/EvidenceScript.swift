/// `verify.sh` of a bundle: POSIX sh with nothing but coreutils, jq and openssl, so that whoever receives a bundle can check
/// it on a machine without Karaula, and read what is checked.
///
/// Whatever is done once for each entry is done by the shell itself or for all entries in one process: a bundle has
/// thousands of them.
package enum EvidenceScript {
    /// The script.
    package static let text = #"""
        #!/bin/sh
        # Checks this bundle of evidence, and stops at the first thing that is not as it must be.
        #   sh verify.sh                 against the key in the bundle
        #   sh verify.sh --key KEY       against the site's key as you know it from elsewhere (name+hash+base64)
        # Needs a POSIX shell, coreutils (busybox will do), jq 1.6 and openssl 3. Nothing is changed. README.md
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
        mkdir "$work/in" "$work/salted"

        decode() { printf '%s' "$1" | openssl base64 -d -A; }
        # Whether two files hold the same bytes.
        same() { [ "$(sha256sum <"$1")" = "$(sha256sum <"$2")" ]; }
        # Bytes as printf takes them, sixteen to a line.
        octal() { od -An -v -to1 | tr ' ' '\\'; }
        # A program of jq says with error() what is wrong.
        refuse() {
            reason=$(cat "$work/error")
            fail "${reason#*): }"
        }

        # Every file below a folder, hidden ones too; an empty folder by its own name.
        list() {
            found=
            for item in "$1"/* "$1"/.[!.]* "$1"/..?*; do
                if [ -h "$item" ]; then
                    fail "${item#./} is a link"
                elif [ -d "$item" ]; then
                    list "$item"
                    found=yes
                elif [ -f "$item" ]; then
                    printf '%s\n' "${item#./}"
                    found=yes
                elif [ -e "$item" ]; then
                    fail "${item#./} is no file"
                fi
            done
            [ -n "$found" ] || printf '%s/\n' "${1#./}"
        }

        # 1. The files are those of the manifest, all of them and no other.
        [ -f MANIFEST.sha256 ] || fail "MANIFEST.sha256 is missing"
        list . >"$work/present"
        sha256sum -c MANIFEST.sha256 >"$work/sums" 2>&1 || {
            while IFS= read -r line; do
                case $line in *': OK') ;; *) printf '%s\n' "$line" >&2 ;; esac
            done <"$work/sums"
            fail "a file is not the one of the manifest"
        }
        { cut -c 67- MANIFEST.sha256 && echo MANIFEST.sha256; } >"$work/named"
        while IFS= read -r file; do printf '%s: OK\n' "$file"; done <"$work/named" >"$work/expected"
        echo 'MANIFEST.sha256: OK' >>"$work/sums"
        same "$work/sums" "$work/expected" || fail "MANIFEST.sha256 is not a list of hashes and files"
        if [ "$(sort "$work/present")" != "$(sort "$work/named")" ]; then
            sort "$work/present" "$work/named" "$work/named" | uniq -u >"$work/added"
            sort "$work/present" "$work/present" "$work/named" | uniq -u >"$work/missing"
            fail "not in MANIFEST.sha256, or missing: $(cat "$work/added" "$work/missing" | tr '\n' ' ')"
        fi
        printf 'files        all %s as in the manifest\n' "$(wc -l <MANIFEST.sha256 | tr -d ' ')"
        passed=$((passed + 1))

        # 2. The key in PEM and the key in the form of C2SP signed-note are the same, and the checkpoint is signed by it.
        { read -r origin && read -r size && read -r root; } <checkpoint || fail "checkpoint is cut off"
        case $size in '' | *[!0-9]*) fail "checkpoint does not say how long the log is" ;; esac
        openssl pkey -pubin -in key.pem -outform DER >"$work/key.der" 2>"$work/error" || fail "key.pem is no public key"
        { echo '-----BEGIN PUBLIC KEY-----' && openssl base64 -in "$work/key.der" && echo '-----END PUBLIC KEY-----'; } \
            >"$work/key.pem"
        same "$work/key.pem" key.pem || fail "key.pem holds more than a public key"
        tail -c 32 "$work/key.der" >"$work/key"
        key_hash=$({ printf '%s\n\001' "$origin"; cat "$work/key"; } | sha256sum | cut -c 1-8)
        key=$origin+$key_hash+$({ printf '\001'; cat "$work/key"; } | openssl base64 -A)
        printf '%s\n' "$key" >"$work/key.vkey"
        same "$work/key.vkey" key.vkey || fail "key.vkey is not the key of key.pem"
        : >"$work/text"
        part=text signed= others=0
        while IFS= read -r line; do
            printf '%s\n' "$line" >>"$work/checkpoint"
            if [ "$part" = text ] && [ -n "$line" ]; then
                printf '%s\n' "$line" >>"$work/text"
                continue
            elif [ "$part" = text ]; then
                part=signatures
                continue
            fi
            case $line in
                "— $origin "*) ;;
                '— '*' '*) others=$((others + 1)) && continue ;;
                *) fail "checkpoint holds more than a text and signatures" ;;
            esac
            decode "${line##* }" >"$work/blob"
            if [ "$(head -c 4 "$work/blob" | od -An -tx1 | tr -d ' \n')" = "$key_hash" ]; then
                tail -c +5 "$work/blob" >"$work/signature"
                openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in "$work/text" -sigfile "$work/signature" \
                    >"$work/answer" 2>&1 && signed=yes
            else
                others=$((others + 1))
            fi
        done <checkpoint
        [ "$signed" = yes ] || fail "the checkpoint is not signed by the key of this bundle"
        same "$work/checkpoint" checkpoint || fail "checkpoint holds more than lines of text"
        printf 'checkpoint   %s entries of %s, signed by %s\n' "$size" "$origin" "$key"
        [ "$others" = 0 ] || printf 'note         signatures by other keys under the checkpoint were not looked at: %s\n' "$others"
        passed=$((passed + 1))

        # 3. Every record is in the log that the checkpoint signs: its hash, and then from level to level of the tree the hash of
        # that and its neighbour's, lead to the root (RFC 6962, 2.1). Here is decided on which side each neighbour stands; what
        # is hashed is made below, for all records at once. 43 characters of base64 and 21 A are 32 bytes and 16 zeros.
        wc -c log/*.salt log/*.proof >"$work/sizes"
        jq -n -r --arg root "$root" --argjson size "$size" --rawfile manifest MANIFEST.sha256 --rawfile sizes "$work/sizes" '
            [inputs | {(input_filename): .}] as $parts | ($parts | add) as $told
            | ($sizes | split("\n")[:-1] | map(capture("^ *(?<value>[0-9]+) (?<key>.+)$") | .value |= tonumber)
                | from_entries) as $bytes
            | ($manifest | split("\n")[:-1] | map(.[66:] | select(test("^log/.*[.](record|proof)$"))) | sort) as $named
            | if ($told | keys) != $named or ($parts | length) != ($named | length) then
                error("a record or proof holds nothing, or more than one thing") else . end
            | def stem: tostring | "log/" + "00000000"[length:] + .;
              def halve: .place |= (. / 2 | floor) | .last |= (. / 2 | floor);
              def hash: if test("^[A-Za-z0-9+/]{43}=$") then .[:43] + "A" * 21 else error("\(.) is no hash") end;
              [ $named[] | select(endswith(".record"))[:-7] | . as $stem
                | $told[$stem + ".record"] as $record | $told[$stem + ".proof"] as $proof
                | if ($record | type != "object") or ($record.seq | stem) != $stem then
                    error("\($stem).record is the record of another entry") else . end
                | if $record.seq < 1 or $record.seq > $size then error("entry \($record.seq) is beyond the checkpoint") else . end
                | if ($proof | type != "object" or keys != ["path"]) or $bytes[$stem + ".proof"] != ($proof | tojson | length + 1) then
                    error("\($stem).proof is no proof") else . end
                | reduce $proof.path[] as $sibling ({place: ($record.seq - 1), last: ($size - 1), steps: []};
                    if .last == 0 then error("the proof of entry \($record.seq) is too long")
                    elif .place % 2 == 1 or .place == .last then
                        .steps += ["before \($stem[4:]) \($sibling | hash)"] | until(.place % 2 == 1 or .place == 0; halve) | halve
                    else .steps += ["behind \($stem[4:]) \($sibling | hash)"] | halve end)
                | if .last == 0 then .steps + ["end \($stem[4:]) \($root | hash)"]
                  else error("the proof of entry \($record.seq) is too short") end ] as $steps
            | range([$steps[] | length] | max) as $level | "level", ($steps[][$level] | select(.))' \
            log/*.record log/*.proof >"$work/steps" 2>"$work/error" || refuse
        cut -s -d ' ' -f 3 "$work/steps" | openssl base64 -d | octal >"$work/neighbours"
        cut -d ' ' -f 1,2 "$work/steps" >"$work/plan"
        count=0
        for record in log/*.record; do
            name=${record#log/} && name=${name%.record}
            { printf '\000' && cat "$record"; } >"$work/in/$name"
            count=$((count + 1))
        done
        ended=0
        exec 3<"$work/plan" 4<"$work/neighbours"
        while read -r step name <&3; do
            if [ "$step" = level ]; then
                openssl dgst -sha256 -binary "$work"/in/* | octal >"$work/nodes"
                rm -f "$work"/in/*
                exec 5<"$work/nodes"
                continue
            fi
            read -r left <&4 && read -r right <&4 && read -r zeros <&4 && neighbour=$left$right
            read -r left <&5 && read -r right <&5 && node=$left$right
            [ "$zeros" = '\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000' ] || fail "a hash in the proof of entry $name is none"
            case $step in
                before) printf "\\001$neighbour$node" >"$work/in/$name" ;;
                behind) printf "\\001$node$neighbour" >"$work/in/$name" ;;
                end)
                    [ "$node" = "$neighbour" ] || fail "entry $name is not in the signed log"
                    ended=$((ended + 1))
                    ;;
            esac
        done
        [ "$ended" = "$count" ] || fail "not every record was looked for in the log"
        printf 'entries      all %s are in the signed log\n' "$count"
        passed=$((passed + 1))

        # 4. The entry about this export, custody.json, and the records say what belongs to the bundle: every payload, snapshot,
        # recording and index is the one of its record, nothing is missing, and there is nothing else.
        for payload in log/*.payload; do
            name=${payload#log/} && name=${name%.payload}
            cat "log/$name.salt" "$payload" >"$work/salted/$name" || fail "the salt of entry $name is missing"
        done
        (cd "$work/salted" && sha256sum -- *) >"$work/digests"
        [ ! -d recordings ] || wc -c recordings/*/* >>"$work/sizes"
        jq -n -r --rawfile manifest MANIFEST.sha256 --rawfile sizes "$work/sizes" --rawfile digests "$work/digests" \
            --rawfile clock clock.jsonl '
            [inputs | {(input_filename): .}] as $parts | ($parts | add) as $told
            | if ($told | length) != ($parts | length) then error("a payload holds more than one thing") else . end
            | if $manifest | split("\n") | .[-1] != "" or (.[:-1] | all(test("^[0-9a-f]{64}  [A-Za-z0-9._/-]+$")) | not) then
                error("MANIFEST.sha256 is not a list of hashes and files") else . end
            | ($manifest | split("\n")[:-1] | map({key: .[66:], value: .[:64]}) | from_entries) as $hash
            | ($digests | split("\n")[:-1] | map({key: "log/\(.[66:])", value: .[:64]}) | from_entries) as $digest
            | ($sizes | split("\n")[:-1] | map(capture("^ *(?<value>[0-9]+) (?<key>.+)$") | .value |= tonumber)
                | from_entries) as $bytes
            | def stem: tostring | "log/" + "00000000"[length:] + .;
              def set: map({key: tostring, value: true}) | from_entries;
              $told["custody.json"] as $custody
            | [$told | to_entries[] | select(.key | endswith(".record")) | .value] as $records
            | [$records[] | select(.kind == "audit.exported").seq] as $own
            | if ($own | length) != 1 then error("not exactly one entry tells of this export") else . end
            | if $hash["custody.json"] != $hash["\($own[0] | stem).payload"] then
                error("custody.json is not what the log says of this export") else . end
            | [$custody.entries[] | range(.[0]; .[1] + 1)] as $entries
            | ($entries | set) as $isEntry | ($custody.keys | set) as $isKey | ($custody.erased | set) as $isErased
            | ($custody.events | set) as $isEvent
            | ($custody.left_out | map({key: .path, value: .cause}) | from_entries) as $cause
            # Of each entry: record and proof, and payload and salt if they were not erased.
            | [ ($entries + $custody.keys + $own | unique)[] as $seq | ($seq | stem) as $stem
                | $told[$stem + ".record"] as $record
                | if $record == null then error("entry \($seq) was exported and is missing")
                  elif $isKey["\($seq)"] and ($record.kind | startswith("key.") | not) then
                    error("entry \($seq) is not about a key")
                  elif $isEntry["\($seq)"] and ($isEvent["\($record.event)"] | not) then
                    error("entry \($seq) belongs to event \($record.event), which was not exported") else . end
                | if $isErased["\($seq)"] then {path: "\($stem).record"}, {path: "\($stem).proof"},
                    {note: "the payload of entry \($seq) had been erased before the export"}
                  elif $digest[$stem] != $record.digest or $bytes[$stem + ".salt"] != 16 then
                    error("the payload of entry \($seq) is missing, or not the one of its record")
                  else {path: "\($stem).\("record", "proof", "payload", "salt")"} end ] as $logged
            # Of each entry that tells of a file: that file, and its index, or why it is not there.
            | [ $entries[] as $seq | ($seq | stem) as $stem
                | select($told[$stem + ".record"].kind | . == "event.snapshot" or . == "event.recording")
                | $told[$stem + ".payload"] // {} | select(.path)
                | {path, hash: .sha256, bytes}, (select(.index_sha256) | {path: "\(.path).index", hash: .index_sha256})
                | if $cause[.path] then {note: "\(.path) was not exported: \($cause[.path])"}
                  elif $hash[.path] == null then error("\(.path) was exported and is missing")
                  elif $hash[.path] != .hash or (.bytes and $bytes[.path] != .bytes) then
                    error("\(.path) is not the file of entry \($seq)")
                  else {path, isMedia: (.bytes != null)} end ] as $media
            # What was made for the bundle.
            | [ $custody.files | to_entries[]
                | if $hash[.key] != .value then error("\(.key) is not the one that was exported") else {path: .key} end ] as $made
            | [ ($logged + $media + $made)[].path | select(.) ] + ["checkpoint", "clock.jsonl", "custody.json", "key.pem", "key.vkey"]
            | unique as $expected
            | if $expected == ($hash | keys) then .
              elif ($hash | keys) - $expected != [] then error("\((($hash | keys) - $expected)[0]) was added: nothing tells of it")
              else error("\(($expected - ($hash | keys))[0]) was exported and is missing") end
            # What clock.jsonl says of time is what the records say.
            | if $clock != ([$records[] | {boot, mono, seq, uncertainty, utc} | "\(tojson)\n"] | join("")) then
                error("clock.jsonl is not what the records say") else . end
            | (($logged + $media)[] | select(.note) | "note         \(.note)"),
              "custody      exported by \($custody.who | "\(.user // "user") (uid \(.uid)" +
                (if .login then ", logged in as \(.login))" else ")" end)): \($custody.reason)",
              "contents     \($digest | length) payloads, \([$media[] | select(.isMedia)] | length) snapshots and recordings: " +
                "all are those of their records, and nothing else is here"' \
            log/*.record log/*.payload custody.json >"$work/answer" 2>"$work/error" || refuse
        cat "$work/answer"
        passed=$((passed + 1))

        # 5. The key is the one that you know, or was handed on from it, each time signed by the key before.
        if [ -n "$expected_key" ]; then
            present=$expected_key
            jq -r 'select(.previous and .key) | "\(input_filename) \(.previous) \(.key) \(.signature)"' log/*.payload \
                >"$work/keys" 2>"$work/error" || refuse
            while read -r payload previous next signature; do
                [ "$previous" = "$present" ] || continue
                case $(jq -r .kind "${payload%.payload}.record") in key.*) ;; *) continue ;; esac
                blob=${present#*+}
                { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; decode "${blob#*+}" | tail -c 32; } \
                    >"$work/present.der"
                printf 'karaula key rotation v1\n%s\n%s\n' "$present" "$next" >"$work/statement"
                decode "$signature" >"$work/signature"
                openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/present.der" -rawin -in "$work/statement" \
                    -sigfile "$work/signature" >"$work/answer" 2>&1 || fail "$payload: the key before did not sign the next"
                present=$next
            done <"$work/keys"
            [ "$present" = "$key" ] || fail "the bundle is signed by another key than yours: $key"
            printf 'key          yours, or handed on from it\n'
        else
            printf 'key          not compared: give the key that you know with --key\n'
        fi
        passed=$((passed + 1))

        [ "$passed" = 5 ] || fail "something was not checked"
        sha256sum -c MANIFEST.sha256 >"$work/sums" 2>&1 || fail "a file changed while it was checked"
        printf 'OK: this bundle is what the site wrote\n'

        """#
}
