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
    /// Recordings, snapshots and what a start set aside, with the entry that tells of each.
    let files: [(path: String, entry: Int64)]
    /// Files that were erased, with the entry that did so.
    let erasedFiles: [(path: String, entry: Int64)]
    /// The entries that have a payload still.
    let seqs: [Int64]

    var directory: String { fixture.directory }

    static func make(seed: UInt64) async throws -> SampleJournal {
        let fixture = try Fixture()
        var random = SeededGenerator(seed: seed)
        // What a crash left behind long ago is set aside.
        let stray = "\(fixture.directory)/recordings/2026-11-20"
        try FileManager.default.createDirectory(atPath: stray, withIntermediateDirectories: true)
        try Data(fakeJPEG(7)).write(to: URL(fileURLWithPath: "\(stray)/00000009-gate-x.mjpeg"))
        var storage = StorageOptions(
            retention: RetentionPolicy(recordingsAge: 3600, snapshotsAge: 3600, eventsAge: 7200),
            keepFree: 0, reserve: 0)
        (storage.lookSeconds, storage.sweepSeconds) = (1e6, 1e6)
        let journal = try fixture.open {
            $0.announcesKey = true
            $0.storage = storage
        }
        await journal.lookAtDisk()
        try await journal.append(fixture.draft(.siteStarted, camera: nil, payload: ["version": "1"]))
        try await age(fixture, journal)
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
        var (files, erasedFiles, seqs): ([(String, Int64)], [(String, Int64)], [Int64]) = ([], [], [])
        for entry in try fixture.entries(journal.reader) {
            if entry.payload != .null { seqs.append(entry.seq) }
            if entry.kind == .eventRecording || entry.kind == .eventSnapshot {
                if let path = entry.payload["path"]?.string { files.append((path, entry.seq)) }
            } else if entry.kind == .recordingOrphaned, case .array(let orphans)? = entry.payload["files"] {
                files += orphans.compactMap { $0["moved_to"]?.string }.map { ($0, entry.seq) }
            } else if entry.kind == .retentionErased, case .array(let paths)? = entry.payload["files"] {
                erasedFiles += paths.compactMap(\.string).map { ($0, entry.seq) }
            }
        }
        files.removeAll { file in erasedFiles.contains { $0.0 == file.0 } }
        let first = try journal.reader.entry(seq: 1)?.payload["key"]?.string ?? ""
        try await journal.close()
        return SampleJournal(
            fixture: fixture, head: head, receipt: receipt, key: try NoteKey(parsing: first), files: files,
            erasedFiles: erasedFiles, seqs: seqs)
    }

    /// Three events of which one loses its payloads, one its files, and one keeps everything by a hold.
    private static func age(_ fixture: Fixture, _ journal: Journal) async throws {
        let bare = try await fixture.openEvent(in: journal)
        try await journal.append(fixture.draft(.eventClosed, event: .close(bare.token, reason: "left")))
        fixture.clock.advance(bySeconds: 4000)
        let held = try await fixture.wholeEvent(in: journal, frames: 1)
        try await journal.hold(event: held, details: ["who": "ana", "reason": "a case"])
        _ = try await fixture.wholeEvent(in: journal, camera: "yard", frames: 2)
        fixture.clock.advance(bySeconds: 3601)
        await journal.sweep()
        await journal.settle()
    }

    /// A copy of the directory that may be spoilt.
    func copy(_ number: Int) throws -> JournalCopy {
        let path = fixture.parent.file("copy-\(number)")
        try FileManager.default.copyItem(atPath: directory, toPath: path)
        return JournalCopy(directory: path)
    }
}
