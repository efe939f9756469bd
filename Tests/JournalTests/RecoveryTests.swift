import Foundation
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct RecoveryTests {
    private func append(_ frame: [UInt8], at timestamp: Int64, to writer: RecordingWriter) {
        _ = frame.withUnsafeBytes { writer.append(bytes: $0, timestamp: timestamp) }
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    @Test func whatWasReportedIsThereAfterACrashUnderLoadAndEveryEventHasAnEnd() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let acknowledged = Mutex<[Int64: [UInt8]]>([:])
        let isDone = Mutex(false)
        let load = Task.detached {
            var number = 0
            while !isDone.withLock({ $0 }) {
                let token = journal.makeEventToken()
                let camera = number % 2 == 0 ? "gate" : "yard"
                let steps: [(EntryKind, EventStep)] = [
                    (.eventOpened, .open(token)), (.eventUpdated, .update(token)),
                    (.eventClosed, .close(token, reason: "left")),
                ]
                for (kind, step) in steps {
                    journal.append(fixture.draft(kind, camera: camera, event: step)) { answer in
                        guard case .success(let entry) = answer else { return }
                        acknowledged.withLock { $0[entry.seq] = entry.record }
                    }
                }
                number += 1
                if number % 50 == 0 { await until { journal.status.pending < 500 } }
            }
        }
        for round in 0..<5 {
            let before = acknowledged.withLock { $0.count }
            await until { acknowledged.withLock { $0.count } > before + 200 }
            let known = acknowledged.withLock { $0 }
            let image = try CrashImage(of: fixture, name: "image\(round)")
            if round % 2 == 1 {
                // A torn write at the end of the log, as a power cut leaves it.
                let log = try #require(FileHandle(forWritingAtPath: "\(image.path)/journal.sqlite-wal"))
                try log.seekToEnd()
                try log.write(contentsOf: Data((0..<3000).map { _ in UInt8.random(in: 0...255) }))
                try log.close()
            }
            let again = try fixture.open(in: image.path)
            for (seq, record) in known {
                #expect(try again.reader.entry(seq: seq)?.record == record)
            }
            #expect(try again.reader.events(matching: EventQuery(isOpen: true)).isEmpty)
            let open = try again.reader.entries(after: 0, limit: 10_000).filter { $0.payload["reason"] == "crashed" }
            #expect(open.allSatisfy { $0.kind == .eventClosed && $0.event != nil })
            try await again.close()
            try FileManager.default.removeItem(atPath: image.path)
        }
        isDone.withLock { $0 = true }
        await load.value
        try await journal.close()
    }

    @Test func openEventsAndRecordingsAreClosedOnceAndFully() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let gate = try await fixture.openEvent(in: journal, camera: "gate")
        let yard = try await fixture.openEvent(in: journal, camera: "yard")
        let writer = journal.beginRecording(of: gate.token, camera: "gate", began: fixture.clock.reading())
        let other = journal.beginRecording(of: yard.token, camera: "yard", began: fixture.clock.reading())
        for number in 0..<7 { append(fakeJPEG(number), at: Int64(number), to: writer) }
        try await until {
            try journal.status.recordingBytes == Int64(7 * fakeJPEG(0).count)
                && !journal.reader.recordings(of: gate.id).isEmpty && !journal.reader.recordings(of: yard.id).isEmpty
        }
        let image = try CrashImage(of: fixture)
        let path = try #require(try journal.reader.recordings(of: gate.id).first?.path)
        let file = "\(image.path)/\(path)"
        // The eighth frame was being written when the power went.
        let torn = try #require(FileHandle(forWritingAtPath: file))
        try torn.seekToEnd()
        try torn.write(contentsOf: Data(fakeJPEG(7).prefix(200)))
        try torn.close()
        other.finish(reason: "quiet")
        try await journal.close()

        fixture.clock.advance(bySeconds: 100)
        let again = try fixture.open(in: image.path)
        for event in try again.reader.events(matching: EventQuery()) {
            #expect(event.reason == "crashed")
            #expect(event.closed?.monotonic == fixture.clock.now())
        }
        let recording = try #require(try again.reader.recordings(of: gate.id).first)
        let whole = (0..<7).flatMap { fakeJPEG($0) }
        #expect(recording.state == .crashed && recording.frames == 7 && recording.reason == "crashed")
        #expect(try bytes(file) == whole)
        #expect(recording.sha256 == sha256(whole).map { String(format: "%02x", $0) }.joined())
        #expect(try again.reader.frames(ofRecording: recording.id)?.map(\.length) == (0..<7).map { fakeJPEG($0).count })
        #expect(try again.reader.recordings(of: yard.id).first?.state == .crashed)
        #expect(try again.reader.recordings(of: yard.id).first?.frames == 0)
        #expect(again.head == 6)
        try await again.close()

        // A second start finds nothing more to mend.
        let third = try fixture.open(in: image.path)
        #expect(third.head == 6)
        try await third.close()
    }

    @Test func aRecordingWhoseFileIsGoneIsCalledLost() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        try await until { try !journal.reader.recordings(of: id).isEmpty }
        let image = try CrashImage(of: fixture)
        writer.finish(reason: "quiet")
        try await journal.close()
        try FileManager.default.removeItem(atPath: "\(image.path)/recordings/2026-11-22")
        let again = try fixture.open(in: image.path)
        let recording = try #require(try again.reader.recordings(of: id).first)
        #expect(recording.state == .lost && recording.frames == 0)
        try await again.close()
    }

    @Test func filesWithoutARowAreSetAsideAndAccountedFor() async throws {
        let fixture = try Fixture()
        let first = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: first)
        first.storeSnapshot(fakeJPEG(1), of: token, camera: "gate", taken: fixture.clock.reading())
        await until { first.head == 2 }
        try await first.close()
        let day = "\(fixture.directory)/recordings/2026-11-22"
        let other = "\(fixture.directory)/recordings/2026-11-23"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try Data(fakeJPEG(5)).write(to: URL(fileURLWithPath: "\(day)/00000009-gate-x.mjpeg"))
        try Data().write(to: URL(fileURLWithPath: "\(other)/00000009-gate-x.mjpeg"))

        let journal = try fixture.open()
        let entry = try #require(
            try journal.reader.entries(after: 0, limit: 10, matching: EntryFilter(kinds: [.recordingOrphaned])).first)
        guard case .array(let files)? = entry.payload["files"] else { return #expect(Bool(false), "no files") }
        #expect(files.count == 2)
        for file in files {
            let old = try #require(file["path"]?.string)
            let new = try #require(file["moved_to"]?.string)
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory)/\(old)"))
            #expect(try bytes("\(fixture.directory)/\(new)").count == file["bytes"]?.integer.map { Int($0) })
        }
        let snapshot = try #require(try journal.reader.event(id: id)?.snapshot)
        #expect(FileManager.default.fileExists(atPath: "\(fixture.directory)/\(snapshot)"))
        let head = journal.head
        try await journal.close()
        let again = try fixture.open()
        #expect(again.head == head)
        try await again.close()
    }
}
