#!/bin/bash
# package.sh [FOLDER]: builds the Debian package of Karaula into FOLDER (default: .build/package) and prints its path.
# The Swift runtime is linked in, so that it needs nothing but Debian's own libraries. Needs what Deploy/run.sh needs to build,
# dpkg-dev and python3; installs what is missing.
#   KARAULA_BINARIES   a folder with programs that are built already, with the runtime linked in
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=Deploy/prepare.sh
source "$root/Deploy/prepare.sh"
folder=$(mkdir -p "${1:-$root/.build/package}" && cd "${1:-$root/.build/package}" && pwd)
programs=(karaulad karaulactl karaula-clock karaula-ledger)

{
    step "Packages"
    need_swift
    need_packages "${build_packages[@]}" dpkg-dev python3 binutils
    cd "$root"
    if [ -n "${KARAULA_BINARIES:-}" ]; then
        binaries=$KARAULA_BINARIES
    else
        step "Build (release, with the Swift runtime linked in)"
        flags=(-c release --static-swift-stdlib --scratch-path "$root/.build/static")
        for program in "${programs[@]}"; do swift build "${flags[@]}" --product "$program"; done
        binaries=$(swift build "${flags[@]}" --show-bin-path)
    fi
    step "Package"
} >&2

version=$("$binaries/karaulad" --version)
architecture=$(dpkg --print-architecture)
work=$(mktemp -d "$folder/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$work/tree
doc=$tree/usr/share/doc/karaula
put() { install -D -m "$1" "$2" "$tree$3"; }

for program in "${programs[@]}"; do
    place=/usr/bin
    if [ "$program" = karaula-clock ]; then place=/usr/libexec; fi
    put 755 "$binaries/$program" "$place/$program"
    strip --strip-unneeded --remove-section=.comment --remove-section=.note "$tree$place/$program"
done
for unit in karaulad.service karaulad-revive.service karaulad-revive.timer karaula-clock.service karaula-ledger.service; do
    put 644 "Deploy/$unit" "/lib/systemd/system/$unit"
done
put 644 Deploy/karaula.sysusers /usr/lib/sysusers.d/karaula.conf
put 644 Deploy/karaula-ledger.sysusers /usr/lib/sysusers.d/karaula-ledger.conf
put 644 Deploy/package/karaula.tmpfiles /usr/lib/tmpfiles.d/karaula.conf
put 644 Deploy/karaula.catalog /usr/lib/systemd/catalog/karaula.catalog
put 640 Deploy/package/karaula.yaml /etc/karaula/karaula.yaml
put 640 Config/karaula-ledger.yaml /etc/karaula/karaula-ledger.yaml
put 644 Deploy/monitoring/alerts.yaml /usr/share/karaula/prometheus/karaula.rules.yaml
put 644 Deploy/monitoring/dashboard.json /usr/share/karaula/grafana/karaula.json

# What the programs say of themselves.
mkdir -p "$tree"/usr/share/man/man{1,8} "$tree"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
mkdir "$work/man"
for program in "${programs[@]}"; do
    python3 -B Deploy/package/manual.py "$binaries/$program" "$version" "$work/man"
    "$binaries/$program" --generate-completion-script bash >"$tree/usr/share/bash-completion/completions/$program"
    "$binaries/$program" --generate-completion-script zsh >"$tree/usr/share/zsh/vendor-completions/_$program"
    "$binaries/$program" --generate-completion-script fish >"$tree/usr/share/fish/vendor_completions.d/$program.fish"
done
cp "$work"/man/*.1 "$tree/usr/share/man/man1/"
cp "$work"/man/*.8 "$tree/usr/share/man/man8/"
gzip -9n "$tree"/usr/share/man/man?/*

mkdir -p "$doc/examples"
cp docs/*.md "$doc/"
cp CHANGELOG.md "$doc/"
{
    printf 'karaula (%s) bookworm; urgency=medium\n\n  * CHANGELOG.md.gz tells what has changed.\n\n' "$version"
    printf ' -- The Karaula authors <maintainers@karaula.invalid>  %s\n' "$(git log -1 --format=%cD 2>/dev/null || date -R)"
} >"$doc/changelog"
gzip -9n "$doc"/*.md "$doc/changelog"
cp Config/*.yaml "$doc/examples/"
cp Deploy/package/copyright "$doc/copyright"

# Which of Debian's libraries the programs need, in which versions.
mkdir -p "$work/debian" "$tree/DEBIAN"
printf 'Source: karaula\n\nPackage: karaula\nArchitecture: any\n' >"$work/debian/control"
libraries=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info $(find tree/usr/bin tree/usr/libexec -type f) \
    | sed -n 's/^shlibs:Depends=//p')
depends="$libraries, systemd (>= 252)"
python3 -B Deploy/package/sbom.py "$version" Package.resolved "$depends" >"$doc/karaula.cdx.json"
chmod -R u=rwX,go=rX "$tree"
chmod 640 "$tree"/etc/karaula/*.yaml

cat >"$tree/DEBIAN/control" <<END
Package: karaula
Version: $version
Architecture: $architecture
Maintainer: The Karaula authors <maintainers@karaula.invalid>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: $depends
Section: video
Priority: optional
Description: guard that watches cameras, keeps a provable journal, and forwards alerts
 Karaula watches the cameras of a small computer that nobody looks after: it finds what
 moves in zones and over lines, keeps recordings, writes every event and every failure
 into a journal that nobody can alter unnoticed, and delivers alerts until somebody has
 signed for them.
 .
 This package holds the guard of a site (karaulad), its tool (karaulactl), and the
 receiving side of a sector (karaula-ledger).
END
printf '/etc/karaula/karaula.yaml\n/etc/karaula/karaula-ledger.yaml\n' >"$tree/DEBIAN/conffiles"
install -m 755 Deploy/package/{postinst,prerm,postrm} "$tree/DEBIAN/"
(cd "$tree" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
package=$folder/karaula_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >&2
printf '%s\n' "$package"
