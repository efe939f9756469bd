import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

/// Random events, holds, cursors and sweeps, compared with a model that knows of nothing but the promises.
@Suite struct RetentionPropertyTests {
    /// What the model knows of one event.
    private struct Event {
        var id: Int64
        var token: EventToken
        var writer: RecordingWriter?
        var closed: UTCTime?
        var isHeld = false
        var newest: Int64
        var files: [(path: String, since: UTCTime)] = []
        /// Files that a sweep has found due; what is told of the event afterwards does not bring them back.
        var gone: Set<String> = []
        var areDetailsGone = false
    }

    private struct World {
        var events: [Event] = []
        var cursors: [String: Int64] = ["a": 0, "b": 0]
        var delivered: Int64 { cursors.values.min() ?? .max }
    }

    private static let policy = RetentionPolicy(
        recordingsAge: 3600, snapshotsAge: 7200, eventsAge: 20_000, auditAge: 30_000)

    @Test(arguments: [11, 12, 13, 14])
    func nothingProtectedIsEverErasedAndEverythingDueIs(_ seed: UInt64) async throws {
        let fixture = try Fixture()
        let journal = try fixture.openKeeping(
            StorageOptions(
                retention: Self.policy, keepFree: 0, reserve: 0,
                destinations: ["a", "b"].map { DeliveryDemand(name: $0) }))
        var generator = SeededGenerator(seed: seed)
        var world = World()
        for _ in 0..<220 {
            fixture.clock.advance(bySeconds: Double.random(in: 0...900, using: &generator))
            switch Int.random(in: 0..<12, using: &generator) {
            case 0...3: try await open(&world, fixture, journal, &generator)
            case 4...6: try await close(&world, fixture, journal, &generator)
            case 7: try await hold(&world, journal, &generator)
            case 8:
                let name = ["a", "b"].randomElement(using: &generator) ?? "a"
                let seq = Int64.random(in: (world.cursors[name] ?? 0)...journal.head, using: &generator)
                try journal.moveCursors(of: name, to: [.routine: seq])
                world.cursors[name] = seq
            case 9:
                try await journal.append(fixture.draft(.auditRead, payload: ["who": "x"]))
            default:
                await journal.sweep()
                await journal.settle()
                try compare(&world, fixture, journal)
            }
        }
        let head = journal.head
        for name in ["a", "b"] { try journal.moveCursors(of: name, to: [.routine: head]) }
        world.cursors = ["a": head, "b": head]
        fixture.clock.advance(bySeconds: 40_000)
        await journal.sweep()
        await journal.settle()
        try compare(&world, fixture, journal)
        #expect(try #require(journal.status.storage).erasedPayloads > 50, "the run tried too little")
        try await journal.close()
    }

    private func open(
        _ world: inout World, _ fixture: Fixture, _ journal: Journal, _ generator: inout SeededGenerator
    ) async throws {
        let (token, id) = try await fixture.openEvent(in: journal)
        var event = Event(id: id, token: token, newest: id)
        if Bool.random(using: &generator) {
            let taken = fixture.clock.reading()
            journal.storeSnapshot(fakeJPEG(Int(id)), of: token, camera: "gate", taken: taken)
            await journal.settle()
            event.newest = journal.head
            event.files.append((try #require(try journal.reader.event(id: id)?.snapshot), taken.utc))
        }
        if Bool.random(using: &generator) {
            let began = fixture.clock.reading()
            let writer = journal.beginRecording(of: token, camera: "gate", began: began)
            _ = fakeJPEG(Int(id)).withUnsafeBytes { writer.append(bytes: $0, timestamp: 1) }
            try await until { try !journal.reader.recordings(of: id).isEmpty }
            event.files.append((try #require(try journal.reader.recordings(of: id).first).path, began.utc))
            event.writer = writer
        }
        world.events.append(event)
    }

    private func close(
        _ world: inout World, _ fixture: Fixture, _ journal: Journal, _ generator: inout SeededGenerator
    ) async throws {
        let open = world.events.indices.filter { world.events[$0].closed == nil || world.events[$0].writer != nil }
        guard let index = open.randomElement(using: &generator) else { return }
        // The recording may end before or after its event.
        if world.events[index].closed == nil, Bool.random(using: &generator) || world.events[index].writer == nil {
            let entry = try await journal.append(
                fixture.draft(.eventClosed, event: .close(world.events[index].token, reason: "left")))
            world.events[index].closed = entry.time.utc
            world.events[index].newest = entry.seq
        } else {
            world.events[index].writer?.finish(reason: "quiet")
            world.events[index].writer = nil
            await journal.settle()
            world.events[index].newest = journal.head
        }
    }

    private func hold(
        _ world: inout World, _ journal: Journal, _ generator: inout SeededGenerator
    ) async throws {
        guard let index = world.events.indices.randomElement(using: &generator) else { return }
        let (id, isHeld) = (world.events[index].id, world.events[index].isHeld)
        if isHeld {
            try await journal.release(event: id, details: ["reason": "closed"])
        } else {
            try await journal.hold(event: id, details: ["reason": "a case"])
        }
        world.events[index].isHeld = !isHeld
        world.events[index].newest = journal.head
    }

    private func compare(_ world: inout World, _ fixture: Fixture, _ journal: Journal) throws {
        let now = fixture.clock.reading()
        let latest = UTCTime(nanoseconds: now.utc.nanoseconds - (now.uncertainty ?? 0))
        let files = Set(try fixture.mediaSums().keys)
        for index in world.events.indices {
            let event = world.events[index]
            let isFree =
                event.closed != nil && !event.isHeld && event.newest <= world.delivered
            var keepsFile = false
            for file in event.files {
                let age = file.path.hasSuffix(".jpg") ? 7200.0 : 3600
                let isOpen = event.writer != nil && file.path.hasSuffix(".mjpeg")
                let isDue =
                    event.gone.contains(file.path)
                    || isFree && !isOpen && latest.seconds(since: file.since) > age
                if isDue { world.events[index].gone.insert(file.path) }
                #expect(
                    files.contains(file.path) == !isDue,
                    "file \(file.path), \(latest.seconds(since: file.since)) s old, \(event), delivered \(world.delivered)"
                )
                keepsFile = keepsFile || !isDue
            }
            let isOld = event.closed.map { latest.seconds(since: $0) > 20_000 } ?? false
            let isDue = event.areDetailsGone || isFree && !keepsFile && isOld
            world.events[index].areDetailsGone = isDue
            let entry = try #require(try journal.reader.entry(seq: event.id))
            #expect((entry.payload == .null) == isDue, "details of event \(event.id)")
        }
        for entry in try journal.reader.entries(after: 0, limit: 10_000, matching: EntryFilter(kinds: [.auditRead])) {
            let isDue = entry.seq <= world.delivered && latest.seconds(since: entry.time.utc) > 30_000
            #expect((entry.payload == .null) == isDue, "audit entry \(entry.seq)")
        }
        try fixture.expectItHolds(journal)
    }
}
