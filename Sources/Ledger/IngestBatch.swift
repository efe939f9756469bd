import MerkleLog

/// The entries of one request: a CloudEvents 1.0 batch in JSON, read strictly.
///
/// Invariants: every entry has the `seq` and the site that its event names, and its record's bytes are canonical, so
/// that they hash to the leaf that the site's log has. A batch is read whole or not at all.
public struct IngestBatch: Sendable, Hashable {
    /// The most bytes of a batch that are read.
    public static let byteLimit = 16 * 1_048_576
    /// The most events of a batch that are read.
    public static let entryLimit = 10_000

    /// The entries, in the order they came.
    public var entries: [LedgerEntry]

    /// Reads a batch.
    ///
    /// An empty batch is one: sites send it to ask whether anything is taken.
    ///
    /// - Throws: ``IngestError`` that names the first event that is wrong.
    public init(parsing bytes: [UInt8]) throws(IngestError) {
        guard bytes.count <= Self.byteLimit else {
            throw IngestError(
                place: "the batch", cause: "it is larger than \(Self.byteLimit) bytes", mend: "send fewer at once")
        }
        let value: CanonicalValue
        do { value = try CanonicalValue(parsing: bytes) } catch {
            throw IngestError(
                place: "the batch, byte \(error.offset)", cause: error.cause,
                mend: "send application/cloudevents-batch+json")
        }
        guard case .array(let events) = value else {
            throw IngestError(place: "the batch", cause: "it is not an array", mend: "send an array of events")
        }
        guard events.count <= Self.entryLimit else {
            throw IngestError(
                place: "the batch", cause: "it has more than \(Self.entryLimit) events", mend: "send fewer at once")
        }
        entries = []
        entries.reserveCapacity(events.count)
        for (index, event) in events.enumerated() { entries.append(try Self.entry(of: event, at: index)) }
    }

    private static func entry(of event: CanonicalValue, at index: Int) throws(IngestError) -> LedgerEntry {
        func wrong(_ cause: String, _ mend: String) -> IngestError {
            IngestError(place: "event \(index)", cause: cause, mend: mend)
        }
        guard event["specversion"]?.string == "1.0" else {
            throw wrong("it is no CloudEvents 1.0 event", "set specversion to \"1.0\"")
        }
        guard let id = event["id"]?.string, let seq = Int64(id), seq >= 1, String(seq) == id else {
            throw wrong("its id is not the number of an entry", "send seq in decimal digits as a string")
        }
        guard let site = event["source"]?.string.flatMap(site(of:)) else {
            throw wrong("its source names no site", "send urn:karaula:SITE")
        }
        guard let type = event["type"]?.string, type.hasPrefix(typePrefix) else {
            throw wrong("its type is not one of Karaula's", "send \(typePrefix) and the entry's kind")
        }
        guard let data = event["data"], let record = data["record"], let payload = data["payload"] else {
            throw wrong("its data has no record or no payload", "send data with both")
        }
        guard record["seq"]?.integer == seq else {
            throw wrong("its record has another seq than its id", "send each record under its own id")
        }
        guard let kind = record["kind"]?.string, typePrefix + kind == type else {
            throw wrong("its record is of another kind than its type", "send \(typePrefix) and the record's kind")
        }
        return LedgerEntry(
            site: site, seq: seq, record: record.canonicalBytes, payload: payload, salt: data["salt"]?.string)
    }

    private static let typePrefix = "org.karaula."

    /// The site in a `source`; `nil` if it names none.
    ///
    /// A later log of the same site counts its entries from 1 again: it is kept apart, as `SITE:N`.
    private static func site(of source: String) -> String? {
        guard let origin = LogOrigin(parsing: source) else { return nil }
        return origin.generation == 1 ? origin.site : "\(origin.site):\(origin.generation)"
    }
}
