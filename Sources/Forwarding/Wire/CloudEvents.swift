import Journal
import MerkleLog
import Timekeeping

/// Entries as CloudEvents 1.0 in JSON batch form (`application/cloudevents-batch+json`).
///
/// The bytes are canonical (RFC 8785) and depend on nothing but the entries and the site, so that the same batch sent
/// twice is the same byte for byte. `source` and `id` together name an entry for good: a receiver that has seen both
/// has seen the entry.
public enum CloudEvents {
    /// The media type of a batch.
    public static let mediaType = "application/cloudevents-batch+json"

    /// A batch of `entries` of `site`, in the order given.
    public static func batch(entries: [DisclosedEntry], site: String) -> [UInt8] {
        let origin = source(of: site)
        return batch(of: entries.map { event(of: $0, source: origin) })
    }

    /// A batch of events that are already in their bytes.
    public static func batch(of events: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(events.reduce(2) { $0 + $1.count + 1 })
        bytes.append(UInt8(ascii: "["))
        for (index, event) in events.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += event
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    /// One event, as it stands in a batch.
    ///
    /// `data` holds the payload, the record, and as `salt` in lower-case hexadecimal what was put before the payload
    /// for the record's digest; a payload that was erased is `null` and has no salt, and one of which the destination sees
    /// a part has none either. Members come in the order RFC 8785 asks for, which for these names is alphabetical; `record`
    /// is copied as the journal keeps it, because its bytes are what the journal's tree proves.
    public static func event(of entry: DisclosedEntry, source: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entry.record.count + 512)
        bytes += #"{"data":{"payload":"#.utf8
        bytes += entry.payload.canonicalBytes
        bytes += #","record":"#.utf8
        bytes += entry.record
        if let salt = entry.salt {
            bytes += #","salt":"\#(Hexadecimal.text(salt))""#.utf8
        }
        bytes += #"},"datacontenttype":"application/json","id":"\#(entry.seq)","source":"#.utf8
        bytes += CanonicalValue.string(source).canonicalBytes
        bytes += #","specversion":"1.0""#.utf8
        if let camera = entry.camera {
            bytes += #","subject":"#.utf8
            bytes += CanonicalValue.string(camera).canonicalBytes
        }
        bytes += #","time":"\#(entry.time.utc.rfc3339)","type":"org.karaula.\#(entry.kind.rawValue)"}"#.utf8
        return bytes
    }

    /// The `source` of all events of a site's first log; see ``LogOrigin`` for later ones.
    public static func source(of site: String) -> String { LogOrigin(site: site).description }
}
