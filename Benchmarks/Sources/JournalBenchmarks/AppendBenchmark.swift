import Foundation
import Journal
import MerkleLog
import Synchronization
import Timekeeping

/// Fills a journal as fast as it commits, in transactions of a given size.
struct AppendBenchmark {
    /// Entries committed a second.
    var perSecond: Double
    /// Where the journal is.
    var directory: String

    /// What an entry of a busy site looks like: an update of an event with a box.
    static func draft(_ number: Int, at time: TimeReading) -> EntryDraft {
        EntryDraft(
            kind: .watchChanged, camera: "gate-\(number % 8)", time: time,
            payload: [
                "rule": "yard", "alarm_kind": "intrusion", "track": .integer(Int64(number)),
                "box": ["x": 250_000, "y": .integer(Int64(number % 1000)), "w": 31_250, "h": 87_500],
            ])
    }

    static func journal(in directory: String, entries: Int, batch: Int) async throws -> AppendBenchmark {
        let clock = try SystemSiteClock()
        var options = JournalOptions()
        options.batchLimit = batch
        let journal = try Journal.open(directory: directory, site: "benchmark", clock: clock, options: options)
        let start = ContinuousClock.now
        try await fill(journal, entries: entries, outstanding: max(1, batch * 4), clock: clock)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        try await journal.close()
        return AppendBenchmark(perSecond: Double(entries) / seconds, directory: directory)
    }

    /// Appends so many entries, with at most `outstanding` of them waiting for their commit.
    static func fill(_ journal: Journal, entries: Int, outstanding: Int, clock: SystemSiteClock) async throws {
        let room = DispatchSemaphore(value: outstanding)
        let done = DispatchSemaphore(value: 0)
        let failure = FailureBox()
        let feeder = Thread {
            for number in 0..<entries {
                room.wait()
                journal.append(draft(number, at: clock.reading())) { answer in
                    if case .failure(let error) = answer { failure.error.withLock { $0 = error } }
                    room.signal()
                }
            }
            for _ in 0..<outstanding { room.wait() }
            for _ in 0..<outstanding { room.signal() }
            done.signal()
        }
        feeder.start()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                done.wait()
                continuation.resume()
            }
        }
        if let error = failure.error.withLock({ $0 }) { throw error }
    }

    /// The rows as they are in the database, for the comparison.
    func rows() throws -> [RawSQLite.Row] {
        let reader = try Journal.openReadOnly(directory: directory)
        var rows: [RawSQLite.Row] = []
        var after: Int64 = 0
        while true {
            let page = try reader.entries(after: after, limit: 10_000)
            guard let last = page.last else { return rows }
            after = last.seq
            for entry in page {
                rows.append(
                    RawSQLite.Row(
                        record: entry.record, leaf: entry.leaf.bytes, kind: entry.kind.rawValue,
                        camera: entry.camera ?? "", utc: entry.time.utc.nanoseconds, salt: entry.salt ?? [],
                        body: entry.payload.canonicalBytes))
            }
        }
    }
}

/// The last error that an append came to.
private final class FailureBox: Sendable {
    let error = Mutex<JournalError?>(nil)
}
