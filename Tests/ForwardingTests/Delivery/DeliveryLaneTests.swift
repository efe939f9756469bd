import Forwarding
import Journal
import Testing
import Timekeeping

@Suite("The lanes of a delivery machine")
struct DeliveryLaneTests {
    private typealias Item = MachineWorld.Item

    private func lanes(_ world: MachineWorld) -> [Lane] {
        world.log.compactMap { request in
            if case .entries(let lane, _, _) = request { lane } else { nil }
        }
    }

    @Test("are served in the order of urgency, and the routine lane brings nothing again")
    func order() {
        var items = Array(repeating: Item(), count: 12)
        for index in [2, 5] { items[index].lane = .alarm }
        items[9].lane = .assistance
        var world = MachineWorld(items)
        world.run()
        #expect(lanes(world).prefix(2) == [.assistance, .alarm])
        #expect(world.accepted == [10, 3, 6, 1, 2, 4, 5, 7, 8, 9, 11, 12])
        #expect(world.log.flatMap(\.seqs).count == 12)
        for lane in Lane.ofEntries { #expect(world.cursors[lane] == 12) }
    }

    @Test("let a newer alarm overtake a backlog between any two requests")
    func overtaking() {
        var world = MachineWorld(Array(repeating: Item(), count: 80))
        world.meanwhile = { world, number in
            guard number == 3 else { return }
            world.items += [Item(lane: .alarm), Item(lane: .assistance)]
            world.machineHears()
        }
        world.run()
        let log = world.log.flatMap(\.seqs)
        #expect(log.firstIndex(of: 82) == 24 && log.firstIndex(of: 81) == 25)
        #expect(Set(world.accepted) == Set(1...82))
    }

    @Test("begin with the newest alarms after a long outage, and leave none out")
    func newestFirst() throws {
        var world = MachineWorld(Array(repeating: Item(lane: .alarm), count: 3000))
        world.run()
        let newest = try #require(world.accepted.firstIndex(of: 3000))
        #expect(newest < 128 && lanes(world).prefix(16).allSatisfy { $0 == .alarm })
        #expect(world.accepted.count == 3000 && Set(world.accepted) == Set(1...3000))
        let brought = world.accepted.dropFirst(128)
        #expect(lanes(world).last == .routine && Array(brought) == brought.sorted())
        for lane in Lane.ofEntries { #expect(world.cursors[lane] == 3000) }
    }

    @Test("go in order after a long outage where the routine lane does not bring what the alarm lane passes over")
    func noneLeftToOthers() {
        var world = MachineWorld(
            Array(repeating: Item(lane: .alarm), count: 3000),
            settings: MachineWorld.settings { $0.sendsFolded = false })
        world.run()
        #expect(world.accepted == Array(1...3000))
    }

    @Test("pass over what is settled in one stretch, without reading it again")
    func settledStretch() {
        var world = MachineWorld(Array(repeating: Item(lane: .alarm), count: 500))
        world.run()
        #expect(!lanes(world).contains(.routine))
        #expect(world.cursors[.routine] == 500)
    }

    @Test("bring in the routine lane after a restart what another lane has not written down", arguments: 0..<40)
    func restart(at step: Int) {
        var items = Array(repeating: Item(), count: 60)
        for index in items.indices where index % 3 == 0 { items[index].lane = .alarm }
        var world = MachineWorld(items)
        var left = step
        world.run(crash: {
            left -= 1
            return left == 0
        })
        world.run()
        #expect(Set(world.accepted) == Set(1...60))
        #expect(world.machine.cursor == 60)
    }

    @Test("go back where the receiver says that it has less, and bring everything from there")
    func resume() {
        var lost = true
        var world = MachineWorld(Array(repeating: Item(), count: 40)) { request in
            if lost, case .entries(.routine, let seqs, let after) = request, after == 24 {
                lost = false
                #expect(seqs.first == 25)
                return .resume(after: 10, MachineWorld.conflict)
            }
            return .accepted
        }
        world.run()
        #expect(world.rewinds == [10] && world.waits.isEmpty)
        #expect(world.log.flatMap(\.seqs).filter { $0 == 11 }.count == 2)
        #expect(world.log.flatMap(\.seqs).filter { $0 == 10 }.count == 1)
        #expect(world.cursors[.routine] == 40)
    }

    @Test("wait before they go back again and again", arguments: [Int64(0), 5, 23])
    func resumeForEver(to seq: Int64) {
        var world = MachineWorld(Array(repeating: Item(), count: 40)) { request in
            if case .entries(_, _, let after) = request, after >= 24 {
                return .resume(after: seq, MachineWorld.conflict)
            }
            return .accepted
        }
        world.run(waits: 6)
        #expect(world.waits.count >= 5)
        #expect(world.machine.state == .failing)
    }

    @Test("do not believe a receiver that says it has more than was sent")
    func resumeBeyond() {
        var world = MachineWorld(Array(repeating: Item(), count: 40)) { request in
            if case .entries(_, _, let after) = request { return .resume(after: after + 5, MachineWorld.conflict) }
            return .accepted
        }
        world.run(waits: 3)
        #expect(world.rewinds.isEmpty && world.machine.cursor == 0 && world.machine.state == .failing)
    }

    @Test("blame exactly the entries that the receiver names, without a search")
    func named() {
        let poisons: Set<Int64> = [3, 4, 17]
        var world = MachineWorld(Array(repeating: Item(), count: 40)) { request in
            let bad = poisons.intersection(request.seqs)
            guard !bad.isEmpty else { return .accepted }
            let named = bad.map { ($0, MachineWorld.refusal) }
            return .refused(MachineWorld.refusal, named: Dictionary(uniqueKeysWithValues: named))
        }
        world.run()
        #expect(Set(world.quarantined) == poisons)
        #expect(world.accepted == (1...40).filter { !poisons.contains($0) })
        #expect(world.requests.count == 5 + 2)
    }

    @Test("quarantine nothing by name at a receiver that names everything")
    func namesEverything() {
        var world = MachineWorld(Array(repeating: Item(), count: 20)) { request in
            let named = request.seqs.map { ($0, MachineWorld.refusal) }
            return .refused(MachineWorld.refusal, named: Dictionary(uniqueKeysWithValues: named))
        }
        world.run(waits: 4)
        #expect(world.quarantined.isEmpty && world.machine.state == .failing)
    }

    @Test("quarantine all that are named if the receiver takes anything else at all")
    func namesAWholeBatch() {
        var world = MachineWorld(Array(repeating: Item(), count: 20)) { request in
            let bad = request.seqs.filter { $0 <= 8 }
            if bad.isEmpty { return .accepted }
            return .refused(
                MachineWorld.refusal,
                named: Dictionary(uniqueKeysWithValues: bad.map { ($0, MachineWorld.refusal) }))
        }
        world.run()
        #expect(world.quarantined == Array(1...8) && world.accepted == Array(9...20))
    }

    @Test("delay nobody by more than one batch for an entry that is always refused")
    func poisonDelaysNobody() {
        var items = Array(repeating: Item(), count: 20)
        items[4].lane = .alarm
        var world = MachineWorld(items) { $0.seqs.contains(5) ? MachineWorld.refused : .accepted }
        world.run()
        #expect(world.quarantined == [5] && world.accepted.count == 19)
        #expect(world.requests.count <= 2 + 4)
    }

    @Test(
        "of alarms wait for nothing that was said to routine entries, checkpoints and files",
        arguments: ["entries", "file"])
    func urgentWaitsForNothing(what: String) {
        var world = MachineWorld(
            [Item(), Item(lane: .snapshots, file: 5000), Item()],
            settings: MachineWorld.settings { $0.evidence = [.snapshots] }
        ) { request in
            switch request {
            case .entries(.routine, _, _): what == "entries" ? MachineWorld.busy : .accepted
            case .file: MachineWorld.busy
            default: .accepted
            }
        }
        world.run(patience: 20)
        let asked = world.log.count
        for lane in [Lane.alarm, .assistance] {
            let before = world.now
            world.items.append(Item(lane: lane))
            world.run(patience: 1)
            #expect(world.accepted.contains(world.head), "the \(lane) waits")
            #expect(world.now.seconds(since: before) < 1)
        }
        // What was told to wait is not asked before its time is over.
        let again = world.log[asked...].filter { request in
            switch request {
            case .entries(.routine, _, _): what == "entries"
            case .file: true
            default: false
            }
        }
        #expect(again.isEmpty)
        #expect(world.quarantined.isEmpty)
    }

    @Test("take back a refusal when the entry comes in another lane after all")
    func released() {
        var items = Array(repeating: Item(), count: 10)
        items[4].lane = .alarm
        var refuses = true
        var world = MachineWorld(items) { request in
            refuses && request.seqs.contains(5) ? MachineWorld.refused : .accepted
        }
        world.run()
        #expect(world.quarantined == [5] && world.held == [.init(lane: .alarm, seq: 5)])
        world.restart()
        world.run()
        #expect(world.quarantined == [5], "what is refused is left alone by the other lanes, also after a restart")
        refuses = false
        world.answer = { request in
            if case .entries(.routine, _, let after) = request, after > 2, !refuses {
                refuses = true
                return .resume(after: 2, MachineWorld.conflict)
            }
            return .accepted
        }
        world.items.append(Item())
        world.run()
        #expect(world.released == [5] && world.held.isEmpty && world.accepted.contains(5))
    }

    @Test("but for assistance wait for a budget")
    func budget() {
        var items = Array(repeating: Item(), count: 40)
        items[30].lane = .alarm
        items[35].lane = .assistance
        var world = MachineWorld(items, settings: MachineWorld.settings { $0.rate = 100 })
        world.run()
        #expect(world.accepted.count == 40)
        #expect(world.accepted.prefix(2) == [36, 31])
        // 38 routine entries of 100 bytes at 100 bytes a second, two seconds' worth saved up, the last overdrawn.
        let seconds = world.now.seconds(since: MonotonicTime(nanoseconds: 1_000_000_000_000))
        #expect(seconds > 24 && seconds < 40)
    }

    @Test("but for assistance stand still while the destination is paused, and go on by themselves")
    func pause() {
        var items = Array(repeating: Item(), count: 10)
        items[3].lane = .alarm
        items[6].lane = .assistance
        var world = MachineWorld(items)
        world.pausedUntil = world.now.advanced(bySeconds: 3600)
        world.run(patience: 100)
        #expect(world.accepted == [7])
        #expect(world.machine.state == .paused)
        world.run(patience: 4000)
        #expect(Set(world.accepted) == Set(1...10))
        #expect(world.machine.state == .idle)
        world.tell(.paused(until: world.now.advanced(bySeconds: 60)))
        world.items.append(Item())
        world.run(patience: 10)
        #expect(world.accepted.count == 10)
        world.tell(.paused(until: nil))
        #expect(world.accepted.count == 11)
    }

    @Test("try at once when the link returns, but not where patience was asked for")
    func linkReturns() {
        var isDown = true
        var world = MachineWorld(count: 3) { _ in isDown ? MachineWorld.unreachable : .accepted }
        world.run(waits: 8)
        isDown = false
        world.tell(.linkReturned)
        #expect(world.accepted == [1, 2, 3])

        isDown = true
        var patient = MachineWorld(count: 3) { _ in
            isDown ? .failed(MachineWorld.outage, retryAfterSeconds: 100) : .accepted
        }
        patient.run(waits: 1)
        isDown = false
        patient.tell(.linkReturned)
        #expect(patient.accepted.isEmpty)
        patient.tell(.retryNow)
        #expect(patient.accepted == [1, 2, 3])
    }

    @Test("send a quarantined entry again when somebody wants it, and only then forget it")
    func retry() {
        var refuses = true
        var world = MachineWorld(count: 10) { refuses && $0.contains(4) ? MachineWorld.refused : .accepted }
        world.run()
        #expect(world.quarantined == [4])
        world.tell(.retry(.routine, seq: 4))
        #expect(world.quarantined == [4, 4] && world.released.isEmpty)
        refuses = false
        world.tell(.retry(.routine, seq: 4))
        #expect(world.released == [4] && world.accepted.contains(4))
    }

    @Test("keep their pace in writing down, and write all down when it is quiet")
    func records() {
        var world = MachineWorld(count: 800)
        world.run()
        #expect(world.requests.count == 100)
        #expect(world.records <= 3)
        #expect(world.cursors[.routine] == 800)
    }

    @Test("say that nothing arrives although something waits, also when the receiver seems to answer")
    func stall() {
        var world = MachineWorld(
            Array(repeating: Item(), count: 5), settings: MachineWorld.settings { $0.stallSeconds = 300 }
        ) { _ in MachineWorld.unreachable }
        world.run(waits: 60)
        #expect(world.notices == [.stalled(.entries, seconds: 300)])
        #expect(world.machine.state == .stalled)
        world.answer = { _ in .accepted }
        world.run()
        #expect(world.notices.count == 2)
        guard case .recovered(.entries, let seconds) = world.notices[1] else {
            Issue.record("it does not say that it goes on")
            return
        }
        #expect(seconds >= 300 && world.machine.state == .idle)
    }
}

extension MachineWorld {
    /// The machine is told of what was added.
    mutating func machineHears() {
        _ = machine.handle(.committed(head: head, checkpoint: checkpoint), at: now)
    }
}
