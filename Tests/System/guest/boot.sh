#!/bin/bash
# boot.sh GUEST PAYLOAD TEST FOLDER [SECONDS [QEMU-ARGUMENT…]]: boots the guest, runs one test in it, shows the test's
# output as it comes.
#   GUEST    a folder made by build-image.sh
#   PAYLOAD  an ext4 image, seen read-only by the guest as /payload; the test is its tests/TEST.py
#   FOLDER   receives output.log, result, console.log and artefacts/
# Exit code: the test's own; 124 if it did not end in time, 125 if the guest died without a result.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "$0")/common.sh"

guest=$1 payload=$2 test=$3 folder=$4 limit=${5:-240}
shift "$(($# < 5 ? $# : 5))"
mkdir -p "$folder"
rm -f "$folder"/{result,result.new,output.log,console.log,qemu.log}
: >"$folder/output.log"

# Emulation in software by default: it is the same everywhere, while hardware virtualisation inside a virtual machine is
# often there and broken. On bare metal KARAULA_ACCELERATOR=kvm makes the guest some 20 times faster.
case ${KARAULA_ACCELERATOR:-tcg} in
    kvm) accelerator=(-accel kvm -cpu host) ;;
    tcg) accelerator=(-accel "tcg,thread=multi,tb-size=512" -cpu max) ;;
    *) die "KARAULA_ACCELERATOR is kvm or tcg, not $KARAULA_ACCELERATOR" ;;
esac

# The virtual host controller sometimes loses a camera that it wakes from suspension, so none is ever suspended.
kernel_line=(
    console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off nokaslr audit=0 apparmor=0 random.trust_cpu=on no_timer_check
    usbcore.autosuspend=-1 systemd.show_status=0 "karaula.test=$test"
)
qemu-system-x86_64 "${accelerator[@]}" -machine pc -smp 2 -m 1536 \
    -nodefaults -no-user-config -nographic -no-reboot -serial "file:$folder/console.log" \
    -kernel "$guest/vmlinuz" -initrd "$guest/initrd" -append "${kernel_line[*]}" \
    -drive "file=$guest/root.ext4,format=raw,if=virtio,readonly=on,cache=unsafe" \
    -drive "file=$payload,format=raw,if=virtio,readonly=on,cache=unsafe" \
    -fsdev "local,id=exchange,path=$folder,security_model=none" \
    -device virtio-9p-pci,fsdev=exchange,mount_tag=exchange -device virtio-rng-pci "$@" \
    </dev/null >"$folder/qemu.log" 2>&1 &
machine=$!
tail -n +1 -s 0.2 -f "$folder/output.log" &
reader=$!
# shellcheck disable=SC2317 # called by the trap
end() {
    kill -KILL "$machine" "$reader" 2>/dev/null || true
    wait "$machine" "$reader" 2>/dev/null || true
}
trap end EXIT
trap 'exit 130' INT TERM HUP

deadline=$((SECONDS + limit))
while kill -0 "$machine" 2>/dev/null && [ ! -e "$folder/result" ]; do
    if [ "$SECONDS" -ge "$deadline" ]; then
        sleep 0.5
        echo "guest: test $test did not end within $limit s; the machine was switched off" >&2
        exit 124
    fi
    sleep 0.2
done
sleep 0.5 # the reader's last look
if [ ! -e "$folder/result" ]; then
    echo "guest: the machine died before test $test ended; its console and qemu said last:" >&2
    tail -n 20 "$folder/console.log" "$folder/qemu.log" >&2 || true
    exit 125
fi
exit "$(<"$folder/result")"
