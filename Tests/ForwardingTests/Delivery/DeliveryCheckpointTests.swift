import Forwarding
import Journal
import MerkleLog
import Testing
import Timekeeping

@Suite("A delivery machine that needs receipts")
struct DeliveryCheckpointTests {
    private func world(
        count: Int, checkpoint: Int64, answer: @escaping (MachineWorld.Request) -> DeliveryVerdict = sign
    ) -> MachineWorld {
        var world = MachineWorld(
            Array(repeating: .init(), count: count), settings: MachineWorld.settings { $0.needsReceipt = true },
            answer: answer)
        world.checkpoint = checkpoint
        return world
    }

    private static func receipt(_ size: Int64, signed: UInt64 = 1) -> StoredReceipt {
        StoredReceipt(
            destination: "sector", size: size, note: SignedNote(text: "t\n"), signed: signed, key: "k",
            received: UTCTime(nanoseconds: 0))
    }

    private static func sign(_ request: MachineWorld.Request) -> DeliveryVerdict {
        if case .checkpoint(let size, _) = request { return .cosigned(receipt(size)) }
        return .accepted
    }

    private func checkpoints(_ world: MachineWorld) -> [MachineWorld.Request] {
        world.log.filter { if case .checkpoint = $0 { true } else { false } }
    }

    private static let falseReceipt = DeliveryError(.falseReceipt, place: "sector", cause: "no", mend: "none")

    @Test("submits the newest checkpoint when all it covers is sent, and keeps the receipt")
    func plain() {
        var world = world(count: 20, checkpoint: 18)
        world.run()
        #expect(world.log.last == .checkpoint(size: 18, old: 0))
        #expect(world.receipt?.size == 18 && world.machine.receiptSize == 18)
        world.checkpoint = 20
        world.run()
        #expect(world.log.last == .checkpoint(size: 20, old: 18))
        #expect(world.receipt?.size == 20)
        #expect(checkpoints(world).count == 2)
    }

    @Test("submits nothing that goes beyond what was sent")
    func order() {
        var world = world(count: 100, checkpoint: 100)
        world.run()
        #expect(checkpoints(world).count == 1 && world.log.last == .checkpoint(size: 100, old: 0))
    }

    @Test("goes on from the size that the receiver signed last, whatever it believed")
    func otherSize() {
        var holds: Int64 = 7
        var world = world(count: 20, checkpoint: 20) { request in
            guard case .checkpoint(let size, let old) = request else { return .accepted }
            guard old == holds else { return .holds(size: holds, MachineWorld.conflict) }
            holds = size
            return .cosigned(Self.receipt(size))
        }
        world.run()
        #expect(checkpoints(world) == [.checkpoint(size: 20, old: 0), .checkpoint(size: 20, old: 7)])
        #expect(world.receipt?.size == 20 && world.machine.lastError == nil && world.waits.isEmpty)
    }

    @Test("waits ever longer for a receiver that cannot decide what it signed last")
    func undecided() {
        var size: Int64 = 0
        var world = world(count: 20, checkpoint: 20) { request in
            guard case .checkpoint = request else { return .accepted }
            size = (size + 1) % 10
            return .holds(size: size, MachineWorld.conflict)
        }
        world.run(patience: 20)
        #expect(checkpoints(world).count < 12 && world.machine.state == .failing)
        #expect(world.machine.cursor == 20)
    }

    @Test("shows as failing what signed more than there is, and believes nothing")
    func signedMore() {
        var world = world(count: 20, checkpoint: 20) { request in
            guard case .checkpoint = request else { return .accepted }
            return .holds(size: 500, MachineWorld.conflict)
        }
        world.run(patience: 20)
        #expect(world.receipt == nil && world.machine.state == .failing && world.machine.cursor == 20)
        #expect(world.machine.lastError?.cause.contains("has 500 entries") == true)
    }

