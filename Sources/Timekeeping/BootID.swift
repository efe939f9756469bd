import Glibc

/// The identity of one boot of one machine: monotonic readings compare only within it.
public struct BootID: Sendable, Hashable {
    /// The identity as the kernel writes it, for example `"3f1c0c2e-7a53-4c0e-9f0a-0d3c1c9a1b2c"`.
    public let value: String

    /// Names a boot.
    public init(_ value: String) {
        self.value = value
    }

    /// The running boot, from `/proc/sys/kernel/random/boot_id`.
    ///
    /// - Throws: `TimeError` if `/proc` is not mounted or the file holds no identity.
    public static func current() throws(TimeError) -> BootID {
        try read(path: "/proc/sys/kernel/random/boot_id")
    }

    /// Reads a boot's identity from `path`.
    ///
    /// - Throws: `TimeError` if the file cannot be read or does not hold 36 characters of a UUID.
    package static func read(path: String) throws(TimeError) -> BootID {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw TimeError(
                place: path, cause: String(cString: strerror(errno)),
                mend: "Mount /proc (in a container: do not hide /proc/sys)")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        let text = bytes.prefix(max(0, count)).prefix { $0 != 0x0A }
        guard text.count == 36, text.allSatisfy({ isHexadecimal($0) || $0 == 0x2D }) else {
            throw TimeError(
                place: path, cause: "it does not hold a boot's identity",
                mend: "Check what is mounted there; the kernel's own file holds 36 characters")
        }
        return BootID(String(decoding: text, as: UTF8.self))
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }
}
