import Foundation
import Glibc

/// A small tmpfs, unmounted when the object goes away; only where the process may mount.
public final class SmallDisk: Sendable {
    /// Where it is mounted.
    public let path: String

    /// Whether this process may mount one.
    public static let isAvailable: Bool = {
        let probe = "\(NSTemporaryDirectory())/karaula-mount-\(getpid())"
        guard mkdir(probe, 0o700) == 0 else { return false }
        defer { rmdir(probe) }
        guard mount("tmpfs", probe, "tmpfs", 0, "size=1m") == 0 else { return false }
        return umount2(probe, 0) == 0
    }()

    /// Mounts one at `path`, which is made.
    ///
    /// - Parameter files: how many files it may hold; `nil` for no limit of its own.
    public init(at path: String, megabytes: Int, files: Int? = nil) throws {
        self.path = path
        let options = "size=\(megabytes)m" + (files.map { ",nr_inodes=\($0)" } ?? "")
        guard mkdir(path, 0o700) == 0, mount("tmpfs", path, "tmpfs", 0, options) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// Remounts with `ro` or `rw`.
    public func remount(_ mode: String) throws {
        let flags = UInt(MS_REMOUNT) | (mode == "ro" ? UInt(MS_RDONLY) : 0)
        guard mount("tmpfs", path, "tmpfs", flags, "") == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    /// Free bytes.
    public var free: Int {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int(status.f_bavail) * Int(status.f_frsize) : 0
    }

    /// Makes a file of ballast that leaves `bytes` free; removing it gives the space back.
    public func fill(leaving bytes: Int, file: String) throws {
        guard let handle = fopen(file, "a") else { throw POSIXError(.ENOSPC) }
        defer { fclose(handle) }
        let piece = [UInt8](repeating: 0x42, count: 1 << 16)
        while true {
            let excess = free - bytes
            guard excess > 0 else { return }
            let count = fwrite(piece, 1, min(piece.count, excess), handle)
            guard count > 0, fflush(handle) == 0 else { return }
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }
}
