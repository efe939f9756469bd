public import Journal
public import MerkleLog
public import Timekeeping

/// An entry as one destination may see it: the only thing that is ever serialised for a destination.
///
/// Only a ``Disclosure`` makes one, so that nothing can be sent that no allow-list was laid over. The record is whole: it
/// tells number, kind, camera, clocks and the payload's digest, and is what the journal's tree proves. The salt, without
/// which the digest cannot be tried against guesses, is there only if the payload is whole as well.
public struct DisclosedEntry: Sendable, Hashable {
    /// The entry's number.
    public let seq: Int64
    /// What the entry tells of.
    public let kind: EntryKind
    /// The camera concerned, or `nil`.
    public let camera: String?
    /// When it happened.
    public let time: TimeReading
    /// The event it belongs to, or `nil`.
    public let event: Int64?
    /// The record, byte for byte as in the log.
    public let record: [UInt8]
    /// What the destination may see of the details; `.null` if they have been erased.
    public let payload: CanonicalValue
    /// What was put before the payload for the record's digest; `nil` unless the payload is whole.
    public let salt: [UInt8]?
    /// Whether nothing was taken out of the payload.
    public let isWhole: Bool

    /// For ``Disclosure`` alone.
    init(_ entry: Entry, payload: CanonicalValue, isWhole: Bool, maySeeSalt: Bool) {
        seq = entry.seq
        kind = entry.kind
        camera = entry.camera
        time = entry.time
        event = entry.event
        record = entry.record
        self.payload = payload
        self.isWhole = isWhole
        salt = isWhole && maySeeSalt ? entry.salt : nil
    }
}
