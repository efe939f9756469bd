import Foundation
import Glibc

/// A small ext4 on a loop device whose backing file lies on a tmpfs; only where the process may mount.
///
/// When the tmpfs is full, writes to blocks that the file does not have yet fail with EIO, as on a dying disk. The blocks of
/// the file system's own tables and journal are there from the beginning: the kernel drops a table that it could not write, in
/// time, and what is lost then is the file system and not only what was written to it.
public final class LoopDisk: Sendable {
    /// Where it is mounted.
    public let path: String
    private let backing: SmallDisk
    private let image: String
    private let ballast: String
    private let reaction: String
    /// The smallest journal of an ext4 with blocks of 1 KiB is one of 1,024 blocks; one of 4 MiB is never full here.
    private static let journalMegabytes = 4
    /// More than the tables of the largest disk need (3.3 MiB at 48 MiB, as dumpe2fs tells them).
    private static let tableMegabytes = 4

    /// Whether this process may make one.
    public static let isAvailable: Bool = {
        guard SmallDisk.isAvailable, access("/dev/loop-control", R_OK | W_OK) == 0 else { return false }
        let place = "\(NSTemporaryDirectory())/karaula-loop-\(getpid())"
        guard mkdir(place, 0o700) == 0 else { return false }
        defer { try? FileManager.default.removeItem(atPath: place) }  // what is left of a probe harms nobody
        return (try? LoopDisk(in: place, megabytes: 16)) != nil  // whatever is missing, it is not available
    }()

    /// Makes one below `directory`, which must exist.
    ///
    /// - Parameter reaction: what the kernel does when it finds the file system damaged: `continue` or `remount-ro`.
    public init(in directory: String, megabytes: Int, reaction: String = "continue") throws {
        self.reaction = reaction
        path = "\(directory)/mount"
        backing = try SmallDisk(at: "\(directory)/backing", megabytes: megabytes)
        image = "\(backing.path)/image"
        ballast = "\(backing.path)/ballast"
        guard mkdir(path, 0o700) == 0 else { throw POSIXError(.EEXIST) }
        try Self.run("truncate", "-s", "\(megabytes * 2)M", image)
        try Self.run(
            "mkfs.ext4", "-q", "-J", "size=\(Self.journalMegabytes)", "-E",
            "lazy_itable_init=0,lazy_journal_init=0,nodiscard,packed_meta_blocks=1", image)
        try Self.run("fallocate", "-l", "\(Self.tableMegabytes + Self.journalMegabytes)M", image)
        try mount()
    }

    /// Mounts it again after `unmount()`.
    public func mount() throws { try Self.run("mount", "-o", "loop,errors=\(reaction)", image, path) }

    /// Unmounts it; no file on it may be open.
    public func unmount() throws { try Self.run("umount", path) }

    /// Lets writes to new blocks fail, or succeed again.
    public func setFailing(_ isFailing: Bool) throws {
        if isFailing { try backing.fill(leaving: 0, file: ballast) } else { unlink(ballast) }
    }

    /// Lets the kernel find the file system damaged; it then takes no more writes.
    public func damage() throws {
        let device = try Self.output("findmnt", "-n", "-o", "SOURCE", path)
        let name = device.split(separator: "/").last.map(String.init) ?? ""
        let switches = "/sys/fs/ext4/\(name)/trigger_fs_error"
        guard let file = fopen(switches, "w") else { throw POSIXError(.ENOENT) }
        defer { fclose(file) }
        fputs("damaged by a test\n", file)
    }

    deinit {
        for _ in 0..<50 {
            if (try? Self.run("umount", path)) != nil { break }  // retried below
            usleep(20_000)
        }
        rmdir(path)
    }

    private static func run(_ tool: String, _ arguments: String...) throws {
        _ = try start(tool, arguments)
    }

    private static func output(_ tool: String, _ arguments: String...) throws -> String {
        try start(tool, arguments).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func start(_ tool: String, _ arguments: [String]) throws -> String {
        let outcome = try Child.run("env", ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", tool] + arguments)
        guard outcome.status == 0 else { throw POSIXError(.EIO) }
        return outcome.text
    }
}
