#!/bin/bash
# fetch.sh PACKAGE…: downloads Debian packages into the cache and prints their paths, one a line, in the order asked for.
# Nothing is installed. A package that is there in the version apt would install is not downloaded again.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

mkdir -p "$cache/packages"
for package in "$@"; do
    version=$(package_version "$package")
    case $version in
        '' | '(none)') die "apt knows no package $package; run apt-get update, and check that Debian 12's archive is configured" ;;
    esac
    stored=$cache/packages/${package}_${version//:/%3a}.deb
    if [ ! -s "$stored" ]; then
        work=$(mktemp -d "$cache/packages/incoming.XXXXXX")
        (cd "$work" && apt-get download -q -o APT::Sandbox::User=root "$package=$version" >log 2>&1) \
            || { cat "$work/log" >&2; rm -rf "$work"; die "cannot download $package $version"; }
        mv "$work"/*.deb "$stored"
        rm -rf "$work"
    fi
    printf '%s\n' "$stored"
done
