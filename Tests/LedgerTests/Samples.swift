import Ledger
import MerkleLog

/// Entries and batches as sites send them.
enum Samples {
    static func entry(_ seq: Int64, site: String = "north", payload: CanonicalValue? = nil) -> LedgerEntry {
        let record: CanonicalValue = ["kind": "event.opened", "seq": .integer(seq), "v": 1]
        return LedgerEntry(
            site: site, seq: seq, record: record.canonicalBytes, payload: payload ?? ["track": .integer(seq)],
            salt: "00ff")
    }

    static func event(_ seq: Int64, site: String = "north") -> CanonicalValue {
        [
            "specversion": "1.0", "id": .string("\(seq)"), "source": .string("urn:karaula:\(site)"),
            "type": "org.karaula.event.opened", "datacontenttype": "application/json",
            "data": [
                "payload": ["track": .integer(seq)], "salt": "00ff",
                "record": ["kind": "event.opened", "seq": .integer(seq), "v": 1],
            ],
        ]
    }

    static func batch(_ seqs: [Int64], site: String = "north") throws -> IngestBatch {
        try IngestBatch(parsing: CanonicalValue.array(seqs.map { event($0, site: site) }).canonicalBytes)
    }
}
