import Journal
import Testing

@Suite struct CommitLineTests {
    private func full(_ limit: Int) -> CommitLine<Int> {
        var line = CommitLine<Int>(limit: limit)
        for number in 0..<limit { _ = line.add(number, mayBeRefused: true) }
        return line
    }

    @Test func oneCommitIsAskedForHoweverManyCome() {
        var line = CommitLine<Int>(limit: 10)
        guard case .taken(.commit) = line.add(1, mayBeRefused: true) else { return #expect(Bool(false)) }
        guard case .taken(.none) = line.add(2, mayBeRefused: true) else { return #expect(Bool(false)) }
        #expect(line.begin(atMost: 10) == [1, 2])
        guard case .taken(.none) = line.add(3, mayBeRefused: true) else { return #expect(Bool(false)) }
        #expect(line.begin(atMost: 10) == [])
        #expect(line.succeeded() == .commit)
        #expect(line.begin(atMost: 10) == [3])
        #expect(line.succeeded() == .none)
        #expect(line.count == 0)
    }

    @Test func aBatchIsBounded() {
        var line = full(5)
        #expect(line.begin(atMost: 3) == [0, 1, 2])
        #expect(line.succeeded() == .commit)
        #expect(line.begin(atMost: 3) == [3, 4])
    }

    @Test func afterAFailureEverythingStaysInOrderAndOnlyTheDelayWakesIt() {
        var line = CommitLine<Int>(limit: 10)
        for number in 0..<3 { _ = line.add(number, mayBeRefused: true) }
        _ = line.begin(atMost: 10)
        #expect(line.failed() == .wait(seconds: 0.1))
        #expect(line.isBackingOff)
        guard case .taken(.none) = line.add(3, mayBeRefused: false) else { return #expect(Bool(false)) }
        #expect(line.begin(atMost: 10) == [])
        #expect(line.retryIsDue() == .commit)
        #expect(line.begin(atMost: 10) == [0, 1, 2, 3])
        #expect(line.failed() == .wait(seconds: 0.2))
        #expect(line.retryIsDue() == .commit)
        _ = line.begin(atMost: 10)
        #expect(line.succeeded() == .none)
        _ = line.add(4, mayBeRefused: true)
        _ = line.begin(atMost: 10)
        #expect(line.failed() == .wait(seconds: 0.1))
    }

    @Test func delaysDoubleUpToFiveSeconds() {
        let delays = (1...9).map { CommitLine<Int>.delay(afterFailures: $0) }
        #expect(delays == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5])
        #expect(CommitLine<Int>.delay(afterFailures: 1_000_000) == 5)
    }

    @Test func aFullLineRefusesTheNewestThatMayBeRefused() {
        var line = full(3)
        guard case .refused = line.add(3, mayBeRefused: true) else { return #expect(Bool(false)) }
        guard case .tookPlaceOf(2, _) = line.add(100, mayBeRefused: false) else { return #expect(Bool(false)) }
        guard case .tookPlaceOf(1, _) = line.add(101, mayBeRefused: false) else { return #expect(Bool(false)) }
        #expect(line.begin(atMost: 10) == [0, 100, 101])
    }

    @Test func whatIsInFlightIsNeverRefused() {
        var line = full(2)
        #expect(line.begin(atMost: 10) == [0, 1])
        guard case .taken = line.add(100, mayBeRefused: false) else { return #expect(Bool(false)) }
        #expect(line.succeeded() == .commit)
        #expect(line.begin(atMost: 10) == [100])
    }

    @Test func evenEventsAreBounded() {
        var line = CommitLine<Int>(limit: 2)
        for number in 0..<8 {
            guard case .taken = line.add(number, mayBeRefused: false) else { return #expect(Bool(false)) }
        }
        guard case .refused = line.add(8, mayBeRefused: false) else { return #expect(Bool(false)) }
        #expect(line.count == 8)
    }

    @Test func aPoisonedBatchLosesOnlyThePoison() {
        var line = full(4)
        #expect(line.begin(atMost: 10) == [0, 1, 2, 3])
        var refused: [Int] = []
        var committed: [Int] = []
        var (item, action) = line.failedForItsContent()
        #expect(item == nil)
        while action == .commit {
            let batch = line.begin(atMost: 10)
            #expect(batch.count == 1)
            if batch == [2] {
                (item, action) = line.failedForItsContent()
                if let item { refused.append(item) }
            } else {
                committed += batch
                action = line.succeeded()
            }
        }
        #expect(refused == [2])
        #expect(committed == [0, 1, 3])
        for number in 4..<6 { _ = line.add(number, mayBeRefused: true) }
        #expect(line.begin(atMost: 10) == [4, 5])
    }

    @Test func givingUpHandsOutWhatIsNotInFlight() {
        var line = full(3)
        #expect(line.begin(atMost: 1) == [0])
        #expect(line.abandon() == [1, 2])
        #expect(line.succeeded() == .none)
    }
}
