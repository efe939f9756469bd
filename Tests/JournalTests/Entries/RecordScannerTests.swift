import Foundation
import MerkleLog
import TestKit
import Testing
import Timekeeping

import Journal

@Suite struct RecordScannerTests {
    private func record(
        camera: String? = "gate", event: Int64? = 7, uncertainty: Int64? = 12_000, monotonic: Int64 = 5_000_000_000
    ) -> EntryRecord {
        EntryRecord(
            seq: 42, kind: .eventUpdated, camera: camera,
            time: TimeReading(
                boot: BootID("3f1c0c2e-7a53-4c0e-9f0a-0d3c1c9a1b2c"), monotonic: MonotonicTime(nanoseconds: monotonic),
                utc: UTCTime(nanoseconds: 1_764_000_000_123_456_789), uncertainty: uncertainty), event: event,
            digest: (0..<32).map { UInt8($0 &* 7) })
    }

    @Test func everyFormIsReadAsItWasWritten() {
        for camera in [nil, "gate", "", "yard \"ü\" \\ \u{1}\u{1F600}", "\n"] {
            for event in [nil, 1, Int64.max] {
                for uncertainty in [nil, 0, 9_007_199_254_740_991] as [Int64?] {
                    for monotonic in [0, -1, Int64.max, .min] {
                        let one = record(camera: camera, event: event, uncertainty: uncertainty, monotonic: monotonic)
                        #expect(EntryRecord(bytes: one.canonicalBytes) == one, "\(one)")
                    }
                }
            }
        }
    }

    /// What is accepted must be canonical: nobody may find two ways of writing one record.
    @Test func whateverIsAcceptedIsWrittenAgainAsTheSameBytes() {
        let bytes = record(camera: "a\"b").canonicalBytes
        var random = SeededGenerator(seed: 1)
        var accepted = 0
        for _ in 0..<200_000 {
            var changed = bytes
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                changed[Int.random(in: 0..<changed.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<8, using: &random)
            case 1: changed.remove(at: Int.random(in: 0..<changed.count, using: &random))
            default:
                changed.insert(
                    UInt8.random(in: 0x20...0x7E, using: &random), at: Int.random(in: 0..<changed.count, using: &random)
                )
            }
            guard let read = EntryRecord(bytes: changed) else { continue }
            accepted += 1
            #expect(read.canonicalBytes == changed, "\(String(decoding: changed, as: UTF8.self))")
        }
        #expect(accepted > 1_000)
    }

    @Test func everyBeginningOfARecordIsNone() {
        let bytes = record().canonicalBytes
        for count in 0..<bytes.count { #expect(EntryRecord(bytes: Array(bytes.prefix(count))) == nil) }
        #expect(EntryRecord(bytes: bytes + [0x20]) == nil)
    }
}
