import Ledger
import TestKit
import Testing

@Suite("The queue of requests that wait for a transaction")
struct JobQueueTests {
    @Test("gives groups with at most one request of each log, in the order of each")
    func groups() {
        var queue = JobQueue<Int>()
        #expect(queue.add(1, of: "a", weight: 1) == true)
        for (job, source) in [(2, "a"), (3, "b"), (4, "a"), (5, "c")] {
            #expect(queue.add(job, of: source, weight: 1) == false)
        }
        #expect(queue.takeGroup() == [1, 3, 5])
        #expect(queue.finishGroup() == true)
        #expect(queue.takeGroup() == [2])
        #expect(queue.finishGroup() == true)
        #expect(queue.takeGroup() == [4])
        #expect(queue.finishGroup() == false)
        #expect(queue.add(6, of: "a", weight: 1) == true, "somebody has to be sent again")
    }

    @Test("takes no more than there is room for")
    func bounded() {
        var queue = JobQueue<Int>()
        for job in 0..<JobQueue<Int>.mostJobs { #expect(queue.add(job, of: "a", weight: 0) != nil) }
        #expect(queue.add(0, of: "b", weight: 0) == nil)
        var heavy = JobQueue<Int>()
        #expect(heavy.add(0, of: "a", weight: JobQueue<Int>.mostBytes) != nil)
        #expect(heavy.add(1, of: "b", weight: 1) == nil)
        #expect(heavy.takeGroup() == [0])
        #expect(heavy.add(1, of: "b", weight: 1) != nil && heavy.bytes == 1)
    }

    @Test("forgets nothing and turns nothing around", arguments: UInt64(0)..<30)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = JobQueue<(source: String, number: Int)>()
        var given: [String: [Int]] = [:]
        var taken: [String: [Int]] = [:]
        for number in 0..<300 {
            let source = "\(Int.random(in: 0..<90, using: &generator))"
            if queue.add((source, number), of: source, weight: 3) != nil { given[source, default: []].append(number) }
            if Int.random(in: 0..<8, using: &generator) == 0 {
                let group = queue.takeGroup()
                #expect(group.count <= JobQueue<Int>.largestGroup && Set(group.map(\.source)).count == group.count)
                for job in group { taken[job.source, default: []].append(job.number) }
                _ = queue.finishGroup()
            }
        }
        while queue.count > 0 {
            for job in queue.takeGroup() { taken[job.source, default: []].append(job.number) }
        }
        #expect(taken == given && queue.bytes == 0)
    }
}
