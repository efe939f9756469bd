import Glibc

/// The one place where this room calls the file system by path; every failure becomes a `JournalError`.
enum Disk {
    enum Kind { case file, directory, other }

    /// What is at `path`; `nil` if nothing is.
    static func kind(of path: String) throws(JournalError) -> Kind? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .system(errno, path, doing: "look it up")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    static func size(of path: String) throws(JournalError) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system(errno, path, doing: "look it up") }
        return Int64(status.st_size)
    }

    /// Refuses what the process may not write to; on a read-only file system not even root may.
    static func requireWritable(_ path: String) throws(JournalError) {
        guard access(path, R_OK | W_OK) == 0 else { throw .system(errno, path, doing: "write to it") }
    }

    /// Makes one directory durably, unless it is there.
    static func makeDirectory(_ path: String) throws(JournalError) {
        if mkdir(path, 0o750) != 0 {
            guard errno == EEXIST else { throw .system(errno, path, doing: "create the directory") }
            return
        }
        try synchronizeDirectory(parent(of: path))
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func synchronizeDirectory(_ path: String) throws(JournalError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, path, doing: "open the directory") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(errno, path, doing: "sync the directory") }
    }

    /// Opens a file, with O_CLOEXEC added.
    static func open(_ path: String, _ flags: Int32, doing action: String) throws(JournalError) -> Int32 {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o640)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .system(errno, path, doing: action) }
        }
    }

    static func rename(_ old: String, to new: String) throws(JournalError) {
        guard Glibc.rename(old, new) == 0 else { throw .system(errno, old, doing: "rename it to \(new)") }
    }

    /// The names in a directory, sorted, without `.` and `..`.
    static func names(in path: String) throws(JournalError) -> [String] {
        guard let directory = opendir(path) else { throw .system(errno, path, doing: "list the directory") }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let item = readdir(directory) else {
                guard errno == 0 else { throw .system(errno, path, doing: "list the directory") }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Lets `scanner` look through a file.
    static func scan(_ path: String, with scanner: inout FrameScanner) throws(JournalError) {
        let descriptor = try open(path, O_RDONLY, doing: "read it")
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(scanner.next))
            if count < 0 {
                guard errno == EINTR else { throw .system(errno, path, doing: "read it") }
                continue
            }
            guard count > 0 else { return }
            scanner.scan(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Reads a file piece by piece, from its beginning, until `body` returns `false` or the file ends.
    static func read(
        _ path: String, pieces: Int = 256 << 10, _ body: (UnsafeRawBufferPointer) -> Bool
    ) throws(JournalError) {
        let descriptor = try open(path, O_RDONLY, doing: "read it")
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                guard errno == EINTR else { throw .system(errno, path, doing: "read it") }
                continue
            }
            guard count > 0, body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return }
        }
    }
}
