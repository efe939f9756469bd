import Foundation
import GRDB

/// Compares what is gone with what entries say was erased.
extension JournalVerifier {
    mutating func take(_ record: ErasureRecord, _ seq: Int64) {
        for range in record.entries { erasures[range.lowerBound] = (range.upperBound, seq) }
        for path in record.files { erasedFiles[path] = seq }
    }

    /// Blames payloads that are gone and were not erased, and those that were erased and are there.
    mutating func judgeAbsentPayloads(_ database: Database) throws {
        var erased = IndexSet()
        for (first, erasure) in erasures where first > 0 && first <= tree.size {
            let range = Int(first)...Int(min(erasure.last, tree.size))
            erased.insert(integersIn: range)
            // What is there and was erased: what is left of the range without what is gone.
            var present = IndexSet(integersIn: range)
            for gone in absentPayloads.rangeView(of: range) { present.remove(integersIn: gone) }
            for seq in present where !suspects.contains(Int64(seq)) {
                blame(
                    .payload, entry: Int64(seq),
                    "its payload is there, although entry \(erasure.entry) says that it was erased")
            }
        }
        // An entry that is spoilt itself cannot tell any more what it erased; its row is believed then.
        if !suspects.isEmpty {
            let rows = try Row.fetchCursor(database, sql: "SELECT first, last, entry FROM erasure")
            while let row = try rows.next() {
                let (first, last, entry): (Int64, Int64, Int64) = try (
                    row.value("first"), row.value("last"), row.value("entry")
                )
                guard suspects.contains(entry), first > 0, first <= min(last, tree.size) else { continue }
                erased.insert(integersIn: Int(first)...Int(min(last, tree.size)))
            }
        }
        for range in absentPayloads.rangeView {
            var unexplained = IndexSet(integersIn: range)
            for known in erased.rangeView(of: range) { unexplained.remove(integersIn: known) }
            for seq in unexplained where !suspects.contains(Int64(seq)) {
                blame(.payload, entry: Int64(seq), "its payload is missing, and no erasure tells of it")
            }
        }
    }

    /// Compares the rows about erased payloads with the entries.
    mutating func checkErasures(_ database: Database) throws {
        var expected = erasures
        let kept = try Row.fetchCursor(database, sql: "SELECT first, last, entry FROM erasure")
        while let row = try kept.next() {
            let (first, last, entry): (Int64, Int64, Int64) = try (
                row.value("first"), row.value("last"), row.value("entry")
            )
            let told = expected.removeValue(forKey: first)
            guard told != nil || !suspects.contains(entry) else { continue }
            if told.map({ $0.last == last && $0.entry == entry }) != true {
                blame(
                    JournalFinding(
                        .projection, entry: told?.entry, place: "erasure of entry \(first)",
                        told.map { "its row is not what entry \($0.entry) says" } ?? "no entry tells of it"))
            }
        }
        for (first, erasure) in expected.sorted(by: { $0.key < $1.key }) {
            blame(
                JournalFinding(
                    .projection, entry: erasure.entry, place: "erasure of entry \(first)",
                    "entry \(erasure.entry) tells of it, and its row is missing"))
        }
    }
}
