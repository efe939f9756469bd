import Foundation
import Journal
import Timekeeping

/// How long single calls take on a journal of a year's size.
struct LargeJournalBenchmark {
    /// Its events alone are 5,000 entries.
    static let leastSize: Int64 = 10_000

    var directory: String
    var size: Int64

    func run() async throws {
        let clock = try SystemSiteClock()
        let journal = try Journal.open(directory: directory, site: "benchmark", clock: clock)
        let filling = ContinuousClock.now
        try await AppendBenchmark.fill(journal, entries: Int(size) - 5_000, outstanding: 4_000, clock: clock)
        try await openEvents(in: journal, clock: clock, count: 1_000)
        let seconds = (ContinuousClock.now - filling) / .seconds(1)
        print("a journal of \(journal.head) entries, filled in \(Int(seconds)) s")
        print("                                        median         p99       worst")

        try await measure("append, one at a time, to its commit", 2_000) { number in
            try await journal.append(AppendBenchmark.draft(number, at: clock.reading()))
        }
        let reader = journal.reader
        let head = journal.head
        try await measure("inclusion proof of a random entry", 2_000) { _ in
            _ = try reader.inclusionProof(of: Int64.random(in: 1...head), in: head)
        }
        try await measure("consistency proof from a random size", 2_000) { _ in
            _ = try reader.consistencyProof(from: Int64.random(in: 1...head), to: head)
        }
        let times = try stride(from: Int64(1), through: head, by: Int(head / 500)).compactMap { seq in
            try reader.entry(seq: seq)?.time.utc
        }
        try await measure("events since a random time, 100 of them", 1_000) { _ in
            _ = try reader.events(matching: EventQuery(since: times.randomElement(), limit: 100))
        }
        try await measure("entries since a random time, 100 of them", 1_000) { _ in
            _ = try reader.entries(after: 0, limit: 100, matching: EntryFilter(since: times.randomElement()))
        }
        try await journal.close()

        let start = ContinuousClock.now
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: directory))
        let took = (ContinuousClock.now - start) / .seconds(1)
        print()
        print(
            "verify: \(report.entries) entries in \(String(format: "%.1f", took)) s, \(Int(Double(report.entries) / took)) a second;",
            report.holds ? "it holds" : "it does not hold: \(report.findings.prefix(3))")
    }

    private func openEvents(in journal: Journal, clock: SystemSiteClock, count: Int) async throws {
        for _ in 0..<count {
            let token = journal.makeEventToken()
            for (kind, step) in [
                (EntryKind.eventOpened, EventStep.open(token)), (.eventUpdated, .update(token)),
                (.eventUpdated, .update(token)), (.eventUpdated, .update(token)),
                (.eventClosed, .close(token, reason: "left")),
            ] {
                journal.append(
                    EntryDraft(
                        kind: kind, camera: "gate", time: clock.reading(),
                        payload: ["rule": "yard", "alarm_kind": "intrusion"], event: step), completion: { _ in })
            }
            if journal.status.pending > 5_000 { await journal.settle() }
        }
        await journal.settle()
    }

    private func measure(_ name: String, _ count: Int, _ body: (Int) async throws -> Void) async throws {
        var times: [Double] = []
        for number in 0..<count {
            let start = ContinuousClock.now
            try await body(number)
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        times.sort()
        let cells = [times[count / 2], times[count * 99 / 100], times[count - 1]].map { String(format: "%.2f ms", $0) }
        let padded = name + String(repeating: " ", count: max(0, 40 - name.count))
        print(padded, cells.map { JournalBenchmarks.text($0, 11) }.joined())
    }
}
