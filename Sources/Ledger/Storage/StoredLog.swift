/// A log as it is stored, and when it was heard last.
public struct StoredLog: Sendable, Hashable {
    /// What is known of it.
    public var log: SiteLog
    /// When it was heard last, in nanoseconds since 1970.
    public var heard: Int64

    /// Makes one from its parts.
    public init(log: SiteLog, heard: Int64) {
        self.log = log
        self.heard = heard
    }
}
