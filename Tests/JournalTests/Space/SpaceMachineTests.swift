import Journal
import TestKit
import Testing
import Timekeeping

@Suite struct SpaceMachineTests {
    private static let limits = SpaceLimits(keepFree: 1000, reserve: 100, horizon: 3600)

    /// A machine with a clock, and the conditions that it has opened and not ended.
    private struct Site {
        var machine = SpaceMachine(limits: SpaceMachineTests.limits)
        var now = MonotonicTime(nanoseconds: 0)
        var open: Set<StorageCondition> = []

        mutating func handle(_ event: SpaceMachine.Event, after seconds: Double = 0) -> [SpaceMachine.Action] {
            now = now.advanced(bySeconds: seconds)
            let actions = machine.handle(event, at: now)
            for action in actions {
                switch action {
                case .open(let condition): #expect(open.insert(condition).inserted, "\(condition) opened twice")
                case .end(let condition): #expect(open.remove(condition) != nil, "\(condition) ended twice")
                default: break
                }
            }
            #expect(open == Set(machine.conditions.keys))
            #expect(machine.isRecording == !open.contains(where: \.stopsRecording))
            return actions
        }

        mutating func free(_ bytes: Int64, after seconds: Double = 60) -> [SpaceMachine.Action] {
            handle(.measured(SpaceMeasurement(freeBytes: bytes, totalBytes: 10_000)), after: seconds)
        }
    }

    @Test func aDiskThatFillsAndEmptiesGoesThroughEveryStateAndBack() {
        var site = Site()
        #expect(site.free(5000) == [.makeReserve])
        #expect(site.handle(.reserve(isThere: true)).isEmpty)
        #expect(site.free(1000).isEmpty)
        #expect(site.free(999) == [.free(SpaceNeed(bytes: 1))])
        #expect(site.free(500) == [.free(SpaceNeed(bytes: 500))])
        #expect(site.free(499) == [.stopRecording, .free(SpaceNeed(bytes: 501)), .open(.low)])
        #expect(site.handle(.commitFailed(.full)) == [.open(.full), .releaseReserve])
        #expect(site.handle(.commitFailed(.full)).isEmpty)
        #expect(site.handle(.committed).isEmpty)
        #expect(site.free(100) == [.free(SpaceNeed(bytes: 900))])
        #expect(site.free(599) == [.free(SpaceNeed(bytes: 401))], "the reserve would leave too little")
        #expect(site.free(600) == [.free(SpaceNeed(bytes: 400)), .makeReserve])
        #expect(site.handle(.reserve(isThere: false)).isEmpty)
        #expect(site.free(700) == [.free(SpaceNeed(bytes: 300)), .makeReserve])
        #expect(site.handle(.reserve(isThere: true)) == [.end(.full)])
        #expect(site.free(749) == [.free(SpaceNeed(bytes: 251))])
        #expect(site.free(750) == [.free(SpaceNeed(bytes: 250)), .end(.low), .resumeRecording])
        #expect(site.free(5000).isEmpty)
    }

    @Test func theReserveIsNotMadeAgainWhileCommitsFailOrHaveJustFailed() {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        // A quota: the file system has room, and commits find none.
        #expect(site.handle(.commitFailed(.full)) == [.stopRecording, .open(.full), .releaseReserve])
        #expect(site.free(5000).isEmpty)
        #expect(site.handle(.committed).isEmpty)
        #expect(site.handle(.commitFailed(.full)).isEmpty)
        #expect(site.handle(.committed).isEmpty)
        #expect(site.free(5000, after: 29).isEmpty)
        #expect(site.free(5000, after: 1) == [.makeReserve])
    }

    @Test func aRecordingThatFindsTheDiskFullLeavesTheReserve() {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        #expect(site.handle(.fileFailed(.full)) == [.stopRecording, .open(.low)])
        #expect(site.free(5000, after: 1).isEmpty)
        #expect(site.free(5000, after: 30) == [.end(.low), .resumeRecording])
        #expect(site.machine.hasReserve)
    }

    @Test func withoutAReserveAFullDiskEndsWhenThereIsRoom() {
        var site = Site(machine: SpaceMachine(limits: SpaceLimits(keepFree: 1000, reserve: 0, horizon: 3600)))
        #expect(site.handle(.commitFailed(.full)) == [.stopRecording, .open(.full)])
        #expect(site.free(5000).isEmpty)
        #expect(site.handle(.committed).isEmpty)
        #expect(site.free(5000) == [.end(.full), .resumeRecording])
    }