    @Test("brings again what the receiver misses, and then gets its receipt")
    func missing() {
        var hasLost = true
        var world = world(count: 30, checkpoint: 30) { request in
            guard case .checkpoint(let size, _) = request else { return .accepted }
            defer { hasLost = false }
            return hasLost ? .missing(from: 9, MachineWorld.conflict) : .cosigned(Self.receipt(size))
        }
        world.run()
        #expect(world.rewinds == [8] && world.receipt?.size == 30)
        #expect(world.log.flatMap(\.seqs).filter { $0 == 9 }.count >= 2)
        #expect(world.log.flatMap(\.seqs).filter { $0 == 8 }.count == 1)
    }

    @Test("asks ever less often a receiver that goes on missing the same")
    func missingForEver() {
        var world = world(count: 30, checkpoint: 30) { request in
            if case .checkpoint = request { return .missing(from: 9, MachineWorld.conflict) }
            return .accepted
        }
        world.run(patience: 20)
        #expect(checkpoints(world).count < 12 && world.machine.state == .failing && world.receipt == nil)
        #expect(world.rewinds == [8], "what was sent again once is not sent for ever")
    }

    @Test("sends nothing again for an entry that the receiver itself refused, and says which it is")
    func hole() {
        var world = world(count: 30, checkpoint: 30) { request in
            if case .checkpoint = request { return .missing(from: 9, MachineWorld.conflict) }
            return request.seqs.contains(9) ? MachineWorld.refused : .accepted
        }
        world.run(patience: 20)
        #expect(world.quarantined == [9] && world.rewinds.isEmpty)
        #expect(world.machine.state == .failing && world.machine.lastError?.place == "entry 9")
        #expect(world.machine.lastError?.mend.contains("karaulactl quarantine retry 9") == true)
    }

    @Test("does not let a false receipt count, says so once an hour, and asks again")
    func falseReceipts() {
        var world = world(count: 20, checkpoint: 20) { request in
            if case .checkpoint = request { return .falseReceipt(Self.falseReceipt) }
            return .accepted
        }
        world.run(patience: 20)
        #expect(world.receipt == nil && world.machine.receiptSize == 0)
        #expect(world.notices == [.receiptRefused(Self.falseReceipt)])
        #expect(checkpoints(world).count >= 5)
        #expect(world.machine.lastError == Self.falseReceipt && world.machine.state == .failing)
        // Entries do not wait for a receipt that is none.
        world.items.append(.init())
        world.run(patience: 1)
        #expect(world.accepted.contains(21))
        world.answer = Self.sign
        world.run(patience: 100)
        #expect(world.receipt?.size == 20 && world.machine.lastError == nil)
    }

    @Test("counts as stalled while entries are taken and no receipt comes")
    func busyButNothingArrives() {
        var world = world(count: 20, checkpoint: 20) { request in
            if case .checkpoint = request { return MachineWorld.refused }
            return .accepted
        }
        world.run(patience: 20)
        #expect(world.notices == [] || world.notices == [.stalled(.entries, seconds: 600)])
        for _ in 0..<40 {
            world.pass(seconds: 20)
            world.items.append(.init())
            world.run(patience: 20)
        }
        #expect(world.notices.count == 1 && world.machine.state == .stalled)
        #expect(world.machine.cursor == world.head)
    }

    @Test("submits a checkpoint now and then while a backlog is sent, however long that takes")
    func duringBacklog() {
        var world = world(count: 400, checkpoint: 8)
        world.duration = { _ in 0.5 }
        world.meanwhile = { world, _ in
            world.checkpoint = world.machine.cursor
            world.machineHears()
        }
        world.run()
        #expect(world.receipt?.size ?? 0 >= 392)
        #expect(checkpoints(world).count > 10 && checkpoints(world).count < 60)
    }

    @Test("needs none where an answer is enough")
    func answerIsEnough() {
        var world = MachineWorld(count: 20)
        world.checkpoint = 20
        world.run()
        #expect(checkpoints(world).isEmpty)
    }
}
