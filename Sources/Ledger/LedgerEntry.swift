public import MerkleLog

/// One entry of a site as the ledger keeps it.
public struct LedgerEntry: Sendable, Hashable {
    /// The site it comes from.
    public var site: String
    /// Its number in that site's journal, 1 or more.
    public var seq: Int64
    /// The record, in the canonical bytes that the site's Merkle log proves.
    public var record: [UInt8]
    /// The details; `.null` if the site had erased them.
    public var payload: CanonicalValue
    /// What was put before the payload for the record's digest, in hexadecimal; `nil` if the payload was erased.
    public var salt: String?

    /// Makes an entry from its parts.
    public init(site: String, seq: Int64, record: [UInt8], payload: CanonicalValue, salt: String? = nil) {
        self.site = site
        self.seq = seq
        self.record = record
        self.payload = payload
        self.salt = salt
    }

    /// The entry's leaf in its site's Merkle log.
    public var leaf: TreeHash { TreeHash.leaf(of: record) }

    /// Whether `other` tells the same: the same record, and the same payload unless one of the two was erased.
    public func agrees(with other: LedgerEntry) -> Bool {
        guard site == other.site, seq == other.seq, record == other.record else { return false }
        return payload == other.payload && salt == other.salt || payload == .null || other.payload == .null
    }
}
