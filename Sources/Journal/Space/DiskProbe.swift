import Glibc

/// Asks the file system of a journal how it is.
struct DiskProbe: Sendable {
    private struct Place: Sendable, Hashable {
        var device: UInt64
        var file: UInt64
    }

    private let paths: JournalPaths
    private let opened: Place?

    /// Remembers which directory and database are there now.
    init(paths: JournalPaths) {
        self.paths = paths
        opened = Self.place(paths.database)
    }

    private static func place(_ path: String) -> Place? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Place(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    }

    /// Asks without writing.
    func measure() -> SpaceMeasurement {
        var status = statvfs()
        guard Self.place(paths.database) == opened, statvfs(paths.directory, &status) == 0 else {
            return SpaceMeasurement(freeBytes: 0, totalBytes: 0, isPresent: false)
        }
        let block = Int64(status.f_frsize)
        return SpaceMeasurement(
            freeBytes: Int64(clamping: status.f_bavail) &* block, totalBytes: Int64(clamping: status.f_blocks) &* block,
            freeFiles: status.f_files == 0 ? nil : Int64(clamping: status.f_favail),
            isReadOnly: status.f_flag & UInt(ST_RDONLY) != 0)
    }

    /// Writes a small file, syncs it and removes it.
    ///
    /// - Returns: `nil` if that went well.
    func attempt() -> SpaceMachine.Failure? {
        let path = "\(paths.directory)/probe"
        unlink(path)
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return SpaceMachine.Failure(errno) }
        defer {
            close(descriptor)
            unlink(path)
        }
        let bytes = [UInt8](repeating: 0x4B, count: 4096)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            return SpaceMachine.Failure(errno)
        }
        return nil
    }
}

extension SpaceMachine.Failure {
    /// What an errno means for the disk.
    init(_ number: Int32) {
        switch number {
        case ENOSPC, EDQUOT: self = .full
        case EROFS, EACCES, EPERM: self = .readOnly
        default: self = .failing
        }
    }

    /// What an error means for the disk; `nil` if it says nothing of it.
    init?(_ error: JournalError) {
        switch error.code {
        case .full: self = .full
        case .permission: self = .readOnly
        case .inputOutput: self = .failing
        default: return nil
        }
    }
}
