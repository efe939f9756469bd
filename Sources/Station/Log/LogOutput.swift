import Glibc

/// Where the log goes.
public enum LogOutput: String, Sendable, CaseIterable {
    /// To a person: each line begins with its level.
    case plain
    /// To journald by way of standard error: each line begins with its syslog priority (sd-daemon(3)).
    case prefixed
    /// To journald over its own socket, with fields.
    case fields

    /// Where the log of this process goes, by what standard error is.
    public static var detected: LogOutput {
        detect(stream: getenv("JOURNAL_STREAM").map { String(cString: $0) }, descriptor: STDERR_FILENO)
    }

    /// - Parameters:
    ///   - stream: `JOURNAL_STREAM`, device and inode of what leads to journald (systemd.exec(5)).
    ///   - descriptor: what the log would be written to otherwise. If it is something else than the stream, somebody has
    ///     redirected it and wants to see the log there.
    package static func detect(stream: String?, descriptor: Int32, socket: String = "/run/systemd/journal/socket")
        -> LogOutput
    {
        var status = stat()
        guard let stream, fstat(descriptor, &status) == 0, stream == "\(status.st_dev):\(status.st_ino)" else {
            return .plain
        }
        return access(socket, W_OK) == 0 ? .fields : .prefixed
    }
}
