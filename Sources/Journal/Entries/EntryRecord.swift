import Crypto
import MerkleLog
package import Timekeeping

/// The provable part of an entry, and its canonical form.
///
/// Keys, in canonical order: `boot`, `camera`?, `digest`, `event`?, `kind`, `mono`, `seq`, `uncertainty`?, `utc`, `v`.
/// Nanoseconds of both clocks exceed what a JSON number can hold for every reader (2^53), so `mono` is a decimal text
/// and `utc` RFC 3339; `uncertainty` is nanoseconds as a number, absent if unknown. `v` is 1.
package struct EntryRecord: Sendable, Hashable {
    static let largestInterchangeableInteger: Int64 = (1 << 53) - 1

    package var seq: Int64
    package var kind: EntryKind
    package var camera: String?
    package var time: TimeReading
    package var event: Int64?
    package var digest: [UInt8]

    static func digest(salt: [UInt8], payload: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: salt + payload))
    }

    /// Written directly in canonical order: the commit path makes one for every entry.
    package var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
        put("{\"boot\":")
        CanonicalValue.write(time.boot.value, to: &bytes)
        if let camera {
            put(",\"camera\":")
            CanonicalValue.write(camera, to: &bytes)
        }
        put(",\"digest\":\"")
        put(Hexadecimal.text(digest))
        put("\"")
        if let event {
            put(",\"event\":")
            put(String(event))
        }
        put(",\"kind\":\"")
        put(kind.rawValue)
        put("\",\"mono\":\"")
        put(String(time.monotonic.nanoseconds))
        put("\",\"seq\":")
        put(String(seq))
        if let uncertainty = time.uncertainty {
            put(",\"uncertainty\":")
            put(String(min(uncertainty, Self.largestInterchangeableInteger)))
        }
        put(",\"utc\":\"")
        put(time.utc.rfc3339)
        put("\",\"v\":1}")
        return bytes
    }

    package init(seq: Int64, kind: EntryKind, camera: String?, time: TimeReading, event: Int64?, digest: [UInt8]) {
        self.seq = seq
        self.kind = kind
        self.camera = camera
        self.time = time
        self.event = event
        self.digest = digest
    }

    /// Reads a record; `nil` if the bytes are not one of this version.
    package init?(bytes: [UInt8]) {
        guard let record = bytes.withUnsafeBytes(RecordScanner.record(in:)) else { return nil }
        self = record
    }
}
