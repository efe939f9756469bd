import Forwarding
import Journal
import Testing
import Timekeeping

@Suite("A delivery machine")
struct DeliveryMachineTests {
    private static let refusal = MachineWorld.refused
    private static let outage = DeliveryVerdict.failed(MachineWorld.outage, retryAfterSeconds: nil)
    private static let overflow = DeliveryVerdict.tooLarge(
        DeliveryError(.tooLarge, place: "sector", cause: "it answered 413", mend: "none"))

    @Test("sends everything in order, as many at once as allowed, and moves the cursor after each acknowledgement")
    func plain() {
        var world = MachineWorld(count: 20)
        world.run()
        #expect(world.requests == [Array(1...8), Array(9...16), Array(17...20)])
        #expect(world.cursors[.routine] == 20)
        #expect(world.machine.state == .idle)
    }

    @Test("does nothing while there is nothing, and wakes at a commit")
    func idle() {
        var world = MachineWorld(count: 0)
        world.run()
        #expect(world.requests.isEmpty && world.cursors.isEmpty)
        world.items = [.init(), .init()]
        world.run()
        #expect(world.requests == [[1, 2]])
    }

    @Test("passes over unwanted entries without a request")
    func filtered() {
        var world = MachineWorld(wanted: Array(repeating: false, count: 20)) { _ in .accepted }
        world.run()
        #expect(world.requests.isEmpty)
        #expect(world.machine.cursor == 20)
    }

    @Test("moves the cursor only up to the entry that is next, over unwanted ones between")
    func mixed() {
        var world = MachineWorld(wanted: [false, true, false, false, true, false], limits: DeliveryLimits(entries: 1)) {
            _ in .accepted
        }
        world.run()
        #expect(world.requests == [[2], [5]])
        #expect(world.cursors[.routine] == 6)
    }

    @Test("fills a request up to its bytes, and sends an entry that is larger by itself alone")
    func bytes() {
        var world = MachineWorld(count: 6, limits: DeliveryLimits(entries: 8, bytes: 250))
        world.items[3].byteCount = 1000
        world.run()
        #expect(world.requests == [[1, 2], [3], [4], [5, 6]])
    }

    @Test("asks again after an outage, with what it had, and moves nothing meanwhile")
    func outage() {
        var left = 5
        var world = MachineWorld(count: 3) { _ in
            left -= 1
            return left >= 0 ? Self.outage : .accepted
        }
        world.run(waits: 3)
        #expect(world.machine.cursor == 0)
        #expect(world.machine.state == .failing)
        #expect(world.machine.lastError == MachineWorld.outage)
        world.run()
        #expect(world.requests == Array(repeating: [1, 2, 3], count: 6))
        #expect(world.waits == [0.25, 0.5, 1, 2, 4])
        #expect(world.machine.cursor == 3)
        #expect(world.machine.lastError == nil && world.machine.failures == 0)
    }

    @Test("counts as waiting after one failure and as failing after three, or at once if somebody has to act")
    func states() {
        var world = MachineWorld(count: 1) { _ in Self.outage }
        world.run(waits: 1)
        #expect(world.machine.state == .waiting)
        world.run(waits: 2)
        #expect(world.machine.state == .failing)

        let misconfigured = DeliveryError(.configuration, place: "sector", cause: "no such file", mend: "none")
        var other = MachineWorld(count: 1) { _ in .failed(misconfigured, retryAfterSeconds: nil) }
        other.run(waits: 1)
        #expect(other.machine.state == .failing)
    }

    @Test(
        "obeys Retry-After within bounds",
        arguments: [(7.0, 7.25), (1e9, 300.25), (0, 0.25), (-5, 0.25)] as [(Double, Double)])
    func retryAfter(asked: Double, waited: Double) {
        var world = MachineWorld(count: 1) { _ in .failed(MachineWorld.outage, retryAfterSeconds: asked) }
        world.run(waits: 1)
        #expect(world.waits == [waited])
    }

