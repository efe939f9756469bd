/// A ledger's entries in memory: for tests and trials; nothing survives the process.
public struct MemoryLedgerStore: LedgerStore, Sendable {
    /// The entries of each site by number.
    public private(set) var entries: [String: [Int64: LedgerEntry]] = [:]

    /// Makes an empty store.
    public init() {}

    /// The highest number stored of each site.
    public func heads() throws(Never) -> [String: Int64] {
        entries.compactMapValues { $0.keys.max() }
    }

    /// The entry under a site and number, or `nil`.
    public func entry(site: String, seq: Int64) throws(Never) -> LedgerEntry? {
        entries[site]?[seq]
    }

    /// Stores entries.
    public mutating func append(_ entries: [LedgerEntry]) throws(Never) {
        for entry in entries { self.entries[entry.site, default: [:]][entry.seq] = entry }
    }
}
