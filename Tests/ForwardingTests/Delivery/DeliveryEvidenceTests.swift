import Forwarding
import Journal
import Testing
import Timekeeping

@Suite("A delivery machine that sends files")
struct DeliveryEvidenceTests {
    private typealias Item = MachineWorld.Item

    private static let error = DeliveryError(.refused, place: "sector", cause: "no", mend: "none")

    /// A receiver of files, as it should be.
    private final class Store {
        var have: [Int64: Int64] = [:]
        var totals: [Int64: Int64]

        init(_ items: [Item]) {
            totals = [:]
            for (index, item) in items.enumerated() { totals[Int64(index + 1)] = item.file }
        }

        func answer(_ request: MachineWorld.Request) -> DeliveryVerdict {
            guard case .file(let seq, let offset, let count) = request else { return .accepted }
            let total = totals[seq] ?? 0
            if let offset {
                guard offset == have[seq] ?? 0 else { return .has(bytes: have[seq] ?? 0, isComplete: false) }
                have[seq] = offset + Int64(count)
            }
            let bytes = have[seq] ?? 0
            return .has(bytes: bytes, isComplete: bytes == total)
        }
    }

    private func files(_ world: MachineWorld) -> [Int64] {
        world.log.compactMap { if case .file(let seq, _, _) = $0 { seq } else { nil } }
    }

    private static let items: [Item] = [
        Item(), Item(lane: .recordings, file: 300_000), Item(lane: .snapshots, file: 40_000), Item(),
        Item(lane: .snapshots, file: 100_000), Item(lane: .recordings, file: 5000),
    ]

    private func world(_ items: [Item] = items, answer: ((MachineWorld.Request) -> DeliveryVerdict)? = nil)
        -> MachineWorld
    {
        let store = Store(items)
        return MachineWorld(
            items, settings: MachineWorld.settings { $0.evidence = [.snapshots, .recordings] },
            answer: answer ?? { store.answer($0) })
    }

    @Test("sends them behind all entries, snapshots before recordings, each in order")
    func order() {
        var world = world()
        world.run()
        let firstFile = world.log.firstIndex { if case .file = $0 { true } else { false } }
        #expect(firstFile == 1)
        var order: [Int64] = []
        for seq in files(world) where order.last != seq { order.append(seq) }
        #expect(order == [3, 5, 2, 6])
        #expect(world.cursors[.snapshots] == 6 && world.cursors[.recordings] == 6)
    }

    @Test("sends none that the destination does not get")
    func unwanted() {
        var world = MachineWorld(Self.items, settings: MachineWorld.settings { $0.evidence = [.snapshots] })
        let store = Store(Self.items)
        world.answer = { store.answer($0) }
        world.run()
        #expect(Set(files(world)) == [3, 5] && world.cursors[.recordings] == nil)
    }

    @Test("goes on where the receiver is, after an outage and after a restart")
    func resumes() {
        let store = Store(Self.items)
        var failures = 0
        var world = world { request in
            if case .file(_, let offset?, _) = request, offset > 0, failures < 3 {
                failures += 1
                return MachineWorld.unreachable
            }
            return store.answer(request)
        }
        world.run()
        world.restart()
        world.run()
        #expect(store.have == [2: 300_000, 3: 40_000, 5: 100_000, 6: 5000])
        let bytes = world.log.reduce(0) { sum, request in
            if case .file(_, _, let count) = request { sum + count } else { sum }
        }
        #expect(bytes < 2 * 445_000)
    }

    @Test("lets an alarm overtake between two pieces")
    func overtaken() {
        var world = world()
        world.meanwhile = { world, number in
            guard number == 4 else { return }
            world.items.append(Item(lane: .alarm))
            world.machineHears()
        }
        world.run()
        let place = world.log.firstIndex { $0.seqs == [7] }
        #expect(place == 4)
    }

    @Test("cuts pieces so that one takes about two seconds")
    func pieces() {
        let items = [Item(lane: .recordings, file: 8 << 20)]
        for (rate, least, most) in [(8000.0, 16 << 10, 64 << 10), (1e9, 512 << 10, 1 << 20)] {
            var world = world(items)
            world.duration = { request in
                if case .file(_, _, let count) = request { Double(count) / rate } else { 0 }
            }
            world.run(patience: 1e6)
            let counts: [Int] = world.log.compactMap {
                if case .file(_, _, let count) = $0, count > 0 { count } else { nil }
            }
            #expect(counts.first == 64 << 10)
            let later = counts.dropFirst(4).dropLast()
            #expect(later.allSatisfy { $0 >= least && $0 <= most }, "\(rate): \(later.prefix(5))")
        }
    }

    @Test("tries later what the receiver does not know yet, and lets nothing wait for it")
    func unknown() {
        let store = Store(Self.items)
        var unknowns = 4
        var world = world { request in
            if case .file(3, _, _) = request, unknowns > 0 {
                unknowns -= 1
                return .unknownEntry(Self.error)
            }
            return store.answer(request)
        }
        world.run()
        #expect(store.have.count == 4 && world.quarantined.isEmpty && world.machine.lastError == nil)
    }

