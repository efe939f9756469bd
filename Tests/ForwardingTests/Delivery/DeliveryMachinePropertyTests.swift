import Forwarding
import Testing

/// Whatever a receiver answers, nothing is lost, and the cursor tells the truth. `MachineWorld` checks every step.
@Suite("A delivery machine, whatever happens")
struct DeliveryMachinePropertyTests {
    @Test("loses and reorders nothing under random answers, failures and crashes", arguments: UInt64(0)..<400)
    func chaos(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var calm = false
        let count = random.below(80)
        var world = MachineWorld(
            wanted: (0..<count).map { _ in random.below(4) > 0 },
            limits: DeliveryLimits(entries: 1 + random.below(20), bytes: 100 + random.below(3000))
        ) { _ in
            if calm { return .accepted }
            switch random.below(6) {
            case 0: return MachineWorld.refused
            case 1: return .tooLarge(MachineWorld.refusal)
            case 2: return .failed(MachineWorld.outage, retryAfterSeconds: Double(random.below(100)))
            case 3:
                return .failed(
                    DeliveryError(.timedOut, place: "sector", cause: "late", mend: "none"), retryAfterSeconds: nil)
            default: return .accepted
            }
        }
        for index in world.items.indices { world.items[index].byteCount = 50 + (index + 1) * 7919 % 400 }
        let journalWorks = random.below(2) == 0
        world.journalFails = { !calm && !journalWorks && random.below(8) == 0 }
        for _ in 0..<10 { world.run(waits: 3, crash: { random.below(50) == 0 }) }
        calm = true
        world.run()

        #expect(world.machine.cursor == world.head)
        let settled = Set(world.accepted).union(world.quarantined)
        #expect(settled.count == world.items.count { $0.isWanted })
        if journalWorks, world.quarantined.isEmpty { #expect(world.accepted == world.accepted.sorted()) }
    }

    @Test("quarantines exactly the entries that are always refused", arguments: UInt64(0)..<400)
    func poison(seed: UInt64) {
        let random = SeededRandom(seed: seed &+ 1_000_000)
        let count = 1 + random.below(120)
        let poisons = Set((0..<random.below(6)).map { _ in Int64(1 + random.below(count)) })
        let takesEmpty = random.below(2) == 0
        let largest = 1 + random.below(30)
        var world = MachineWorld(
            wanted: Array(repeating: true, count: count), limits: DeliveryLimits(entries: 1 + random.below(30))
        ) { seqs in
            if random.below(5) == 0 { return .failed(MachineWorld.outage, retryAfterSeconds: nil) }
            if seqs.count > largest { return .tooLarge(MachineWorld.refusal) }
            if seqs.isEmpty { return takesEmpty ? .accepted : MachineWorld.refused }
            return poisons.isDisjoint(with: seqs) ? .accepted : MachineWorld.refused
        }
        world.run(waits: 500)
        // A receiver that refuses empty batches gives no proof about the newest entries: they wait for the next one.
        let last = takesEmpty ? world.head : (1...world.head).last { !poisons.contains($0) } ?? 0
        #expect(world.machine.cursor >= last)
        #expect(world.accepted == (1...world.head).filter { !poisons.contains($0) })
        #expect(Set(world.quarantined).isSubset(of: poisons))
        #expect(Set(world.quarantined).isSuperset(of: poisons.filter { $0 <= last }))
    }
}

/// SplitMix64: the same numbers on every machine.
final class SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Evenly distributed over 0..<limit.
    func below(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((z ^ (z >> 31)) % UInt64(limit))
    }
}
