import Glibc
public import Logging

/// Writes log lines to standard error, each in one piece; under systemd with their syslog priority before them (sd-daemon(3)).
public struct LedgerLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    private let underJournald: Bool

    /// Makes a handler.
    ///
    /// - Parameter underJournald: whether standard error leads to journald, which sets `JOURNAL_STREAM`.
    public init(level: Logger.Level, underJournald: Bool) {
        logLevel = level
        self.underJournald = underJournald
    }

    /// One piece of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = underJournald ? "<\(Self.priority(event.level))>" : "\(event.level.rawValue): "
        let line = "\(prefix)\(event.message)\(details)".replacing("\n", with: " ") + "\n"
        let bytes = Array(line.utf8)
        // A log that cannot be written has nowhere to be told of.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// The syslog priority of a level (RFC 5424, table 2).
    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
