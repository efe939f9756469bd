import Forwarding
import Foundation
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

/// A site whose disk is full goes on alarming its receiver.
@Suite(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"), .serialized)
struct FullDiskDeliveryTests {
    @Test func aHundredAlarmsOnAFullDiskAreJournalledAndDelivered() async throws {
        let folder = try TemporaryDirectory()
        let disk = try SmallDisk(at: folder.file("disk"), megabytes: 48)
        let clock = ManualSiteClock()
        let receiver = try Receiver()
        var destination = try receiver.destination()
        destination.stormLimit = 0
        var options = JournalOptions()
        var storage = StorageOptions(keepFree: 8 << 20, reserve: 8 << 20, destinations: [destination.demand])
        storage.lookSeconds = 0.02
        options.storage = storage
        let journal = try Journal.open(directory: "\(disk.path)/state", site: "north", clock: clock, options: options)
        await journal.lookAtDisk()
        #expect(journal.status.storage?.reserve == .kept)
        try disk.fill(leaving: 0, file: "\(disk.path)/ballast")
        let forwarder = try makeForwarder(
            to: destination, site: "north", source: JournalEntrySource(journal: journal, clock: clock))
        var alarms: [Int64] = []
        try await running(forwarder) {
            for _ in 0..<100 {
                let token = journal.makeEventToken()
                let opening = try await journal.append(
                    EntryDraft(
                        kind: .eventOpened, camera: "gate", time: clock.reading(),
                        payload: ["rule": "yard", "alarm_kind": "intrusion"], event: .open(token)))
                try await journal.append(
                    EntryDraft(
                        kind: .eventClosed, camera: "gate", time: clock.reading(),
                        event: .close(token, reason: "left")))
                alarms.append(opening.seq)
            }
            let head = journal.head
            try await eventually("everything arrives while the disk is full") {
                try journal.reader.cursors(of: destination.name)[.routine] ?? 0 >= head
            }
        }
        #expect(journal.status.storage?.reserve == .gone && journal.status.storage?.isRecording == false)
        let arrived = Set(try receiver.ids(from: "north"))
        #expect(alarms.count == 100 && alarms.allSatisfy(arrived.contains))

        try FileManager.default.removeItem(atPath: "\(disk.path)/ballast")
        clock.advance(bySeconds: 60)
        try await eventually("the disk counts as mended") { journal.status.storage?.troubles.isEmpty ?? false }
        #expect(journal.status.storage?.reserve == .kept && journal.status.storage?.isRecording == true)
        let report = try JournalVerifier.verify(journal.reader)
        #expect(report.holds, "\(report.findings)")
        try await journal.close()
    }
}
