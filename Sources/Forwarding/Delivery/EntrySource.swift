public import Journal
public import MerkleLog
public import Timekeeping

/// What delivery needs of a journal: entries by lane, what is written down of a destination, and word of new entries.
///
/// Calls may wait for the disk; the forwarder makes them on a queue of its own.
public protocol EntrySource: Sendable {
    /// The newest entry's `seq`; 0 in an empty journal.
    var head: Int64 { get }

    /// The size of the newest checkpoint; 0 if there is none.
    var checkpointSize: Int64 { get }

    /// Up to `limit` entries of a lane behind `after`, in the order of `seq`.
    func page(of lane: Lane, after: Int64, limit: Int) throws(DeliveryError) -> LanePage

    /// The entries with these numbers.
    func entries(numbered seqs: [Int64]) throws(DeliveryError) -> [Entry]

    /// What is written down of `destination`.
    func opening(of destination: String, at now: TimeReading) throws(DeliveryError) -> DeliveryOpening

    /// Moves cursors of `destination`, and keeps its receipt if there is one, durably.
    func record(
        _ cursors: [Lane: Int64], _ receipt: StoredReceipt?, of destination: String
    ) throws(DeliveryError)

    /// Moves a cursor back, durably.
    func rewind(_ lane: Lane, of destination: String, to seq: Int64) throws(DeliveryError)

    /// The newest checkpoint of at most `size` entries.
    func checkpoint(upTo size: Int64) throws(DeliveryError) -> SignedNote?

    /// The proof that the log of `size` entries begins with that of `old`.
    func consistencyProof(from old: Int64, to size: Int64) throws(DeliveryError) -> [TreeHash]

    /// The file that entry `seq` tells of, open for reading; `nil` if there is none or it was erased.
    func file(ofEntry seq: Int64) throws(DeliveryError) -> EvidenceFile?

    /// The newest `seq` after each commit, beginning with the present one; only the newest is kept for a slow reader.
    func commits() -> AsyncStream<Int64>

    /// Writes down, durably, that `destination` refuses an entry, or the file it tells of.
    func quarantine(
        _ seq: Int64, in lane: Lane, by destination: String, reason: DeliveryError
    ) async throws(DeliveryError)

    /// How much `destination` refuses and nobody has dropped, and the newest `limit` of it, oldest first.
    func quarantined(
        by destination: String, newest limit: Int
    ) throws(DeliveryError) -> (count: Int, newest: [QuarantineRecord])

    /// Forgets that `destination` refused an entry, or the file it tells of.
    func release(_ seq: Int64, in lane: Lane, by destination: String) throws(DeliveryError)

    /// Appends an entry that tells of a delivery.
    func append(
        _ kind: EntryKind, camera: String?, payload: [String: CanonicalValue]
    ) async throws(DeliveryError)
}
