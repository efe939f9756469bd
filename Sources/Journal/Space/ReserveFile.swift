import Glibc

/// Space that is set aside so that a full disk still takes alarms: a file of nothing, deleted when it is needed.
struct ReserveFile: Sendable {
    static let name = "reserve"

    let path: String
    let size: Int64

    init(paths: JournalPaths, size: Int64) {
        path = "\(paths.directory)/\(Self.name)"
        self.size = size
    }

    /// Whether it is there, as large as it must be and backed by blocks.
    var isThere: Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return Int64(status.st_size) == size && Int64(status.st_blocks) * 512 >= size
    }

    /// Makes it anew unless it is there; posix_fallocate(3) writes zeros where the file system cannot allocate.
    func make() throws(JournalError) {
        guard size > 0 else { return try release() }
        guard !isThere else { return }
        let descriptor = try Disk.open(path, O_RDWR | O_CREAT | O_TRUNC, doing: "create the reserve")
        defer { close(descriptor) }
        let number = posix_fallocate(descriptor, 0, off_t(size))
        guard number == 0, fsync(descriptor) == 0 else {
            let failure = number == 0 ? errno : number
            unlink(path)
            throw .system(failure, path, doing: "set space aside")
        }
    }

    /// Gives the space to whoever needs it.
    func release() throws(JournalError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(errno, path, doing: "release the reserve") }
    }
}
