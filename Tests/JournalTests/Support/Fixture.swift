import Foundation
import GRDB
import Journal
import MerkleLog
import Synchronization
import TestKit
import Timekeeping

/// A directory with a journal of site "north" in it, a clock that stands still, and what the journal reports.
final class Fixture: Sendable {
    let parent: TemporaryDirectory
    let clock = ManualSiteClock()
    private let reported = Mutex<[JournalError]>([])

    init() throws {
        parent = try TemporaryDirectory()
    }

    var directory: String { parent.file("state") }

    var reports: [JournalError] { reported.withLock { $0 } }

    func options(_ change: (inout JournalOptions) -> Void = { _ in }) -> JournalOptions {
        var options = JournalOptions(report: { [self] error in reported.withLock { $0.append(error) } })
        options.announcesKey = false
        options.replacesDamaged = false
        change(&options)
        return options
    }

    func open(
        in directory: String? = nil, site: String = "north", _ change: (inout JournalOptions) -> Void = { _ in }
    ) throws(JournalError) -> Journal {
        try Journal.open(
            directory: directory ?? self.directory, site: site, clock: clock, options: options(change))
    }

    func draft(
        _ kind: EntryKind = .watchChanged, camera: String? = "gate", payload: CanonicalValue = ["state": "watching"],
        event: EventStep? = nil
    ) -> EntryDraft {
        EntryDraft(kind: kind, camera: camera, time: clock.reading(), payload: payload, event: event)
    }

    /// Opens an event and waits until it is durable.
    func openEvent(
        in journal: Journal, camera: String = "gate", alarmKind: String = "intrusion"
    ) async throws -> (token: EventToken, id: Int64) {
        let token = journal.makeEventToken()
        let entry = try await journal.append(
            draft(
                .eventOpened, camera: camera, payload: ["rule": "yard", "alarm_kind": .string(alarmKind), "track": 7],
                event: .open(token)))
        return (token, entry.seq)
    }

    /// Lets a test lay hands on the database itself.
    @discardableResult
    func withDatabase<T>(_ body: (DatabaseQueue) throws -> T) throws -> T {
        let queue = try DatabaseQueue(path: "\(directory)/journal.sqlite")
        let result = try body(queue)
        try queue.close()
        return result
    }

    func entries(_ reader: JournalReader) throws -> [Entry] { try reader.entries(after: 0, limit: 10_000) }
}

/// A picture in JPEG's outer form: SOI, an APP1 segment with a thumbnail's markers in it, a scan, EOI.
func fakeJPEG(_ number: Int, size: Int = 400) -> [UInt8] {
    let segment: [UInt8] = [0xFF, 0xE1, 0x00, 0x08, 0xFF, 0xD8, 0xFF, 0xD9, 0x00, 0x00]
    let scan: [UInt8] = [0xFF, 0xDA, 0x00, 0x03, 0x01]
    let picture = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) & 0x7F }
    return [0xFF, 0xD8] + segment + scan + picture + [0xFF, 0x00, 0xFF, 0xD3, 0x11, 0xFF, 0xD9]
}

/// Waits for what the journal does on its own queues; ends when it has happened. A hang is a failure of the whole run.
func until(_ condition: @Sendable () throws -> Bool) async rethrows {
    while try !condition() { try? await Task.sleep(for: .milliseconds(2)) }  // a cancelled sleep only polls sooner
}

/// SHA-256 by the system's own program, so that a test does not trust the code it tests.
func sha256(_ bytes: [UInt8]) -> [UInt8] {
    // An empty sum fails the test that asked.
    guard let folder = try? TemporaryDirectory(),
        (try? Data(bytes).write(to: URL(filePath: folder.file("bytes")))) != nil,
        let outcome = try? Child.run("sha256sum", [folder.file("bytes")]), outcome.status == 0
    else { return [] }
    let digits = outcome.text.prefix(64).compactMap { $0.hexDigitValue.map { UInt8($0) } }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
