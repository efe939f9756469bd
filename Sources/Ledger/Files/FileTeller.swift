import MerkleLog

/// What an entry says of its file.
struct FileTeller {
    let bytes: Int64
    let sha256: [UInt8]
    /// The ending of its name here.
    let ending: String

    /// Reads the entry; `nil` if it tells of no file, or its payload was erased or does not prove what it says.
    init?(_ entry: LedgerEntry) {
        guard entry.kind == "event.snapshot" || entry.kind == "event.recording", entry.salt != nil,
            let payload = entry.payload.flatMap({ try? CanonicalValue(parsing: $0) }),  // its digest holds: it is JSON
            let bytes = payload["bytes"]?.integer, bytes > 0,
            let sum = payload["sha256"]?.string.flatMap(Hexadecimal.bytes), sum.count == 32
        else { return nil }
        self.bytes = bytes
        sha256 = sum
        ending = entry.kind == "event.snapshot" ? "jpg" : "mjpeg"
    }
}
