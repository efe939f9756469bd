# What the guest's scripts share: where the cache is, how a step speaks, how a failure ends. Sourced, never run.
# shellcheck shell=bash disable=SC2034

set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KARAULA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/karaula}

# What the guest's root file system is made of, besides what these depend on.
guest_packages=(
    systemd systemd-sysv udev dbus kmod                 # a Debian that boots
    libv4l-0 libjpeg62-turbo libsqlite3-0 libstdc++6 libmosquitto1   # what karaulad links
    python3 openssl curl ca-certificates                # the receiver and the questions that tests ask
    v4l-utils procps                                    # cameras and processes seen from outside
)

# Kernel modules: those that mount the root, and those that tests load by name.
root_modules=(virtio_pci virtio_blk ext4 crc32c_generic overlay 9pnet_virtio 9p)
test_modules=(virtio-rng vivid uvcvideo vhci-hcd)

say() { printf '== %s\n' "$*"; }

die() {
    printf 'system tests: %s\n' "$*" >&2
    exit 1
}

# as_root COMMAND…: runs it as root, with sudo where that is needed.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this step needs root and sudo is not installed: $*"
    fi
}

# kernel_package: the name of the kernel that linux-image-amd64 stands for today.
kernel_package() {
    apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-[0-9]/ { print $2; exit }'
}

# package_version NAME: the version that apt would install.
package_version() { apt-cache policy "$1" | awk '/Candidate:/ { print $2; exit }'; }

# image_key: changes whenever the guest's image would come out different.
image_key() {
    {
        cat "$here/common.sh" "$here/build-image.sh" "$here/init" "$here/agent" "$here/agent.service"
        kernel_package
        package_version "$(kernel_package)"
    } | sha256sum | cut -c1-16
}
