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

    @Test func paddingAndDamageInARecordingCostNothingThatStandsBehindThem() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        try await until { try !journal.reader.recordings(of: id).isEmpty }
        let image = try CrashImage(of: fixture)
        let path = try #require(try journal.reader.recordings(of: id).first?.path)
        writer.finish(reason: "quiet")
        try await journal.close()
        // As a camera sends it that pads its buffers; the sixth frame is damaged, the last one torn.
        let padding = [UInt8](repeating: 0x55, count: 64)
        var frames = (0..<20).map { fakeJPEG($0) }
        frames[5][2] = 0x41
        let whole = frames.flatMap { $0 + padding }
        try Data(whole + fakeJPEG(20).prefix(100)).write(to: URL(fileURLWithPath: "\(image.path)/\(path)"))

        let again = try fixture.open(in: image.path)
        let recording = try #require(try again.reader.recordings(of: id).first)
        #expect(recording.state == .crashed && recording.frames == 19 && recording.cutFrames == 1)
        #expect(try bytes("\(image.path)/\(path)") == whole.dropLast(64))
        let entry = try #require(
            try again.reader.entries(after: 0, limit: 10, matching: EntryFilter(kinds: [.eventRecording])).first)
        #expect(entry.payload["skipped_bytes"]?.integer == Int64(18 * 64 + 64 + frames[5].count))
        #expect(entry.payload["cut_bytes"] == 164)
        let index = try #require(try again.reader.frames(ofRecording: recording.id))
        #expect(index.map(\.length).reduce(0, +) == whole.count - 64)
        try fixture.expectItHolds(again)
        try await again.close()
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
        try Data(fakeJPEG(6)).write(to: URL(fileURLWithPath: "\(fixture.directory)/recordings/astray.jpg"))

        let journal = try fixture.open()
        let entry = try #require(
            try journal.reader.entries(after: 0, limit: 10, matching: EntryFilter(kinds: [.recordingOrphaned])).first)
        guard case .array(let files)? = entry.payload["files"] else { return #expect(Bool(false), "no files") }
        #expect(files.count == 3)
        for file in files {
            let old = try #require(file["path"]?.string)
            let new = try #require(file["moved_to"]?.string)
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory)/\(old)"))
            let content = try bytes("\(fixture.directory)/\(new)")
            #expect(content.count == file["bytes"]?.integer.map { Int($0) })
            #expect(file["sha256"]?.string == sha256(content).map { String(format: "%02x", $0) }.joined())
        }
        try fixture.expectItHolds(journal)
        let snapshot = try #require(try journal.reader.event(id: id)?.snapshot)
        #expect(FileManager.default.fileExists(atPath: "\(fixture.directory)/\(snapshot)"))
        let head = journal.head
        try await journal.close()
        let again = try fixture.open()
        #expect(again.head == head)
        try await again.close()

        // What was set aside is proven like everything else.
        let options = VerificationOptions(key: again.key)
        func findings() throws -> [JournalFinding] {
            try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory), options: options)
                .findings
        }
        let changed = try #require(files.first { $0["bytes"] != 0 }?["moved_to"]?.string)
        let victim = URL(fileURLWithPath: "\(fixture.directory)/\(changed)")
        let before = try Data(contentsOf: victim)
        var spoilt = before
        spoilt[9] ^= 1
        try spoilt.write(to: victim)
        #expect(try findings().map(\.entry) == [entry.seq])
        try before.write(to: victim)
        try Data().write(to: victim.deletingLastPathComponent().appendingPathComponent("added"))
        #expect(try findings().map(\.cause) == ["no entry tells of this file"])
        try FileManager.default.removeItem(at: victim.deletingLastPathComponent().appendingPathComponent("added"))
        try FileManager.default.removeItem(at: victim)
        #expect(try findings().map(\.cause) == ["the file is missing"])
    }

    // MARK: When it ended

    /// The sign of life in a state directory.
    private func sign(_ directory: String) -> String {
        String(decoding: (try? bytes("\(directory)/alive")) ?? [], as: UTF8.self)  // there is none at first
    }

    /// The newest entry about a crash, after opening a copy of what a crash left.
    private func crash(_ fixture: Fixture, _ path: String) async throws -> Entry? {
        let again = try fixture.open(in: path)
        let entry = try again.reader.newestEntry(of: .siteCrashed)
        try await again.close()
        return entry
    }

    @Test func aRunThatEndedWithoutAWordLivedUntilItsLastSign() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        // Hours in which nothing is worth an entry.
        fixture.clock.advance(bySeconds: 20_000)
        let end = "\(fixture.clock.now().nanoseconds)\n"
        await until { sign(fixture.directory).hasSuffix(end) }
        let image = try CrashImage(of: fixture)
        fixture.clock.advance(bySeconds: 30)
        let entry = try #require(try await crash(fixture, image.path))
        #expect(entry.payload["last_entry"] == .integer(1))
        #expect(entry.payload["alive_after"] == "20000000000000")
        try await journal.close()
    }

    /// A sign of another boot, of before the last entry, or that is damaged, says nothing.
    @Test(arguments: [
        "", "x", "00000000-0000-4000-8000-000000000009 00009999999999999999\n",
        "00000000-0000-4000-8000-000000000001 00000000000000000005\n",
        "00000000-0000-4000-8000-000000000001 -9223372036854775808\n",
    ])
    func aSignOfLifeThatCannotBeOfThatRunSaysNothing(text: String) async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        let image = try CrashImage(of: fixture)
        try text.write(toFile: "\(image.path)/alive", atomically: false, encoding: .utf8)
        let entry = try #require(try await crash(fixture, image.path))
        #expect(entry.payload["last_entry"] == .integer(1) && entry.payload["alive_after"] == nil)
        try await journal.close()
    }

    @Test func anOrderlyEndIsNoCrashWhateverTheSignOfLifeSays() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        try await journal.append(fixture.draft(.siteStopped, camera: nil))
        try await journal.close()
        #expect(try await crash(fixture, fixture.directory) == nil)
    }
}
