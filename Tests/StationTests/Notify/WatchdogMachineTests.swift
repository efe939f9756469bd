import Station
import Testing
import Timekeeping

/// It barks for whoever moves, and for nobody else.
@Suite struct WatchdogMachineTests {
    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    @Test func aRoundInWhichAllAnsweredIsToldAtTheNextTick() {
        var machine = WatchdogMachine(patience: 15)
        #expect(machine.handle(.tick(at: at(0), queues: ["a", "b"])) == [.ask(["a", "b"], round: 1)])
        #expect(machine.handle(.answered("b", round: 1)).isEmpty)
        #expect(machine.handle(.answered("a", round: 1)).isEmpty)
        #expect(machine.handle(.tick(at: at(7), queues: ["a", "b"])) == [.feed, .ask(["a", "b"], round: 2)])
    }

    @Test func aStuckQueueIsNeverFedForAndToldOnce() {
        var machine = WatchdogMachine(patience: 15)
        _ = machine.handle(.tick(at: at(0), queues: ["a", "b"]))
        _ = machine.handle(.answered("a", round: 1))
        #expect(machine.handle(.tick(at: at(7), queues: ["a", "b"])).isEmpty)
        #expect(machine.handle(.tick(at: at(16), queues: ["a", "b"])) == [.complain(["b"], seconds: 16)])
        for second in 17..<1000 {
            #expect(machine.handle(.tick(at: at(Double(second)), queues: ["a", "b"])).isEmpty)
        }
    }

    @Test func aQueueThatWasSlowIsForgiven() {
        var machine = WatchdogMachine(patience: 15)
        _ = machine.handle(.tick(at: at(0), queues: ["a"]))
        _ = machine.handle(.tick(at: at(16), queues: ["a"]))
        _ = machine.handle(.answered("a", round: 1))
        #expect(machine.handle(.tick(at: at(20), queues: ["a"])) == [.feed, .relieve, .ask(["a"], round: 2)])
        _ = machine.handle(.answered("a", round: 2))
        #expect(machine.handle(.tick(at: at(27), queues: ["a"])) == [.feed, .ask(["a"], round: 3)])
    }

    @Test func anAnswerToAnEarlierRoundCountsForNothing() {
        var machine = WatchdogMachine(patience: 15)
        _ = machine.handle(.tick(at: at(0), queues: ["a"]))
        _ = machine.handle(.answered("a", round: 1))
        _ = machine.handle(.tick(at: at(7), queues: ["a"]))
        _ = machine.handle(.answered("a", round: 1))
        #expect(machine.handle(.tick(at: at(14), queues: ["a"])).isEmpty)
    }

    @Test func aQueueThatIsGoneIsNotWaitedForAndANewOneIsAskedInTheNextRound() {
        var machine = WatchdogMachine(patience: 15)
        _ = machine.handle(.tick(at: at(0), queues: ["a", "gone"]))
        _ = machine.handle(.answered("a", round: 1))
        #expect(machine.handle(.tick(at: at(7), queues: ["a", "new"])) == [.feed, .ask(["a", "new"], round: 2)])
    }
}
