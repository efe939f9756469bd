package import Forwarding
public import Logging

/// Writes log lines in the form that whoever reads them wants: a person, or journald.
///
/// A line is its message, followed by its metadata as `key=value`. journald gets each piece of metadata as a field of its own
/// besides (`KARAULA_CAMERA=`, `KARAULA_EVENT=`, …), and `MESSAGE_ID=` where the catalog explains the line (``LogSubject``).
public struct JournaldLogHandler: LogHandler {
    /// The lowest level that is written: the threshold's, unless this handler was given one of its own.
    public var logLevel: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    private let output: LogOutput
    private let threshold: LogThreshold
    private var ownLevel: Logger.Level?

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - output: where the log goes.
    ///   - threshold: the level that all handlers share.
    public init(output: LogOutput, threshold: LogThreshold = LogThreshold(.info)) {
        self.output = output
        self.threshold = threshold
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
        var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        let subject = all.removeValue(forKey: LogSubject.key).flatMap { LogSubject(rawValue: "\($0)") }
        let pieces = all.sorted { $0.key < $1.key }.map { (key: $0.key, value: "\($0.value)") }
        let text = "\(event.message)" + pieces.map { " \($0.key)=\($0.value)" }.joined()
        let prefix = output == .plain ? "\(event.level.rawValue): " : "<\(Self.priority(event.level))>"
        LogSink.standardError.write(
            "\(prefix)\(text)".replacing("\n", with: " ") + "\n",
            fields: output == .fields ? Self.fields(text, event.level, subject, pieces) : [])
    }

    /// Waits until everything that was logged so far is written; for the end of the process.
    public static func drain() {
        LogSink.standardError.drain()
    }

    /// A line as journald's socket takes it.
    package static func fields(
        _ text: String, _ level: Logger.Level, _ subject: LogSubject?, _ pieces: [(key: String, value: String)]
    ) -> [UInt8] {
        var datagram = JournalDatagram()
        datagram.add("MESSAGE", text)
        datagram.add("PRIORITY", "\(priority(level))")
        datagram.add("SYSLOG_IDENTIFIER", "karaulad")
        if let subject { datagram.add("MESSAGE_ID", subject.messageID) }
        for piece in pieces { datagram.add("KARAULA_\(piece.key)", piece.value) }
        return datagram.bytes
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
