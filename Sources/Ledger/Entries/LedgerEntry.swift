public import MerkleLog

/// One entry of a site's log as the ledger keeps it.
public struct LedgerEntry: Sendable, Hashable {
    /// Its number in its log, 1 or more.
    public var seq: Int64
    /// What it tells of, as `event.opened`.
    public var kind: String
    /// The camera; `nil` if it concerns none.
    public var camera: String?
    /// When it happened, as the site knew it: RFC 3339 in UTC.
    public var time: String
    /// The record, in the canonical bytes that the site sent and that its Merkle log proves.
    public var record: [UInt8]
    /// The record's leaf: SHA-256(0x00 ‖ record).
    public var leaf: TreeHash
    /// The details, as JSON in the bytes that the site sent; `nil` if the site had erased them.
    public var payload: [UInt8]?
    /// What was put before the payload for the record's digest; `nil` if the payload was erased or is an excerpt.
    public var salt: [UInt8]?
    /// Members of the event that this version does not know, as a JSON object; `nil` if there are none.
    public var extra: [UInt8]?

    /// Makes an entry from its parts; the leaf follows from the record.
    public init(
        seq: Int64, kind: String, camera: String? = nil, time: String, record: [UInt8], payload: [UInt8]?,
        salt: [UInt8]? = nil, extra: [UInt8]? = nil
    ) {
        self.seq = seq
        self.kind = kind
        self.camera = camera
        self.time = time
        self.record = record
        leaf = TreeHash.leaf(of: record)
        self.payload = payload
        self.salt = salt
        self.extra = extra
    }
}
