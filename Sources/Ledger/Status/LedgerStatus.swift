/// How a ledger is, in one moment.
public struct LedgerStatus: Sendable, Hashable {
    /// How one log is.
    public struct Log: Sendable, Hashable {
        /// Its source.
        public var source: String
        /// Its site's name.
        public var site: String
        /// How many entries are stored.
        public var entries: Int64
        /// The largest number that is stored.
        public var newest: Int64
        /// Up to which number nothing is missing.
        public var complete: Int64
        /// The size of the last receipt; 0 if none was given.
        public var receipt: Int64
        /// When the last receipt was given: seconds since 1970; 0 if none was.
        public var receiptTime: UInt64
        /// Seconds since the site was heard; `nil` if it was not since the ledger was started.
        public var silentSeconds: Double?
        /// Whether a key is known by which its checkpoints can be checked.
        public var hasKey: Bool
    }

    /// The logs, in the order of their sources.
    public var logs: [Log] = []
    /// Alarms that last.
    public var alarms: [LedgerAlarm] = []
    /// What has been done since the start.
    public var counters = LedgerCounters()
    /// Requests that wait for a transaction.
    public var waiting = 0
    /// Why nothing can be stored now; `nil` if it can.
    public var problem: LedgerError?
    /// Why no file can be stored now; `nil` if it can.
    public var fileProblem: LedgerError?
    /// When the ledger's certificate expires, in seconds since 1970.
    public var certificateExpires: Int64?
    /// Seconds since 1970.
    public var now: Int64 = 0

    /// Nothing known yet.
    public init() {}

    /// Seconds before its end from which on a certificate is told of.
    static let certificateNotice: Int64 = 14 * 86_400

    /// What is not as it should be, in words.
    public var concerns: [String] {
        var concerns: [String] = []
        if let problem { concerns.append("nothing can be stored: \(problem)") }
        if let fileProblem { concerns.append("no file can be stored: \(fileProblem)") }
        for alarm in alarms { concerns.append("\(alarm.kind.rawValue): \(alarm.source): \(alarm.detail)") }
        if let certificateExpires, certificateExpires - now < Self.certificateNotice {
            let days = (certificateExpires - now) / 86_400
            concerns.append(
                certificateExpires <= now
                    ? "the ledger's certificate has expired" : "the ledger's certificate expires in \(days) days")
        }
        return concerns
    }

    /// Whether everything can be stored.
    public var isReady: Bool { problem == nil && fileProblem == nil }
}
