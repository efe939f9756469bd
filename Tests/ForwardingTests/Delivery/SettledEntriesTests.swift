import Forwarding
import Testing

@Suite("Settled entries")
struct SettledEntriesTests {
    @Test("are remembered as a set would, whatever is done", arguments: UInt64(0)..<200)
    func model(seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var settled = SettledEntries()
        var model: Set<Int64> = []
        var base: Int64 = 0
        for _ in 0..<400 {
            switch random.below(10) {
            case 0:
                base = max(base, base + Int64(random.below(150)))
                settled.drop(through: base)
                model = model.filter { $0 > base }
            case 1 where random.below(4) == 0:
                let seq = max(0, base - 20 + Int64(random.below(200)))
                settled.forget(after: seq)
                model = model.filter { $0 <= seq }
                base = min(base, seq)
            default:
                let seq = base + Int64(random.below(400)) - 20
                settled.insert(seq)
                if seq > base { model.insert(seq) }
            }
            let from = base + Int64(random.below(200))
            var end = from
            while model.contains(end + 1) { end += 1 }
            #expect(settled.runEnd(after: from) == end)
            let probe = base + Int64(random.below(500)) - 30
            #expect(settled.contains(probe) == model.contains(probe))
            check(settled, model, from, Int64(random.below(300)), 1 + random.below(40))
        }
    }

    private func check(
        _ settled: SettledEntries, _ model: Set<Int64>, _ from: Int64, _ span: Int64, _ limit: Int
    ) {
        guard let (seqs, through) = settled.gaps(after: from, through: from + span, limit: limit) else {
            var free: [Int64] = []
            var next = from + 1
            while next <= from + span, free.count < limit, !model.contains(next) {
                free.append(next)
                next += 1
            }
            #expect(next > from + span || free.count == limit)
            return
        }
        #expect(seqs.count <= limit && through <= from + span && through > from)
        #expect(seqs == (from + 1...through).filter { !model.contains($0) })
    }

    @Test("beyond the capacity are forgotten, and cost nothing but a duplicate")
    func capacity() {
        var settled = SettledEntries()
        settled.insert(SettledEntries.capacity)
        settled.insert(SettledEntries.capacity + 1)
        #expect(settled.contains(SettledEntries.capacity) && !settled.contains(SettledEntries.capacity + 1))
    }
}
