import Foundation
import Journal

/// What the journal costs, as a ratio to SQLite's C interface writing the same bytes in the same run.
///
///     JournalBenchmarks [ENTRIES]     default 1 000 000, at least 10 000
@main
struct JournalBenchmarks {
    static func main() async throws {
        let size = CommandLine.arguments.dropFirst().first.map { Int64($0) } ?? 1_000_000
        guard let size, size >= LargeJournalBenchmark.leastSize else {
            print(
                "JournalBenchmarks [ENTRIES]: at least \(LargeJournalBenchmark.leastSize) entries; 1000000 unless said")
            exit(64)
        }
        let folder = URL.temporaryDirectory.appending(path: "karaula-journal-benchmark-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // left behind, it is in the way of nobody

        let count = 100_000
        let rounds = 3
        print("entries a second at synchronous = FULL, the best of \(rounds) rounds of \(count) in turn")
        print("batch   bare table    same tables     journal   of bare   of same")
        for batch in [1, 10, 100, 1000] {
            let entries = batch == 1 ? 5_000 : batch == 10 ? 30_000 : count
            var best = (bare: 0.0, same: 0.0, journal: 0.0)
            for round in 0..<rounds {
                let place = folder.appending(path: "round-\(batch)-\(round)")
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
                let sample = try await AppendBenchmark.journal(
                    in: place.appending(path: "journal").path, entries: entries, batch: batch)
                best.journal = max(best.journal, sample.perSecond)
                let rows = try sample.rows()
                best.same = max(
                    best.same,
                    try RawSQLite.sameTables(at: place.appending(path: "same.sqlite").path, rows, batch: batch))
                best.bare = max(
                    best.bare,
                    try RawSQLite.bareTable(at: place.appending(path: "bare.sqlite").path, rows, batch: batch))
                try FileManager.default.removeItem(at: place)
            }
            let cells = [best.bare, best.same, best.journal].map { String(Int($0)) }
            print(
                text(String(batch), 5), text(cells[0], 12), text(cells[1], 14), text(cells[2], 11),
                text(ratio(best.journal / best.bare), 9), text(ratio(best.journal / best.same), 9))
        }
        print()
        try await LargeJournalBenchmark(directory: folder.appending(path: "large").path, size: size).run()
    }

    static func text(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    static func ratio(_ value: Double) -> String { String(format: "%.2f", value) }
}