    @Test(arguments: [
        (SpaceMachine.Event.commitFailed(.readOnly), StorageCondition.readOnly),
        (.fileFailed(.readOnly), .readOnly),
        (.measured(SpaceMeasurement(freeBytes: 5000, totalBytes: 10_000, isReadOnly: true)), .readOnly),
        (.commitFailed(.failing), .failing), (.fileFailed(.failing), .failing),
    ])
    func aFaultIsTriedAgainUntilItIsMended(_ event: SpaceMachine.Event, _ condition: StorageCondition) {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        #expect(site.handle(event) == [.stopRecording, .open(condition)])
        #expect(site.handle(event).isEmpty)
        #expect(site.free(5000) == [.probe])
        #expect(site.free(5000).isEmpty, "one trial at a time")
        #expect(site.handle(.probed(condition == .failing ? .failing : .readOnly)).isEmpty)
        if case .commitFailed = event { _ = site.handle(.committed) }
        if !site.open.isEmpty {
            #expect(site.free(5000) == [.probe])
            #expect(site.handle(.probed(nil)) == [.end(condition), .resumeRecording])
        }
        #expect(site.open.isEmpty)
    }

    @Test func aFailingDiskMustBeQuietForAWhile() {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        _ = site.handle(.fileFailed(.failing))
        #expect(site.free(5000, after: 1) == [.probe])
        #expect(site.handle(.probed(nil), after: 1).isEmpty)
        #expect(site.free(5000, after: 28) == [.probe])
        #expect(site.handle(.probed(nil)) == [.end(.failing), .resumeRecording])
        // While commits fail, a trial that goes well says nothing.
        _ = site.handle(.commitFailed(.failing))
        #expect(site.free(5000) == [.probe])
        #expect(site.handle(.probed(nil)).isEmpty)
        #expect(site.handle(.committed).isEmpty)
        #expect(site.free(5000) == [.probe])
        #expect(site.handle(.probed(nil)) == [.end(.failing), .resumeRecording])
    }

    @Test func aVanishedMountHoldsCommitsUntilItIsBack() {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        let gone = SpaceMeasurement(freeBytes: 0, totalBytes: 0, isPresent: false)
        #expect(site.handle(.measured(gone)) == [.stopRecording, .holdCommits, .open(.missing)])
        #expect(site.handle(.measured(gone)).isEmpty)
        #expect(site.free(5000) == [.allowCommits, .end(.missing), .resumeRecording])
    }

    @Test func anInodeTableThatIsFullStopsRecording() {
        var site = Site()
        _ = site.handle(.reserve(isThere: true))
        func files(_ count: Int64) -> SpaceMachine.Event {
            .measured(SpaceMeasurement(freeBytes: 5000, totalBytes: 10_000, freeFiles: count))
        }
        #expect(site.handle(files(64)).isEmpty)
        #expect(site.handle(files(63)) == [.stopRecording, .open(.noInodes), .free(SpaceNeed(files: 65))])
        #expect(site.handle(files(127)).isEmpty)
        #expect(site.handle(files(128)) == [.end(.noInodes), .resumeRecording])
    }

    @Test func theForecastOpensAtTheHorizonAndEndsClearlyBeyondIt() {
        var site = Site()
        #expect(site.handle(.forecast(nil)).isEmpty)
        #expect(site.handle(.forecast(3600)).isEmpty)
        #expect(site.handle(.forecast(3599)) == [.open(.filling)])
        #expect(site.handle(.forecast(4499)).isEmpty)
        #expect(site.handle(.forecast(4500)) == [.end(.filling)])
        #expect(site.handle(.forecast(10)) == [.open(.filling)])
        #expect(site.handle(.forecast(nil)) == [.end(.filling)])
        #expect(site.machine.isRecording)
    }

    @Test func whateverHappensEveryConditionOpensAndEndsInTurn() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var site = Site()
            for _ in 0..<200 {
                let failure = SpaceMachine.Failure.allCases.randomElement(using: &generator) ?? .full
                let events: [SpaceMachine.Event] = [
                    .measured(
                        SpaceMeasurement(
                            freeBytes: Int64.random(in: 0...1500, using: &generator), totalBytes: 10_000,
                            freeFiles: Int64.random(in: 0...200, using: &generator),
                            isReadOnly: Int.random(in: 0..<9, using: &generator) == 0,
                            isPresent: Int.random(in: 0..<9, using: &generator) > 0)),
                    .commitFailed(failure), .committed, .fileFailed(failure), .probed(failure), .probed(nil),
                    .reserve(isThere: Bool.random(using: &generator)),
                    .forecast(Double.random(in: 0...9000, using: &generator)),
                ]
                guard let event = events.randomElement(using: &generator) else { continue }
                let before = site.machine.isRecording
                let actions = site.handle(event, after: Double.random(in: 0...20, using: &generator))
                #expect(actions.contains(.stopRecording) == (before && !site.machine.isRecording))
                #expect(actions.contains(.resumeRecording) == (!before && site.machine.isRecording))
            }
            // Whatever was: a disk that is well for long enough is taken for well.
            for _ in 0..<4 {
                _ = site.handle(.committed, after: 60)
                _ = site.handle(.measured(SpaceMeasurement(freeBytes: 9000, totalBytes: 10_000, freeFiles: 9000)))
                _ = site.handle(.reserve(isThere: true))
                _ = site.handle(.probed(nil))
                _ = site.handle(.forecast(nil))
            }
            #expect(site.open.isEmpty && site.machine.isRecording && site.machine.hasReserve)
        }
    }
}
