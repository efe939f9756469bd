import Console
import Glibc

/// Writes a bundle as it comes: as the archive that it is, or taken apart into a folder.
struct BundleWriter {
    private let target: BundleTarget
    private let isArchive: Bool
    private var parser = TarParser()
    private var descriptor: Int32 = -1
    private var file = ""

    init(_ target: BundleTarget, isArchive: Bool) throws {
        self.target = target
        self.isArchive = isArchive
        file = target.partial
        if isArchive {
            descriptor = try Self.create(file)
        } else if mkdir(file, 0o750) != 0 {
            throw Self.failure(file, doing: "create the folder")
        }
    }

    /// Takes the next bytes of the archive.
    mutating func take(_ bytes: some Collection<UInt8>) throws {
        if isArchive { try write(Array(bytes)) }
        do {
            for event in try parser.feed(bytes) where !isArchive { try take(event) }
        } catch let error as TarParser.Malformed {
            throw CommandFailure(
                place: target.path, cause: "what the daemon sent is no bundle: \(error.cause)",
                mend: "check that karaulactl and karaulad have the same version", exitCode: 65)
        }
    }

    /// Everything came: gives the bundle its name.
    mutating func finish() throws {
        guard parser.isComplete else {
            throw CommandFailure(
                place: target.path, cause: "the bundle was cut off", mend: "export it again; see the daemon's log",
                exitCode: 74)
        }
        if isArchive {
            guard fsync(descriptor) == 0 else { throw Self.failure(file, doing: "write it to the disk") }
            try close()
        }
        // Files and folders of an export that is reported as done are to survive a power cut.
        sync()
        guard rename(target.partial, target.path) == 0 else {
            throw Self.failure(target.path, doing: "give it its name")
        }
    }

    /// Closes what is open; what was written stays under its other name.
    mutating func abandon() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
        StandardError.write("karaulactl: \(target.partial) is not complete")
    }

    private mutating func take(_ event: TarParser.Event) throws {
        switch event {
        case .file(let path, _):
            // The folder that the archive holds becomes the one that was named.
            let parts = path.split(separator: "/").dropFirst().map(String.init)
            guard !parts.isEmpty else { throw TarParser.Malformed(cause: "a file stands outside of its folder") }
            var folder = target.partial
            for part in parts.dropLast() {
                folder += "/\(part)"
                guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
                    throw Self.failure(folder, doing: "create the folder")
                }
            }
            file = "\(folder)/\(parts[parts.count - 1])"
            descriptor = try Self.create(file)
        case .bytes(let bytes): try write(bytes)
        case .end: try close()
        }
    }

    private mutating func close() throws {
        let result = Glibc.close(descriptor)
        descriptor = -1
        guard result == 0 else { throw Self.failure(file, doing: "write it") }
    }

    private func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(file, doing: "write it") }
            done += count
        }
    }

    private static func create(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw failure(path, doing: "create it") }
        return descriptor
    }

    private static func failure(_ path: String, doing action: String) -> CommandFailure {
        let number = errno
        return CommandFailure(
            place: path, cause: "cannot \(action): \(String(cString: strerror(number)))",
            mend: "check the folder and its disk; remove what an earlier attempt left (\(path))",
            exitCode: number == ENOSPC || number == EIO ? 74 : 73)
    }
}
