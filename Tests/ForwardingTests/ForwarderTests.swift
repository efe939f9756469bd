import Forwarding
import Foundation
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite("A forwarder, against a receiver that demands client certificates", .timeLimit(.minutes(10)))
struct ForwarderTests {
    @Test("delivers what is there and what comes, in order and once")
    func delivers() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 250)
        let forwarder = try makeForwarder(to: receiver.destination(), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("the backlog arrives") { forwarder.status.cursor == 250 }
            source.append(count: 3)
            try await eventually("new entries arrive") { forwarder.status.cursor == 253 }
        }
        #expect(try receiver.ids(from: "s") == Array(1...253))
        #expect(source.moves(of: "sector").last == 253)
        let status = forwarder.status
        #expect(status.state == .idle && status.lagEntries == 0 && status.lastError == nil)
        #expect(status.deliveredCount == 253 && status.failedAttemptCount == 0)
        #expect(status.lastDelivered != nil && status.oldestPendingAgeSeconds == nil)
    }

    @Test("serves a destination that is up while another one is down")
    func oneUpOneDown() async throws {
        let up = try Receiver()
        let down = try DeafPort()
        let source = FakeEntrySource(count: 120)
        let clock = ManualSiteClock()
        let upward = try makeForwarder(to: up.destination("up"), site: "s", source: source, clock: clock)
        let downward = try makeForwarder(
            to: Destination(name: "down", url: "https://127.0.0.1:\(down.number)/v1/entries"), site: "s",
            source: source, clock: clock)
        clock.advance(bySeconds: 1001)
        try await running(upward, downward) {
            try await eventually("the one that is up gets everything") { upward.status.cursor == 120 }
            try await eventually("the other one fails") { downward.status.state == .failing }
            #expect(downward.status.oldestPendingAgeSeconds == 1000)
        }
        #expect(try up.ids(from: "s") == Array(1...120))
        let status = downward.status
        #expect(status.cursor == 0 && status.lagEntries == 120)
        #expect(status.lastError?.contains("refused") == true)
        #expect(source.moves(of: "down").isEmpty)
    }

    @Test("catches up after an outage of a receiver, without loss, reordering or doubles")
    func outage() async throws {
        let first = try Receiver()
        let source = FakeEntrySource(count: 10)
        let forwarder = try makeForwarder(to: first.destination(), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("the first entries arrive") { forwarder.status.cursor == 10 }
            first.stop()
            source.append(count: 500)
            try await eventually("the outage is noticed") { forwarder.status.state == .failing }
            #expect(forwarder.status.cursor == 10)
            let second = try first.restarted()
            try await eventually("everything arrives") { forwarder.status.cursor == 510 }
            #expect(try second.ids(from: "s") == Array(1...510))
            #expect(forwarder.status.lastError == nil)
        }
    }

    @Test("goes on as soon as the receiver takes connections again, however long it would have waited")
    func returns() async throws {
        let first = try Receiver()
        let source = FakeEntrySource(count: 3)
        let destination = try first.destination()
        let clock = try SystemSiteClock()
        let forwarder = Forwarder(
            destination: destination, origin: LogOrigin(site: "s"), source: source,
            transport: HTTPSTransport(destination: destination, clock: clock), clock: clock,
            // Without the jump this test would not end in time.
            backOff: BackOff(baseSeconds: 6000, capSeconds: 6000), random: { 0.999 })
        try await running(forwarder) {
            try await eventually("the first entries arrive") { forwarder.status.cursor == 3 }
            first.stop()
            source.append(count: 3)
            try await eventually("the outage is noticed") { forwarder.status.state == .waiting }
            // Long enough that the outage is seen by who looks once a second.
            try await Task.sleep(for: .seconds(3))
            let second = try first.restarted()
            try await eventually("everything arrives") { forwarder.status.cursor == 6 }
            #expect(try second.ids(from: "s") == Array(1...6))
        }
    }

    @Test("goes on at its cursor after a restart")
    func restart() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 5)
        for total in [5, 9] {
            let forwarder = try makeForwarder(to: receiver.destination(), site: "s", source: source)
            try await running(forwarder) {
                try await eventually("everything arrives") { forwarder.status.cursor == Int64(total) }
            }
            #expect(forwarder.status.deliveredCount == (total == 5 ? 5 : 4))
            source.append(count: 4)
        }
        #expect(try receiver.ids(from: "s") == Array(1...9))
    }

    @Test("quarantines exactly the entry that is refused, writes it down, and delivers all others")
    func poison() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 150)
        let forwarder = try makeForwarder(to: receiver.destination(path: "reject/42"), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("everything else arrives") { forwarder.status.cursor == 150 }
        }
        #expect(try receiver.ids(from: "s") == (1...150).filter { $0 != 42 })
        #expect(source.quarantined == [42])
        let status = forwarder.status
        #expect(status.quarantined.map(\.seq) == [42] && status.quarantinedCount == 1)
        #expect(status.quarantined.first?.reason.contains("event 42 is not acceptable") == true)
        #expect(status.state == .idle && status.deliveredCount == 149)
    }

    @Test("tells of a storm whoever is told of alarms, although the summary is of another kind")
    func summaries() async throws {
        func source() -> FakeEntrySource {
            let source = FakeEntrySource(count: 3)
            source.append(count: 2, kind: .eventOpened)
            for name in ["sector", "desk"] { source.appendSummary(of: name) }
            return source
        }
        for (kinds, expected): (Set<EntryKind>, [Int64]) in [
            ([.eventOpened], [4, 5, 6]), ([.watchChanged], [1, 2, 3]),
        ] {
            let transport = ScriptedTransport { _, _ in DeliveryAnswer(status: 200) }
            let destination = Destination(name: "sector", url: "https://127.0.0.1:1/", kinds: kinds)
            let forwarder = try makeForwarder(to: destination, site: "s", source: source(), transport: transport)
            try await running(forwarder) {
                try await eventually("everything arrives") { forwarder.status.cursor == 7 }
            }
            #expect(Set(transport.batches.flatMap { $0.entries.map(\.seq) }) == Set(expected))
        }
    }

    @Test("brings alarms again to a webhook that lost them")
    func lostAlarms() async throws {
        let source = FakeEntrySource(count: 2)
        source.append(count: 3, kind: .eventOpened)
        let destination = Destination(
            name: "sector", url: "https://127.0.0.1:1/", kinds: [.eventOpened, .watchChanged])
        let first = ScriptedTransport { _, _ in DeliveryAnswer(status: 200) }
        let before = try makeForwarder(to: destination, site: "s", source: source, transport: first)
        try await running(before) {
            try await eventually("everything arrives") { source.moves(of: "sector").last == 5 }
        }
        // Its next start finds cursors behind everything; the receiver has nothing any more.
        let second = ScriptedTransport { batch, _ in
            guard batch.lane == .routine, batch.after > 0 else { return DeliveryAnswer(status: 200) }
            return DeliveryAnswer(
                status: 409, contentType: "application/json", body: Array(#"{"resume_after":0}"#.utf8))
        }
        let after = try makeForwarder(to: destination, site: "s", source: source, transport: second)
        source.append(count: 1)
        try await running(after) {
            try await eventually("everything arrives again") {
                Set(second.batches.flatMap { $0.entries.map(\.seq) }) == Set(1...6)
            }
        }
    }

    @Test("shows the receipt of an earlier run, and no secret of the URL")
    func shows() async throws {
        let source = FakeEntrySource(count: 5)
        let receipt = StoredReceipt(
            destination: "sector", size: 4, note: SignedNote(text: "n\n", signatures: []), signed: 1_800_000_000,
            key: "k",
            received: ManualSiteClock().reading().utc)
        try source.record([:], receipt, of: "sector")
        let destination = Destination(name: "sector", url: "https://127.0.0.1:1/in?token=geheim")
        let forwarder = try makeForwarder(to: destination, site: "s", source: source)
        try await running(forwarder) {
            try await eventually("it cannot be reached") { forwarder.status.lastError != nil }
        }
        #expect(forwarder.status.receiptSize == 4)
        #expect(forwarder.status.lastError?.contains("geheim") == false)
        #expect(forwarder.status.lastError?.contains("https://127.0.0.1:1/in)") == true)
    }

    @Test("quarantines nothing at a receiver that refuses everything")
    func refusesEverything() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 30)
        let forwarder = try makeForwarder(to: receiver.destination(path: "refuse"), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("it is seen to fail") { forwarder.status.state == .failing }
        }
        #expect(source.quarantined.isEmpty && forwarder.status.cursor == 0)
        #expect(forwarder.status.lastError?.contains("refuses everything; it answered 404") == true)
    }

    @Test("splits what is too large, by the receiver's word")
    func tooLarge() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 100)
        let forwarder = try makeForwarder(to: receiver.destination(path: "limit/7"), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("everything arrives") { forwarder.status.cursor == 100 }
        }
        #expect(try receiver.ids(from: "s") == Array(1...100))
    }

    @Test("outlasts a receiver that fails at first", arguments: [500, 503, 429, 408, 409, 302])
    func failsAtFirst(status: Int) async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 20)
        let forwarder = try makeForwarder(
            to: receiver.destination(path: "status/\(status)/3?retry-after=0"), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("everything arrives") { forwarder.status.cursor == 20 }
        }
        #expect(try receiver.ids(from: "s") == Array(1...20))
        #expect(forwarder.status.failedAttemptCount == 3 && source.quarantined.isEmpty)
    }

    @Test("passes over kinds that the destination does not want, without a request")
    func kinds() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource()
        source.append(count: 5, kind: .siteStarted)
        source.append(count: 2, kind: .eventOpened)
        source.append(count: 300, kind: .watchChanged)
        var destination = try receiver.destination()
        destination.kinds = [.eventOpened, .eventClosed]
        let forwarder = try makeForwarder(to: destination, site: "s", source: source)
        try await running(forwarder) {
            try await eventually("the end is reached") { forwarder.status.cursor == 307 }
        }
        #expect(try receiver.ids(from: "s") == [6, 7])
        #expect(forwarder.status.deliveredCount == 2)
    }

    @Test("outlasts a journal that fails, and says so")
    func journalFails() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 5)
        source.fail(next: 4)
        let forwarder = try makeForwarder(to: receiver.destination(), site: "s", source: source)
        try await running(forwarder) {
            try await eventually("everything arrives") { forwarder.status.cursor == 5 }
        }
        #expect(try receiver.ids(from: "s") == [1, 2, 3, 4, 5])
    }

    @Test("ends when it is told to, also while a receiver does not answer", arguments: ["hang", "trickle", "huge"])
    func stops(path: String) async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 5)
        var destination = try receiver.destination(path: path)
        destination.timeoutSeconds = 600
        let forwarder = try makeForwarder(to: destination, site: "s", source: source)
        try await running(forwarder) {
            try await eventually("a request is under way") { forwarder.status.state != .idle }
        }
        #expect(forwarder.status.cursor == 0)
    }

    @Test("does not queue behind another destination at the same host that gets no answer")
    func sameHost() async throws {
        let receiver = try Receiver()
        let source = FakeEntrySource(count: 5)
        var stuck = try receiver.destination("stuck", path: "hang")
        stuck.timeoutSeconds = 600
        let first = try makeForwarder(to: stuck, site: "s", source: source)
        let second = try makeForwarder(to: receiver.destination("sector"), site: "s", source: source)
        try await running(first, second) {
            try await eventually("the other one gets everything") { second.status.cursor == 5 }
        }
        #expect(first.status.cursor == 0)
    }

    @Test("ends when the journal is closed")
    func journalCloses() async throws {
        let source = FakeEntrySource()
        let forwarder = Forwarder(
            destination: Destination(name: "sector", url: "https://sector.invalid/"), origin: LogOrigin(site: "s"),
            source: source,
            transport: BusyTransport(), clock: ManualSiteClock())
        async let ended: Void = forwarder.run()
        try await eventually("it listens") { source.isListenedTo }
        source.close()
        await ended
        #expect(forwarder.status.cursor == 0)
    }

    @Test("ends while it waits for its next attempt, and shows when that would have been")
    func stopsWaiting() async throws {
        let source = FakeEntrySource(count: 1)
        let clock = ManualSiteClock()
        let destination = Destination(name: "sector", url: "https://sector.invalid/")
        let forwarder = Forwarder(
            destination: destination, origin: LogOrigin(site: "s"), source: source, transport: BusyTransport(),
            clock: clock,
            backOff: BackOff(baseSeconds: 1, retryAfterLimitSeconds: 250), random: { 0.5 })
        try await running(forwarder) {
            try await eventually("the wait is shown") { forwarder.status.nextAttemptInSeconds == 250.5 }
            clock.advance(bySeconds: 100)
            #expect(forwarder.status.nextAttemptInSeconds == 150.5)
            #expect(forwarder.status.state == .waiting)
        }
    }

    @Test("delivers a journal's entries, and keeps its cursor in the journal")
    func realJournal() async throws {
        let receiver = try Receiver()
        let directory = try TemporaryDirectory()
        let clock = try SystemSiteClock()
        var options = JournalOptions()
        options.announcesKey = false
        let journal = try Journal.open(directory: directory.path, site: "s", clock: clock, options: options)
        for number in 1...5 {
            _ = try await journal.append(
                EntryDraft(
                    kind: .watchChanged, camera: "gate", time: clock.reading(), payload: ["n": .integer(Int64(number))])
            )
        }
        let destination = try receiver.destination(path: "reject/3")
        let forwarder = Forwarder(
            destination: destination, journal: journal,
            transport: HTTPSTransport(destination: destination, clock: clock), clock: clock,
            backOff: BackOff(baseSeconds: 0.01, capSeconds: 0.05))
        try await running(forwarder) {
            try await eventually("the poison is found") { forwarder.status.quarantinedCount == 1 }
            _ = try await journal.append(EntryDraft(kind: .siteStopped, time: clock.reading()))
            try await eventually("everything arrives") {
                forwarder.status.cursor == journal.head && forwarder.status.state == .idle
            }
        }
        #expect(try journal.reader.cursors(of: "sector")[.routine] == journal.head)
        let stored = try journal.reader.entries(after: 0, limit: 100)
        #expect(try receiver.ids(from: "s") == stored.map(\.seq).filter { $0 != 3 })
        if let kind = EntryKind(rawValue: "delivery.quarantined") {
            let written = stored.filter { $0.kind == kind }
            #expect(written.count == 1 && written.first?.payload["seq"] == 3)
        }
        try await journal.close()
    }
}

/// A receiver that is always busy for longer than anyone waits.
private struct BusyTransport: DeliveryTransport {
    var carries: Set<DeliveryRequest.Kind> { [.entries] }

    func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer {
        DeliveryAnswer(status: 503, retryAfterSeconds: 1000)
    }
}
