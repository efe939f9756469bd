public import Logging

/// Writes log lines to standard error, in the form that journald reads when it is there to read them.
///
/// Under systemd each line begins with its syslog priority in angle brackets (sd-daemon(3)); elsewhere with its level.
public struct JournaldLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level = .info
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    private let underJournald: Bool

    /// Makes a handler.
    ///
    /// - Parameter underJournald: whether standard error leads to journald, which sets `JOURNAL_STREAM`.
    public init(underJournald: Bool) {
        self.underJournald = underJournald
    }

    /// One piece of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Adds what is known when a line is written, such as a task's own metadata.
    public var metadataProvider: Logger.MetadataProvider?

    /// Writes one line.
    public func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = underJournald ? "<\(Self.priority(event.level))>" : "\(event.level.rawValue): "
        let text = "\(prefix)\(event.message)\(details)".replacing("\n", with: " ") + "\n"
        LogSink.standardError.write(text)
    }

    /// Waits until everything that was logged so far is written; for the end of the process.
    public static func drain() {
        LogSink.standardError.drain()
    }

    /// The syslog priority of a level (RFC 5424, table 2).
    static func priority(_ level: Logger.Level) -> Int {
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
