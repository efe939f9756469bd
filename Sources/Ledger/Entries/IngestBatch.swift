public import MerkleLog

/// The entries of one request: a CloudEvents 1.0 batch in JSON, read strictly.
///
/// Invariants: all entries are of one log, ``source``; each has the `seq` and the kind that its event names; its record's
/// bytes are the canonical ones that were sent, so that they hash to the leaf that the site's log has; a payload that came with
/// its salt is the one whose digest the record names. Time and memory are linear in the size of the batch.
public struct IngestBatch: Sendable, Hashable {
    /// The most bytes of a batch that are read.
    public static let byteLimit = 16 << 20
    /// The most events of a batch that are read.
    public static let entryLimit = 10_000
    /// The most refusals of a batch that are told.
    static let refusalLimit = 100

    /// The log that the entries are of; `nil` if there are none.
    public private(set) var source: LogOrigin?
    /// The entries, in the order they came.
    public private(set) var entries: [LedgerEntry] = []
    /// Entries of the batch that can never be taken; if there is one, none is taken.
    public private(set) var refused: [EntryRefusal] = []

    /// Makes a batch from entries.
    public init(source: LogOrigin, entries: [LedgerEntry]) {
        self.source = source
        self.entries = entries
    }

    /// Reads a batch.
    ///
    /// An empty batch is one: sites send it to ask whether anything is taken.
    ///
    /// - Throws: ``IngestError`` if the whole is no batch, or an event in it does not even say which entry it is.
    public init(parsing bytes: [UInt8]) throws(IngestError) {
        guard bytes.count <= Self.byteLimit else {
            throw IngestError(
                place: "the batch", cause: "it is larger than \(Self.byteLimit) bytes", mend: "send fewer at once")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw IngestError(place: "the batch", cause: "it is not UTF-8", mend: "send JSON in UTF-8")
        }
        let read = bytes.withUnsafeBufferPointer { buffer -> Result<IngestBatch, IngestError> in
            var batch = IngestBatch()
            do throws(IngestError) {
                try batch.read(buffer)
                return .success(batch)
            } catch {
                return .failure(error)
            }
        }
        self = try read.get()
    }

    private init() {}

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(IngestError) {
        var skimmer = JSONSkimmer(bytes)
        var batch = self
        var failure: IngestError?
        do throws(CanonicalError) {
            skimmer.skipSpace()
            guard skimmer.next == UInt8(ascii: "[") else { throw skimmer.error("an array of events is expected") }
            try skimmer.forEachElement { skimmer, index throws(CanonicalError) in
                skimmer.skipSpace()
                guard index < Self.entryLimit else {
                    throw skimmer.error("there are more than \(Self.entryLimit) events")
                }
                guard skimmer.next == UInt8(ascii: "{") else { throw skimmer.error("an event is expected") }
                let members = try EventMembers(&skimmer, in: bytes)
                guard failure == nil else { return }
                do throws(IngestError) { try batch.take(members, at: index) } catch { failure = error }
            }
            try skimmer.finish()
        } catch {
            throw IngestError(
                place: "the batch, byte \(error.offset)", cause: error.cause,
                mend: "send application/cloudevents-batch+json")
        }
        if let failure { throw failure }
        self = batch
    }

    private mutating func take(_ members: EventMembers, at index: Int) throws(IngestError) {
        guard let seq = members.text(.id).flatMap({ EntryNumber.parse($0, from: 1) }) else {
            throw IngestError(
                place: "event \(index)", cause: "its id is not the number of an entry",
                mend: "send seq in decimal digits as a string, from 1 to \(EntryNumber.largest)")
        }
        guard let origin = members.text(.source).flatMap(LogOrigin.init(parsing:)) else {
            throw IngestError(
                place: "event \(index)", cause: "its source names no site's log", mend: "send urn:karaula:SITE")
        }
        guard source == nil || source == origin else {
            throw IngestError(
                place: "event \(index)", cause: "its source is another than that of the events before",
                mend: "send each log's entries in batches of their own")
        }
        source = origin
        do throws(EntryRefusal) {
            entries.append(try EventReader(members: members, seq: seq).entry())
        } catch {
            if refused.count < Self.refusalLimit { refused.append(error) }
        }
    }
}
