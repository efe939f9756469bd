#!/bin/bash
# deb.sh FOLDER: builds the Debian package into FOLDER, and judges it as Debian does: lintian, what it holds, what it needs.
# Prints PASS and FAIL lines; Tests/System/run.sh runs it before the test that installs the package in the guest.
set -euo pipefail
folder=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=Deploy/prepare.sh
source "$root/Deploy/prepare.sh"
failures=0

# The package's judges: Debian's own, and what reads its manual pages, completions and alerts.
need_packages lintian dpkg-dev binutils groff-base zsh fish prometheus jq

check() { # check WHAT RESULT EVIDENCE
    if [ "$2" = 0 ]; then printf 'PASS %s%s\n' "$1" "${3:+: $3}"; else
        printf 'FAIL %s%s\n' "$1" "${3:+: $3}"
        failures=1
    fi
}

package=$("$root/Deploy/package.sh" "$folder")
check "the package is built" 0 "$(basename "$package"), $(du -h "$package" | cut -f1)"

# An older one, to be upgraded from: the same with another version.
older=$folder/older
rm -rf "$older"
dpkg-deb -R "$package" "$older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$older/DEBIAN/control"
dpkg-deb --root-owner-group -Znone --build "$older" "$folder/older.deb" >/dev/null

# There is no address to write to yet; the domain invalid says so.
suppressed=(bogus-mail-host bogus-mail-host-in-debian-changelog)
found=$(lintian --allow-root --fail-on error --suppress-tags "$(IFS=, && echo "${suppressed[*]}")" "$package" 2>&1) && result=0 || result=1
check "lintian finds no error" $result "$(grep -c '^W:' <<<"$found" || true) warnings"
grep '^[EW]:' <<<"$found" | sed 's/^/     /' || true

depends=$(dpkg-deb -f "$package" Depends)
foreign=$(tr ',' '\n' <<<"$depends" | sed 's/^ *//; s/ .*//' | while read -r name; do
    apt-cache policy "$name" | grep -q 'Candidate: [0-9]' || echo "$name"
done)
check "it needs Debian's packages alone" "$([ -z "$foreign" ] && echo 0 || echo 1)" "$depends"

contents=$older # unpacked
for program in usr/bin/karaulad usr/bin/karaulactl usr/bin/karaula-ledger usr/libexec/karaula-clock; do
    paths=$(readelf -d "$contents/$program" | grep -E 'R(UN)?PATH|libswift|libFoundation|libdispatch' || true)
    check "$program needs no Swift on the machine" "$([ -z "$paths" ] && echo 0 || echo 1)" "$paths"
done
for page in "$contents"/usr/share/man/man?/*.gz; do
    if ! warnings=$(zcat "$page" | groff -man -Tutf8 -ww -z 2>&1) || [ -n "$warnings" ]; then
        check "$(basename "$page") is a manual page" 1 "$warnings"
    fi
done
pages=("$contents"/usr/share/man/man?/*.gz)
check "there are manual pages for each program and command" "$([ ${#pages[@]} -ge 30 ] && echo 0 || echo 1)" "${#pages[@]}"
for shell in bash zsh fish; do
    files=("$contents"/usr/share/bash-completion/completions/*)
    [ $shell = bash ] || files=("$contents"/usr/share/$shell/vendor*completions*/*)
    result=0
    for file in "${files[@]}"; do $shell -n "$file" || result=1; done
    check "completions for $shell are well-formed" "$([ $result = 0 ] && [ ${#files[@]} = 4 ] && echo 0 || echo 1)" "${#files[@]}"
done
check "its parts are listed (CycloneDX)" "$(jq -e '.bomFormat == "CycloneDX" and (.components | length) > 20
    and all(.components[]; .name != "" and .version != "")' "$contents/usr/share/doc/karaula/karaula.cdx.json" >/dev/null && echo 0 || echo 1)" \
    "$(jq '.components | length' "$contents/usr/share/doc/karaula/karaula.cdx.json") parts"
judged=$(promtool check rules "$contents/usr/share/karaula/prometheus/karaula.rules.yaml" 2>&1) && result=0 || result=1
check "Prometheus takes the alert rules" $result "$(tail -n 2 <<<"$judged" | tr -d '\n')"
cp "$root/Tests/System/alerts.test.yaml" "$contents/usr/share/karaula/prometheus/"
judged=$(promtool test rules "$contents/usr/share/karaula/prometheus/alerts.test.yaml" 2>&1) && result=0 || result=1
check "alerts fire when they should, and only then" $result "$(tail -n 3 <<<"$judged" | tr -d '\n')"
rm "$contents/usr/share/karaula/prometheus/alerts.test.yaml"
unknown=$(grep -oh 'karaula_[a-z_]*' "$contents"/usr/share/karaula/{prometheus/*,grafana/*} | sort -u | while read -r metric; do
    grep -rq "\"${metric}\"" "$root/Sources/Console/Metrics" || echo "$metric"
done)
check "alerts and dashboard use metrics that there are" "$([ -z "$unknown" ] && echo 0 || echo 1)" "$unknown"
rm -rf "$older"
exit $failures