    @Test("begins again after a wrong digest, and quarantines at the third")
    func wrongDigest() {
        let store = Store(Self.items)
        var world = world { request in
            if case .file(5, let offset?, let count) = request, offset + Int64(count) == 100_000 {
                store.have[5] = 0
                return .wrongDigest(Self.error)
            }
            return store.answer(request)
        }
        world.run()
        #expect(world.quarantined == [5])
        #expect(store.have[2] == 300_000 && store.have[6] == 5000)
        #expect(world.cursors[.snapshots] == 6)
    }

    @Test("waits for a receiver that takes no file at all, and quarantines none")
    func takesNone() {
        var world = world { request in
            if case .file = request { return MachineWorld.refused }
            return .accepted
        }
        world.run(patience: 20)
        #expect(world.quarantined.isEmpty && world.machine.state == .failing)
        #expect(world.machine.cursor == 6 && world.machine.lastError == MachineWorld.refusal)
    }

    @Test("waits for a receiver that says it has something and never gets on")
    func stuck() {
        var world = world { request in
            if case .file = request { return .has(bytes: 0, isComplete: false) }
            return .accepted
        }
        world.run(patience: 20)
        #expect(files(world).count < 20 && world.machine.state == .failing)
    }

    @Test("leaves behind, visibly, what cannot be read here")
    func unreadable() {
        let store = Store(Self.items)
        var world = world { request in
            if case .file(3, _, _) = request { return .unreadable(Self.error) }
            return store.answer(request)
        }
        world.run()
        #expect(world.quarantined == [3] && store.have.count == 3)
    }

    @Test("sends a refused file again when somebody wants it")
    func retry() {
        let store = Store(Self.items)
        var refuses = true
        var world = world { request in
            if refuses, case .file(5, _, _) = request { return MachineWorld.refused }
            return store.answer(request)
        }
        world.run()
        #expect(world.quarantined == [5] && store.have[5] == nil)
        refuses = false
        world.tell(.retry(.snapshots, seq: 5))
        world.run()
        #expect(store.have[5] == 100_000 && world.released == [5])
        #expect(world.cursors[.snapshots] == 6)
    }

    @Test("leaves the file of a refused entry behind with it, and sends all others")
    func refusedEntry() {
        let store = Store(Self.items)
        var world = world { request in
            if request.seqs.contains(3) { return MachineWorld.refused }
            if case .file(3, _, _) = request { return .unknownEntry(Self.error) }
            return store.answer(request)
        }
        world.run()
        #expect(world.quarantined == [3, 3] && Set(world.held.map(\.lane)) == [.routine, .snapshots])
        #expect(store.have.keys.sorted() == [2, 5, 6] && !files(world).contains(3))
        #expect(world.cursors[.snapshots] == 6)
    }

    @Test("leaves behind, after some attempts, a file whose entry the receiver took and does not know")
    func unknownForEver() {
        let store = Store(Self.items)
        var world = world { request in
            if case .file(5, _, _) = request { return .unknownEntry(Self.error) }
            return store.answer(request)
        }
        world.run()
        #expect(world.quarantined == [5] && files(world).filter { $0 == 5 }.count == 5)
        #expect(store.have.count == 3)
    }

    @Test("quarantines nothing because the journal failed with a file under way")
    func journalFails() {
        let store = Store(Self.items)
        var fails = false
        var world = world { request in
            if case .file(2, let offset?, _) = request, offset > 0, offset < 200_000 { fails = true }
            return store.answer(request)
        }
        world.journalFails = {
            defer { fails = false }
            return fails
        }
        world.duration = { _ in 2 }
        world.run()
        #expect(world.quarantined.isEmpty && store.have == [2: 300_000, 3: 40_000, 5: 100_000, 6: 5000])
    }

    @Test("goes back to a receiver that lost entries, and sends it what it lost with them", arguments: [true, false])
    func lostEntries(losesFiles: Bool) {
        let store = Store(Self.items)
        var loses = false
        var world = world { request in
            if loses, case .entries(.routine, _, _) = request {
                loses = false
                if losesFiles { store.have = [:] }
                return .resume(after: 2, Self.error)
            }
            return store.answer(request)
        }
        world.run()
        let first = store.have
        let sent = world.log.count
        #expect(first.count == 4)
        loses = true
        world.items.append(Item())
        world.run()
        let again = world.log[sent...].compactMap { request -> MachineWorld.Request? in
            if case .file = request { request } else { nil }
        }
        #expect(world.cursors[.snapshots] == 7 && world.cursors[.recordings] == 7)
        if losesFiles {
            #expect(
                store.have == first.filter { $0.key > 2 }, "the file of entry 2 was not lost with the entries after it")
        } else {
            #expect(
                again == [3, 5, 6].map { .file($0, offset: nil, count: 0) }, "what is there is asked for, and not sent")
        }
    }

    @Test("pays for files out of the budget")
    func budget() {
        let items = [Item(lane: .recordings, file: 1_000_000)]
        let store = Store(items)
        var world = MachineWorld(
            items,
            settings: MachineWorld.settings {
                $0.evidence = [.recordings]
                $0.rate = 50_000
            })
        world.answer = { store.answer($0) }
        world.run()
        let seconds = world.now.seconds(since: MonotonicTime(nanoseconds: 1_000_000_000_000))
        #expect(store.have[1] == 1_000_000 && seconds > 10 && seconds < 25)
    }
}
