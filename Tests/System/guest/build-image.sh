#!/bin/bash
# build-image.sh: makes the guest (kernel, initial file system, root image) from Debian's packages and prints its folder.
# The folder's name tells what it was made from; a guest that is already there is used as it is.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

kernel=$(kernel_package)
[ -n "$kernel" ] || die "apt knows no linux-image-amd64; run apt-get update, and see that Debian 12's main archive is configured"
release=${kernel#linux-image-}
guest=$cache/guest-$(image_key)
if [ -s "$guest/complete" ]; then
    touch "$guest"
    printf '%s\n' "$guest"
    exit 0
fi

mkdir -p "$cache"
find "$cache" -maxdepth 1 -name 'guest-*' -mtime +30 -exec rm -rf {} + # not used for a month: superseded
work=$(mktemp -d "$cache/building.XXXXXX")
trap 'as_root rm -rf "$work"' EXIT
exec 3>&1 1>&2

say "guest: downloading $kernel and busybox"
packages=$("$here/fetch.sh" "$kernel" busybox-static)
{ read -r kernel_file; read -r busybox_file; } <<<"$packages"
mkdir -p "$work/kernel" "$work/busybox" "$work/result"
dpkg-deb --fsys-tarfile "$kernel_file" | tar -x -C "$work/kernel" ./boot ./lib
dpkg-deb -x "$busybox_file" "$work/busybox"
cp "$work/kernel/boot/vmlinuz-$release" "$work/result/vmlinuz"
PATH=$PATH:/usr/sbin:/sbin
depmod -b "$work/kernel" "$release"

# with_dependencies MODULE…: paths below the modules' folder, every module after those that it needs.
modules=$work/kernel/lib/modules/$release
with_dependencies() {
    local name line path
    for name in "$@"; do
        line=$(grep -E "/${name//[-_]/[-_]}\.ko:" "$modules/modules.dep") || die "$kernel has no module $name"
        for path in $(printf '%s\n' "${line#*:}" | tr ' ' '\n' | tac) "${line%%:*}"; do printf '%s\n' "$path"; done
    done | awk '!seen[$0]++'
}

say "guest: initial file system"
initial=$work/initial
mkdir -p "$initial"/{bin,dev,proc,sys,modules}
cp "$work/busybox/bin/busybox" "$initial/bin/busybox"
install -m 755 "$here/init" "$initial/init"
number=100
with_dependencies "${root_modules[@]}" >"$work/root-modules"
while read -r path; do
    cp "$modules/$path" "$initial/modules/$number-$(basename "$path")"
    number=$((number + 1))
done <"$work/root-modules"
(cd "$initial" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$work/result/initrd"

# What is added to Debian's packages: few modules, no unit that costs time and serves no test, and the agent.
say "guest: root file system from Debian's packages"
addition=$work/addition
kept=$addition/usr/lib/modules/$release
mkdir -p "$kept"
with_dependencies "${root_modules[@]}" "${test_modules[@]}" >"$work/all-modules"
while read -r path; do
    install -D -m 644 "$modules/$path" "$kept/$path"
done <"$work/all-modules"
cp "$modules"/modules.{order,builtin,builtin.modinfo} "$kept/"
ln -s usr/lib "$addition/lib" # as in the guest; depmod looks below /lib only
depmod -b "$addition" "$release"
rm "$addition/lib"

units=$addition/etc/systemd/system
mkdir -p "$units/multi-user.target.wants" "$addition/etc/systemd/journald.conf.d" "$addition/etc/systemd/system.conf.d"
mkdir -p "$addition/etc/udev/rules.d"
idle_units=(
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
    getty.target console-getty.service systemd-logind.service systemd-user-sessions.service
    systemd-timesyncd.service systemd-update-utmp.service systemd-update-utmp-runlevel.service
    systemd-binfmt.service proc-sys-fs-binfmt_misc.automount systemd-pstore.service systemd-random-seed.service
    systemd-hwdb-update.service systemd-journal-catalog-update.service systemd-update-done.service ldconfig.service
    systemd-firstboot.service systemd-machine-id-commit.service systemd-boot-system-token.service
    systemd-sysusers.service systemd-remount-fs.service systemd-journal-flush.service
    systemd-ask-password-console.path systemd-ask-password-wall.path systemd-initctl.socket
    modprobe@configfs.service modprobe@drm.service modprobe@efi_pstore.service modprobe@fuse.service modprobe@dm_mod.service
    modprobe@loop.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount
    sys-fs-fuse-connections.mount sys-kernel-config.mount
)
for unit in "${idle_units[@]}"; do ln -s /dev/null "$units/$unit"; done
ln -s /lib/systemd/system/multi-user.target "$units/default.target"
install -m 644 "$here/agent.service" "$units/agent.service"
ln -s ../agent.service "$units/multi-user.target.wants/agent.service"
install -D -m 755 "$here/agent" "$addition/usr/local/sbin/agent"
printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' >"$addition/etc/systemd/journald.conf.d/guest.conf"
printf '[Manager]\nShowStatus=no\n' >"$addition/etc/systemd/system.conf.d/guest.conf"
printf 'border-post\n' >"$addition/etc/hostname"
printf '127.0.0.1 localhost border-post\n' >"$addition/etc/hosts"
printf '6b617261756c612d73797374656d3031\n' >"$addition/etc/machine-id"
: >"$addition/etc/fstab"

sources=()
for list in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
    if [ -s "$list" ]; then sources+=("$list"); fi
done
as_root mmdebstrap --quiet --mode=root --variant=minbase --format=directory \
    --include="$(IFS=, && printf '%s' "${guest_packages[*]}")" \
    --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$work/root" "${sources[@]}"
tar -C "$addition" --owner=0 --group=0 -c . | as_root tar -C "$work/root" --keep-directory-symlink -x

image=$work/result/root.ext4
truncate -s 1G "$image"
as_root mkfs.ext4 -q -F -m 0 -O ^has_journal -E root_owner=0:0 -d "$work/root" "$image"

printf '%s %s\n' "$kernel" "$(package_version "$kernel")" >"$work/result/complete"
rm -rf "$guest"
mv "$work/result" "$guest"
say "guest: $(du -sh "$guest" | cut -f1) in $guest"
printf '%s\n' "$guest" >&3