    @Test("sends less at once after 413, and more again later")
    func tooLarge() {
        var world = MachineWorld(count: 100, limits: DeliveryLimits(entries: 16)) {
            $0.count > 5 ? Self.overflow : .accepted
        }
        world.run()
        #expect(world.accepted == Array(1...100))
        #expect(world.waits.isEmpty)
        #expect(world.requests[0].count == 16 && world.requests[1].count == 8 && world.requests[2].count == 4)
        #expect(world.requests.contains { $0.count == 5 || $0.count == 6 })
    }

    @Test("sends less at once after a timeout, because a slow link may never carry more in time")
    func slowLink() {
        let late = DeliveryError(.timedOut, place: "sector", cause: "no answer", mend: "none")
        var world = MachineWorld(count: 64, limits: DeliveryLimits(entries: 64)) {
            $0.count > 10 ? .failed(late, retryAfterSeconds: nil) : .accepted
        }
        world.run()
        #expect(world.accepted == Array(1...64))
    }

    @Test(
        "finds the one entry that is refused, wherever it stands, and delivers all others",
        arguments: Array(Int64(1)...40))
    func poison(at seq: Int64) {
        var world = MachineWorld(count: 40, limits: DeliveryLimits(entries: 16)) {
            $0.contains(seq) ? Self.refusal : .accepted
        }
        world.run()
        #expect(world.quarantined == [seq])
        #expect(world.accepted == (1...40).filter { $0 != seq })
        #expect(world.machine.cursor == 40)
        #expect(world.waits.isEmpty)
        #expect(world.requests.count <= 40 / 16 + 1 + 7)
    }

    @Test("quarantines nothing at a receiver that denies it every entry, whatever it says to nothing at all")
    func denied() {
        var world = MachineWorld(count: 40) { $0.isEmpty ? .accepted : MachineWorld.denied }
        world.run(waits: 6)
        #expect(world.quarantined.isEmpty && world.machine.cursor == 0 && world.machine.state == .failing)
        world.answer = { _ in .accepted }
        world.run()
        #expect(world.accepted == Array(1...40))
    }

    @Test("quarantines the one entry that is denied where others are taken")
    func deniedAlone() {
        var world = MachineWorld(count: 40) { $0.contains(17) ? MachineWorld.denied : .accepted }
        world.run()
        #expect(world.quarantined == [17] && world.accepted.count == 39)
    }

    @Test("blames no entry at a receiver that knows a longer history of the same log, and says what it is")
    func oldCopy() {
        let contradicted = DeliveryVerdict.contradicted(
            newest: 500, MachineWorld.conflict, named: [1: MachineWorld.refusal, 2: MachineWorld.refusal])
        var world = MachineWorld(count: 40) { $0.isEmpty ? .accepted : contradicted }
        world.run(waits: 5)
        #expect(world.quarantined.isEmpty && world.machine.state == .failing)
        #expect(world.machine.lastError?.cause.contains("an old copy of it runs here") == true)
    }

    @Test("blames the named entry where the receiver's history is no longer than this one")
    func contradictedEntry() {
        var world = MachineWorld(count: 40) { seqs in
            guard seqs.contains(7) else { return .accepted }
            return .contradicted(newest: 30, MachineWorld.conflict, named: [7: MachineWorld.refusal])
        }
        world.run()
        #expect(world.quarantined == [7] && world.accepted.count == 39)
    }

    @Test("gives up blaming entries when very many are refused and none is taken")
    func brake() {
        var world = MachineWorld(count: 400) { $0.isEmpty ? .accepted : MachineWorld.refused }
        world.run(waits: 6)
        #expect((64...72).contains(world.quarantined.count) && world.machine.state == .failing)
        world.answer = { _ in .accepted }
        world.run()
        #expect(world.accepted == Array(Int64(world.quarantined.count) + 1...400))
    }

    @Test("finds several refused entries, also in a row, at the start and at the end")
    func severalPoisons() {
        let poisons: Set<Int64> = [1, 2, 3, 9, 17, 18, 39, 40]
        var world = MachineWorld(count: 40, limits: DeliveryLimits(entries: 16)) {
            poisons.isDisjoint(with: $0) ? .accepted : Self.refusal
        }
        world.run()
        #expect(Set(world.quarantined) == poisons)
        #expect(world.accepted == (1...40).filter { !poisons.contains($0) })
    }

