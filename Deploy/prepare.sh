# What the run command and the test command share: how they speak, and how they see to packages and the compiler.
# Sourced, never run.
# shellcheck shell=bash

# What Karaula is built from, besides Swift.
# shellcheck disable=SC2034
build_packages=(libv4l-dev libjpeg62-turbo-dev libmosquitto-dev libsqlite3-dev zlib1g-dev libstdc++-12-dev pkg-config git)

# What the unit tests need besides: among it peers that are not ours, which the tests start by themselves.
# shellcheck disable=SC2034
unit_test_packages=(
    openssl python3 jq mosquitto mosquitto-clients rsyslog rsyslog-gnutls nginx-light python3-jsonschema
)

step() { printf '\n== %s\n' "$*"; }

stop() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# may_be_root: whether a command can be run as root without asking anybody.
may_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

update_package_lists() {
    if [ -n "${package_lists_updated:-}" ]; then return; fi
    package_lists_updated=yes
    as_root apt-get update -q >/dev/null || echo "apt-get update failed; going on with the lists that are there" >&2
}

# need_packages NAME…: sees to it that these Debian packages are installed, and installs only those that are not.
need_packages() {
    local name missing=()
    command -v dpkg-query >/dev/null || stop "this is no Debian system; install by hand what corresponds to: $*"
    for name in "$@"; do
        case $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) in
            installed) ;;
            *) missing+=("$name") ;;
        esac
    done
    if [ ${#missing[@]} = 0 ]; then
        echo "all there: $*"
        return
    fi
    echo "missing: ${missing[*]}"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        stop "installing needs root, and sudo is not there; ask whoever has root for: apt-get install ${missing[*]}"
    fi
    update_package_lists
    # Services that come along (a broker, a web server) are not started: the exit code of policy-rc.d forbids it.
    # shellcheck disable=SC2016
    as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            trap "rm -f /usr/sbin/policy-rc.d" EXIT
            printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
        fi
        apt-get install -q -y --no-install-recommends "$@" >/dev/null' sh "${missing[@]}" \
        || stop "apt could not install: ${missing[*]}; its message above says why"
}

# need_swift: sees that there is a Swift compiler of a version that can build this package.
need_swift() {
    local version
    command -v swift >/dev/null \
        || stop "there is no swift; install Swift 6.2 or later from https://swift.org/install and put its bin directory into PATH"
    version=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
        '') stop "swift --version does not tell a version; reinstall Swift from https://swift.org/install" ;;
        [0-5].* | 6.[01]) stop "Swift $version is too old; install 6.2 or later from https://swift.org/install" ;;
        *) echo "Swift $version" ;;
    esac
}
