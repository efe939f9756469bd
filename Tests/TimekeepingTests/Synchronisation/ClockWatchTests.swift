import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct ClockWatchTests {
    @Test func itLooksByItselfUntilItIsStopped() async {
        let clock = ManualSiteClock()
        let (looks, post) = AsyncStream.makeStream(of: ClockLook.self)
        let watch = ClockWatch(clock: clock) { post.yield($0) }
        #expect(watch.start() == nil, "the kernel tells of steps at once")
        var iterator = looks.makeAsyncIterator()
        let first = await iterator.next()
        #expect(first?.condition.state == .locked && first?.changes.count == 1)
        clock.stepUTC(bySeconds: 3600)
        var changes: [ClockChange] = []
        while changes.isEmpty, let look = await iterator.next() { changes = look.changes }
        guard case .stepped(let step)? = changes.first else {
            Issue.record("no step in \(changes)")
            return
        }
        #expect(step.by == 3_600_000_000_000)
        await watch.stop()
        post.finish()
        for await look in looks { #expect(look.changes.isEmpty) }
    }
}
