import Dispatch
import Foundation
import Glibc
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct RecordingWriterTests {
    private func append(_ frame: [UInt8], at timestamp: Int64, to writer: RecordingWriter) -> Bool {
        frame.withUnsafeBytes { writer.append(bytes: $0, timestamp: timestamp) }
    }

    private func recordingEntries(_ journal: Journal) throws -> [Entry] {
        try journal.reader.entries(after: 0, limit: 100, matching: EntryFilter(kinds: [.eventRecording]))
    }

    private func bytes(_ journal: Journal, _ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(journal.status.directory)/\(path)")))
    }

    @Test func aSealedRecordingIsWhatWasAppendedHashedAndIndexed() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let gate = try await fixture.openEvent(in: journal, camera: "gate/1")
        let yard = try await fixture.openEvent(in: journal, camera: "yard")
        let writers = [("gate/1", gate.token), ("yard", yard.token)].map { camera, token in
            journal.beginRecording(of: token, camera: camera, began: fixture.clock.reading())
        }
        #expect(journal.status.openRecordings == 2)
        let frames = (0..<40).map { fakeJPEG($0, size: 300 + $0) }
        for (number, frame) in frames.enumerated() {
            for writer in writers { #expect(append(frame, at: Int64(number) * 66_000_000, to: writer)) }
        }
        for writer in writers { writer.finish(reason: "quiet") }
        writers[0].finish(reason: "again")
        #expect(!append(frames[0], at: 0, to: writers[0]))
        await until { journal.status.openRecordings == 0 && journal.status.pending == 0 }

        let whole = frames.flatMap { $0 }
        for event in try journal.reader.events(matching: EventQuery()) {
            let recording = try #require(event.recordings.first)
            #expect(event.recordings.count == 1)
            #expect(recording.state == .sealed && recording.reason == "quiet" && recording.frames == 40)
            #expect(try bytes(journal, recording.path) == whole)
            #expect(recording.sha256 == sha256(whole).map { String(format: "%02x", $0) }.joined())
            let index = try #require(try journal.reader.frames(ofRecording: recording.id))
            #expect(index.map(\.length) == frames.map(\.count))
            #expect(index.map(\.timestamp) == (0..<40).map { Int64($0) * 66_000_000 })
            let entry = try #require(try recordingEntries(journal).first { $0.event == event.id })
            #expect(entry.payload["sha256"]?.string == recording.sha256 && entry.payload["frames"] == 40)
            #expect(entry.payload["state"] == "sealed" && event.lastEntry == entry.seq)
        }
        #expect(
            try journal.reader.events(matching: EventQuery()).first?.recordings.first?.path.hasSuffix(
                "00000001-gate_1-083000.000Z.mjpeg") == true)
        #expect(journal.status.recordingBytes == Int64(2 * whole.count))
        try await journal.close()
    }

    @Test func aRecordingMayBeginBeforeItsEventIsDurableAndEndAfterItIsClosed() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let token = journal.makeEventToken()
        journal.append(fixture.draft(.eventOpened, event: .open(token)), completion: nil)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        #expect(append(fakeJPEG(1), at: 0, to: writer))
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
        #expect(append(fakeJPEG(2), at: 1, to: writer))
        writer.finish(reason: "quiet")
        try await until { try !recordingEntries(journal).isEmpty }
        let event = try #require(try journal.reader.event(id: 1))
        #expect(event.reason == "left" && event.recordings.first?.frames == 2)
        try await journal.close()
    }

    @Test func theFileIsSyncedBeforeARowNamesIt() async throws {
        let fixture = try Fixture()
        let calls = Mutex<[String]>([])
        let journal = try fixture.open { options in
            let system = FileOperations.system
            options.fileOperations = FileOperations(
                write: {
                    calls.withLock { $0.append("write") }; return system.write($0, $1)
                },
                synchronize: {
                    calls.withLock { $0.append("sync") }; return system.synchronize($0)
                },
                synchronizeData: {
                    calls.withLock { $0.append("datasync") }; return system.synchronizeData($0)
                })
        }
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        try await until { try !journal.reader.recordings(of: id).isEmpty }
        #expect(calls.withLock { $0 } == ["sync"])
        #expect(try journal.reader.recordings(of: id).first?.state == .open)
        for second in 0..<3 {
            _ = append(fakeJPEG(second), at: Int64(second) * 1_100_000_000, to: writer)
            await until { journal.status.recordingBytes == Int64((second + 1) * fakeJPEG(0).count) }
        }
        writer.finish(reason: "quiet")
        await until { journal.status.openRecordings == 0 }
        let order = calls.withLock { $0 }
        #expect(order.last == "sync" && order.contains("datasync"))
        try await journal.close()
    }

    @Test func whatDoesNotFitIsCutCountedAndStated() async throws {
        let fixture = try Fixture()
        let gate = DispatchSemaphore(value: 0)
        let journal = try fixture.open { options in
            options.recordingBuffer = 4000
            let system = FileOperations.system
            options.fileOperations.write = { descriptor, bytes in
                gate.wait()
                defer { gate.signal() }
                return system.write(descriptor, bytes)
            }
        }
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        let results = (0..<20).map { append(fakeJPEG($0, size: 976), at: Int64($0), to: writer) }
        #expect(results.prefix(4).allSatisfy { $0 })
        #expect(results.filter { !$0 }.count == writer.cutFrames)
        #expect(writer.cutFrames == 16)
        let isFree = Mutex(false)
        writer.whenFree(bytes: 3000) { isFree.withLock { $0 = true } }
        #expect(!isFree.withLock { $0 })
        gate.signal()
        await until { isFree.withLock { $0 } }
        #expect(append(fakeJPEG(20, size: 976), at: 20, to: writer))
        writer.finish(reason: "quiet")
        await until { journal.status.openRecordings == 0 && journal.status.pending == 0 }
        let recording = try #require(try journal.reader.recordings(of: id).first)
        #expect(recording.frames == 5 && recording.cutFrames == 16 && recording.state == .sealed)
        #expect(try recordingEntries(journal).first?.payload["cut_frames"] == 16)
        #expect(fixture.reports.contains { $0.code == .overloaded && $0.cause.contains("16 frames") })
        try await journal.close()
    }

    @Test func aFailedSyncGivesTheRecordingUpAndIsNotRetried() async throws {
        let fixture = try Fixture()
        let syncs = Mutex(0)
        let journal = try fixture.open { options in
            options.fileOperations.synchronizeData = { _ in
                syncs.withLock { $0 += 1 }
                return EIO
            }
        }
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        _ = append(fakeJPEG(1), at: 0, to: writer)
        _ = append(fakeJPEG(2), at: 2_000_000_000, to: writer)
        try await until { try !recordingEntries(journal).isEmpty }
        #expect(!append(fakeJPEG(3), at: 3_000_000_000, to: writer))
        writer.finish(reason: "quiet")
        #expect(syncs.withLock { $0 } == 1)
        let recording = try #require(try journal.reader.recordings(of: id).first)
        #expect(recording.state == .abandoned && recording.frames == 0 && recording.bytes == 0)
        #expect(recording.cutFrames == 2)
        #expect(try bytes(journal, recording.path).isEmpty)
        #expect(try recordingEntries(journal).map { $0.payload["state"] } == ["abandoned"])
        #expect(fixture.reports.contains { $0.code == .inputOutput && $0.place.hasSuffix(".mjpeg") })
        try await journal.close()
    }

    @Test func aFailedWriteKeepsTheFramesBeforeIt() async throws {
        let fixture = try Fixture()
        let room = Mutex(2 * fakeJPEG(0).count + 10)
        let journal = try fixture.open { options in
            let system = FileOperations.system
            options.fileOperations.write = { descriptor, bytes in
                let some = room.withLock { room -> Int in
                    let some = min(room, bytes.count)
                    room -= some
                    return some
                }
                guard some > 0 else { return -Int(ENOSPC) }
                return system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<some]))
            }
        }
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        for number in 0..<3 {
            _ = append(fakeJPEG(number), at: Int64(number), to: writer)
            await until { journal.status.recordingBytes == Int64(min(2, number + 1) * fakeJPEG(0).count) }
        }
        try await until { try !recordingEntries(journal).isEmpty }
        let recording = try #require(try journal.reader.recordings(of: id).first)
        #expect(recording.state == .abandoned && recording.frames == 2 && recording.cutFrames == 1)
        #expect(recording.reason?.contains("No space left") == true)
        #expect(try bytes(journal, recording.path) == fakeJPEG(0) + fakeJPEG(1))
        #expect(fixture.reports.contains { $0.code == .full })
        // The event's entries go on all the same.
        try await journal.append(fixture.draft(.eventClosed, event: .close(token, reason: "left")))
        try await journal.close()
    }

    @Test func aRecordingOfAnEventThatNobodyOpenedIsGivenUpAtOnceAndReported() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let writer = journal.beginRecording(
            of: journal.makeEventToken(), camera: "gate", began: fixture.clock.reading())
        await until { journal.status.openRecordings == 0 && !fixture.reports.isEmpty }
        #expect(fixture.reports.map(\.code) == [.refused])
        #expect(!append(fakeJPEG(1), at: 0, to: writer))
        #expect(writer.freeBytes == .max)
        try await journal.close()
        #expect(try Journal.openReadOnly(directory: fixture.directory).head() == 0)
    }

    @Test func closingSealsWhatIsOpen() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        for number in 0..<10 { _ = append(fakeJPEG(number), at: Int64(number), to: writer) }
        try await journal.close()
        let recording = try #require(try Journal.openReadOnly(directory: fixture.directory).recordings(of: id).first)
        #expect(recording.state == .sealed && recording.frames == 10 && recording.reason == "stopped")
    }

    @Test func lossBeforeTheRecordingIsStatedAndSettlingWaitsForTheSeal() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        #expect(append(fakeJPEG(1), at: 0, to: writer))
        writer.noteLoss(frames: 3)
        writer.finish(reason: "quiet")
        await journal.settle()
        let recording = try #require(try journal.reader.recordings(of: id).first)
        #expect(recording.state == .sealed && recording.frames == 1 && recording.cutFrames == 3)
        #expect(try recordingEntries(journal).count == 1)
        try await journal.close()
    }

    @Test func aFrameLargerThanTheBufferIsTakenWhenTheBufferIsEmpty() async throws {
        let fixture = try Fixture()
        let gate = DispatchSemaphore(value: 0)
        let journal = try fixture.open { options in
            options.recordingBuffer = 500
            let system = FileOperations.system
            options.fileOperations.write = { descriptor, bytes in
                gate.wait()
                defer { gate.signal() }
                return system.write(descriptor, bytes)
            }
        }
        let (token, id) = try await fixture.openEvent(in: journal)
        let writer = journal.beginRecording(of: token, camera: "gate", began: fixture.clock.reading())
        try await until { try !journal.reader.recordings(of: id).isEmpty }
        #expect(writer.freeBytes == .max)
        #expect(append(fakeJPEG(1, size: 976), at: 0, to: writer))
        #expect(writer.freeBytes == 0)
        #expect(!append(fakeJPEG(2, size: 976), at: 1, to: writer))
        let isFree = Mutex(false)
        writer.whenFree(bytes: 1000) { isFree.withLock { $0 = true } }
        #expect(!isFree.withLock { $0 })
        gate.signal()
        await until { isFree.withLock { $0 } }
        #expect(writer.freeBytes == .max)
        #expect(append(fakeJPEG(3, size: 976), at: 2, to: writer))
        writer.finish(reason: "quiet")
        await until { journal.status.openRecordings == 0 && journal.status.pending == 0 }
        let recording = try #require(try journal.reader.recordings(of: id).first)
        #expect(recording.frames == 2 && recording.cutFrames == 1 && recording.state == .sealed)
        try await journal.close()
    }

    @Test func aRecordingThatIsRefilledWhileItIsWrittenLetsAnotherHaveItsTurn() async throws {
        let fixture = try Fixture()
        let gate = DispatchSemaphore(value: 0)
        let greedy = Mutex<RecordingWriter?>(nil)
        let written = Mutex<[Int]>([])
        let refill = fakeJPEG(1, size: 276)
        let other = fakeJPEG(2, size: 676)
        let journal = try fixture.open { options in
            let system = FileOperations.system
            options.fileOperations.write = { descriptor, bytes in
                let count = written.withLock { written in
                    written.append(bytes.count)
                    return written.count
                }
                if count == 1 { gate.wait() }
                if bytes.count == refill.count, count < 40, let writer = greedy.withLock({ $0 }) {
                    _ = refill.withUnsafeBytes { writer.append(bytes: $0, timestamp: Int64(count)) }
                }
                return system.write(descriptor, bytes)
            }
        }
        let events = [
            try await fixture.openEvent(in: journal), try await fixture.openEvent(in: journal, camera: "yard"),
        ]
        let writers = events.map {
            journal.beginRecording(of: $0.token, camera: "gate", began: fixture.clock.reading())
        }
        for event in events { try await until { try !journal.reader.recordings(of: event.id).isEmpty } }
        greedy.withLock { $0 = writers[0] }
        #expect(append(refill, at: 0, to: writers[0]))
        await until { !written.withLock { $0.isEmpty } }
        #expect(append(other, at: 0, to: writers[1]))
        gate.signal()
        await until { written.withLock { $0.count } >= 40 }
        #expect(written.withLock { $0.firstIndex(of: other.count) } == 1)
        for writer in writers { writer.finish(reason: "quiet") }
        await until { journal.status.openRecordings == 0 && journal.status.pending == 0 }
        #expect(try journal.reader.recordings(of: events[0].id).first?.frames == 39)
        #expect(try journal.reader.recordings(of: events[1].id).first?.frames == 1)
        greedy.withLock { $0 = nil }
        try await journal.close()
    }
}
