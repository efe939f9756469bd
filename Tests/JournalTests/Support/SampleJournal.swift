import Foundation
import Journal
import MerkleLog
import TestKit
import Timekeeping

/// A closed journal with events, recordings and snapshots in it, and a checkpoint that was kept elsewhere.
struct SampleJournal {
    let fixture: Fixture
    let head: Int64
    let receipt: SignedNote
    let key: NoteKey
    /// Recordings and snapshots, with the entry that tells of each.
    let files: [(path: String, entry: Int64)]

    var directory: String { fixture.directory }

    static func make(seed: UInt64) async throws -> SampleJournal {
        let fixture = try Fixture()
        var random = SeededGenerator(seed: seed)
        let journal = try fixture.open { $0.announcesKey = true }
        try await journal.append(fixture.draft(.siteStarted, camera: nil, payload: ["version": "1"]))
        for number in 0..<6 {
            let camera = number % 2 == 0 ? "gate" : "yard \"ü\""
            let event = try await fixture.openEvent(in: journal, camera: camera)
            let writer = journal.beginRecording(of: event.token, camera: camera, began: fixture.clock.reading())
            for frame in 0..<Int.random(in: 1...4, using: &random) {
                fakeJPEG(frame, size: 60).withUnsafeBytes { bytes in
                    _ = writer.append(bytes: bytes, timestamp: Int64(frame) * 100_000_000)
                }
            }
            fixture.clock.advance(bySeconds: 1.5)
            journal.storeSnapshot(
                fakeJPEG(number, size: 40), of: event.token, camera: camera, taken: fixture.clock.reading())
            for _ in 0..<Int.random(in: 0...9, using: &random) { try await journal.append(fixture.draft()) }
            try await journal.append(
                fixture.draft(
                    .eventUpdated, camera: camera, payload: ["n": .integer(Int64(number))], event: .update(event.token))
            )
            try await journal.append(
                fixture.draft(.eventClosed, camera: camera, payload: [:], event: .close(event.token, reason: "left")))
            writer.finish(reason: "event ended")
            await journal.settle()
            fixture.clock.advance(bySeconds: 0.7)
        }
        try await journal.rotateKey()
        for _ in 0..<Int.random(in: 3...40, using: &random) { try await journal.append(fixture.draft()) }
        try await journal.append(fixture.draft(.siteStopped, camera: nil))
        let receipt = try await journal.sign()
        let head = journal.head
        var files: [(String, Int64)] = []
        for entry in try fixture.entries(journal.reader)
        where entry.kind == .eventRecording || entry.kind == .eventSnapshot {
            if let path = entry.payload["path"]?.string { files.append((path, entry.seq)) }
        }
        let first = try journal.reader.entry(seq: 1)?.payload["key"]?.string ?? ""
        try await journal.close()
        return SampleJournal(
            fixture: fixture, head: head, receipt: receipt, key: try NoteKey(parsing: first), files: files)
    }

    /// A copy of the directory that may be spoilt.
    func copy(_ number: Int) throws -> JournalCopy {
        let path = fixture.parent.file("copy-\(number)")
        try FileManager.default.copyItem(atPath: directory, toPath: path)
        return JournalCopy(directory: path)
    }
}
