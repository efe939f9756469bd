public import MerkleLog
public import Timekeeping

/// One immutable record of the journal with its payload.
public struct Entry: Sendable, Hashable {
    /// The number of the entry: 1, 2, 3 … without gaps.
    public let seq: Int64
    /// What the entry tells of.
    public let kind: EntryKind
    /// The camera concerned, or `nil`.
    public let camera: String?
    /// When it happened.
    public let time: TimeReading
    /// The event it belongs to: the `seq` of the entry that opened it; `nil` if it belongs to none.
    public let event: Int64?
    /// The record as it is in the log: canonical JSON (RFC 8785).
    public let record: [UInt8]
    /// The details; `.null` if they have been erased.
    public let payload: CanonicalValue
    /// What was put before the payload's bytes for the digest; `nil` if the payload has been erased.
    public let salt: [UInt8]?
    /// SHA-256(salt ‖ canonical bytes of the payload), as in the record.
    public let digest: [UInt8]

    /// Makes an entry as the journal does: the record and the digest follow from the rest.
    public init(
        seq: Int64, kind: EntryKind, camera: String? = nil, time: TimeReading, event: Int64? = nil,
        payload: CanonicalValue = .object([:]), salt: [UInt8] = []
    ) {
        self.init(
            seq: seq, kind: kind, camera: camera, time: time, event: event, payload: payload,
            payloadBytes: payload.canonicalBytes, salt: salt)
    }

    /// As above, for a caller that has the payload's canonical bytes already.
    init(
        seq: Int64, kind: EntryKind, camera: String?, time: TimeReading, event: Int64?, payload: CanonicalValue,
        payloadBytes: [UInt8], salt: [UInt8]
    ) {
        let digest = EntryRecord.digest(salt: salt, payload: payloadBytes)
        let record = EntryRecord(seq: seq, kind: kind, camera: camera, time: time, event: event, digest: digest)
        self.init(record: record, bytes: record.canonicalBytes, payload: payload, salt: salt)
    }

    init(record: EntryRecord, bytes: [UInt8], payload: CanonicalValue, salt: [UInt8]?) {
        seq = record.seq
        kind = record.kind
        camera = record.camera
        time = record.time
        event = record.event
        digest = record.digest
        self.record = bytes
        self.payload = payload
        self.salt = salt
    }

    /// The entry's leaf in the Merkle log.
    public var leaf: TreeHash { TreeHash.leaf(of: record) }
}