    @Test("quarantines an entry that is too large by itself")
    func singleTooLarge() {
        var world = MachineWorld(count: 10) { $0.contains(4) ? Self.overflow : .accepted }
        world.run()
        #expect(world.quarantined == [4])
        #expect(world.accepted.count == 9)
    }

    @Test("quarantines nothing when the receiver refuses everything, and goes on when it no longer does")
    func refusesEverything() {
        var refuses = true
        var world = MachineWorld(count: 40, limits: DeliveryLimits(entries: 16)) { _ in
            refuses ? Self.refusal : .accepted
        }
        world.run(waits: 4)
        #expect(world.quarantined.isEmpty && world.machine.cursor == 0)
        #expect(world.machine.state == .failing)
        #expect(world.machine.lastError?.cause.contains("refuses everything") == true)
        refuses = false
        world.run()
        #expect(world.accepted == Array(1...40))
        #expect(world.quarantined.isEmpty)
    }

    @Test("finds the refused entry also where the receiver refuses empty batches")
    func emptyBatchRefused() {
        var world = MachineWorld(count: 20, limits: DeliveryLimits(entries: 16)) {
            $0.isEmpty || $0.contains(1) || $0.contains(2) ? Self.refusal : .accepted
        }
        world.run()
        #expect(world.quarantined == [1, 2])
        #expect(world.accepted == Array(3...20))
    }

    @Test("starts the search anew after an outage in the middle of it")
    func outageDuringSearch() {
        var requests = 0
        var world = MachineWorld(count: 20, limits: DeliveryLimits(entries: 16)) {
            requests += 1
            if requests == 3 { return Self.outage }
            return $0.contains(3) ? Self.refusal : .accepted
        }
        world.run()
        #expect(world.quarantined == [3])
        #expect(world.accepted == (1...20).filter { $0 != 3 })
    }

    @Test("sends again what it could not write down, and loses nothing when the journal fails")
    func journalFails() {
        var calls = 0
        var world = MachineWorld(count: 20)
        world.journalFails = {
            calls += 1
            return calls < 40 && calls % 7 == 1
        }
        world.run()
        #expect(world.accepted == Array(1...20))
        #expect(world.machine.cursor == 20)
        #expect(world.machine.lastError == nil)
    }

    @Test("lets events pass that answer nothing it asked for")
    func strayEvents() {
        var machine = DeliveryMachine(settings: DeliverySettings(), random: { 0 })
        let now = MonotonicTime(nanoseconds: 1)
        #expect(machine.handle(.answered(.accepted), at: now).isEmpty)
        #expect(machine.handle(.recorded, at: now).isEmpty)
        #expect(machine.handle(.tick(now), at: now).isEmpty)
        let stray = DeliveryEvent.loaded(.routine, entries: [PendingEntry(seq: 1, byteCount: 1)], scannedThrough: 1)
        #expect(machine.handle(stray, at: now).isEmpty)
        let all = Dictionary(uniqueKeysWithValues: Lane.allCases.map { ($0, Int64(5)) })
        #expect(machine.handle(.opened(DeliveryOpening(cursors: all)), at: now).isEmpty)
        #expect(machine.handle(.opened(DeliveryOpening()), at: now).isEmpty)
        #expect(machine.cursor == 5)
        #expect(machine.handle(.committed(head: 3, checkpoint: 0), at: now).isEmpty)
        let actions = machine.handle(.committed(head: 6, checkpoint: 0), at: now)
        #expect(actions.first == .load(.assistance, .after(5, limit: 100)))
        #expect(machine.handle(.committed(head: 7, checkpoint: 0), at: now).isEmpty)
        #expect(machine.handle(.loaded(.assistance, entries: [], scannedThrough: 5), at: now).isEmpty)
        #expect(machine.state == .idle)
    }
}
