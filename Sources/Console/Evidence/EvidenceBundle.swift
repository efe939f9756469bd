import Crypto
import Journal
import MerkleLog
import Timekeeping

/// A bundle of evidence (ISO/IEC 27037): files that prove by themselves what they are, in the order in which they are sent.
struct EvidenceBundle: Sendable {
    /// The bytes of one file.
    enum Content: Sendable {
        case bytes([UInt8])
        case file(MediaReader)

        var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(let reader): reader.bytes
            }
        }
    }

    /// The folder that holds everything.
    let name: String
    /// Every file, by its path below the folder.
    let parts: [(path: String, content: Content)]

    /// Puts together what was read and what proves it.
    ///
    /// - Parameter entry: the entry that tells of this export.
    init(_ content: EvidenceContent, entry: Entry, proofs: EvidenceProofs, key: NoteKey) {
        let number = Self.digits(entry.seq)
        name = "karaula-evidence-\(MediaName.safe(content.origin.site))-\(number)"
        var parts: [(path: String, content: Content)] = []
        var sums: [String: String] = [:]
        func add(_ path: String, _ bytes: [UInt8]) {
            parts.append((path, .bytes(bytes)))
            sums[path] = Hexadecimal.text(Array(SHA256.hash(data: bytes)))
        }
        for made in content.made { add(made.path, made.bytes) }
        add("checkpoint", Array(proofs.note.encoded.utf8))
        add("key.pem", Array(key.pem.utf8))
        add("key.vkey", Array("\(key)\n".utf8))
        add("custody.json", entry.payload.canonicalBytes)
        var known: [Int64: Entry] = [entry.seq: entry]
        for other in content.entries + content.keyEntries { known[other.seq] = other }
        let entries = known.values.sorted { $0.seq < $1.seq }
        add("clock.jsonl", entries.flatMap { Self.clock($0) })
        for entry in entries {
            let stem = "log/\(Self.digits(entry.seq))"
            add("\(stem).record", entry.record)
            if let salt = entry.salt {
                add("\(stem).salt", salt)
                add("\(stem).payload", entry.payload.canonicalBytes)
            }
            let path = (proofs.paths[entry.seq] ?? []).map { CanonicalValue.string($0.base64) }
            add("\(stem).proof", CanonicalValue.object(["path": .array(path)]).canonicalBytes + [0x0A])
        }
        for file in content.files {
            if let index = file.index { add("\(file.path).index", index) }
            guard let reader = file.reader else { continue }
            parts.append((file.path, .file(reader)))
            sums[file.path] = file.sha256
        }
        let manifest = sums.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        parts.append(
            ("MANIFEST.sha256", .bytes(Array(manifest.map { "\($0.value)  \($0.key)\n" }.joined().utf8))))
        self.parts = parts
    }

    /// One line of `clock.jsonl`: what the entry's record says of time.
    private static func clock(_ entry: Entry) -> [UInt8] {
        let line = CanonicalValue.object([
            "seq": .integer(entry.seq), "boot": .string(entry.time.boot.value),
            "mono": .string(String(entry.time.monotonic.nanoseconds)), "utc": .string(entry.time.utc.rfc3339),
            "uncertainty": .number(entry.time.uncertainty),
        ])
        return line.canonicalBytes + [0x0A]
    }

    static func digits(_ seq: Int64) -> String {
        let digits = String(seq)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
