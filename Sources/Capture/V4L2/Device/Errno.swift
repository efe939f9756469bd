import Glibc

/// The error numbers that mean something of their own to a device.
enum Errno {
    static let noDevice = ENODEV
    static let again = EAGAIN
    static let invalid = EINVAL
}
