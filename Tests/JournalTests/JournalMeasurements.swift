import Foundation
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

/// Figures, not promises: `KARAULA_MEASURE=1 swift test -c release --filter JournalMeasurements`.
@Suite(.serialized) struct JournalMeasurements {
    private static let isAskedFor = ProcessInfo.processInfo.environment["KARAULA_MEASURE"] != nil

    @Test(.enabled(if: Self.isAskedFor, "only on request"), arguments: [1, 10, 100, 1000])
    func appendsPerSecond(outstanding: Int) async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let count = outstanding == 1 ? 5_000 : 50_000
        let started = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for lane in 0..<outstanding {
                group.addTask {
                    for number in 0..<count / outstanding {
                        let draft = fixture.draft(
                            payload: [
                                "rule": "yard", "alarm_kind": "intrusion", "track": .integer(Int64(number)),
                                "box": ["x": 250_000, "y": .integer(Int64(lane)), "w": 31_250, "h": 87_500],
                            ])
                        await withCheckedContinuation { continuation in
                            journal.append(draft) { _ in continuation.resume() }
                        }
                    }
                }
            }
        }
        let seconds =
            Double((ContinuousClock.now - started).components.attoseconds) / 1e18
            + Double((ContinuousClock.now - started).components.seconds)
        print(
            "append: \(outstanding) outstanding: \(Int(Double(journal.head) / seconds)) entries/s,",
            "\(journal.head / Int64(max(1, journal.transactions))) per transaction")
        let reading = ContinuousClock.now
        var after: Int64 = 0
        while after < journal.head { after += Int64(try journal.reader.entries(after: after, limit: 1000).count) }
        let read = ContinuousClock.now - reading
        print(
            "read: \(Int(Double(journal.head) / (Double(read.components.attoseconds) / 1e18 + Double(read.components.seconds)))) entries/s"
        )
        try await journal.close()
    }
}
