# What the system tests need of Debian on the machine that runs them. Sourced by Tests/run.sh.
# shellcheck shell=bash disable=SC2034
system_test_packages=(
    qemu-system-x86                             # the guest's machine
    mmdebstrap e2fsprogs kmod cpio              # the guest's root file system
    gcc libc6-dev                               # the USB camera
    ffmpeg                                      # its footage
    openssl                                     # certificates of site and receiver
    iproute2                                    # a line that is cut and slow
    curl                                        # questions to the daemon
    jq busybox python3                          # evidence, checked in an empty root
    mosquitto mosquitto-clients                 # peers that are not ours: a broker,
    rsyslog rsyslog-gnutls                      # a syslog receiver,
    nginx-light python3-jsonschema              # a web server, and a judge of what it gets
)
