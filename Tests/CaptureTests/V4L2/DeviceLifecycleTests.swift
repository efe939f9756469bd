import Capture
import Imaging
import Testing

@Suite struct DeviceLifecycleTests {
    static let format = StreamFormat(
        pixelFormat: .mjpeg, size: .init(width: 640, height: 480), framesPerSecond: 15)
    static let place = "/dev/v4l/by-id/a"
    static let second: Int64 = 1_000_000_000

    static func problem(_ code: SourceProblem.Code, _ cause: String = "x") -> SourceProblem {
        SourceProblem(code: code, place: place, cause: cause, mend: "y")
    }

    private func life(after events: [DeviceLifecycle.Event], at now: Int64 = 0) -> DeviceLifecycle {
        var life = DeviceLifecycle(place: Self.place)
        for event in events { _ = life.handle(event, at: now) }
        return life
    }

    @Test("from start to frames: streaming is told with the first frame, not before")
    func start() {
        var life = DeviceLifecycle(place: Self.place)
        #expect(life.handle(.start, at: 0) == [.open])
        #expect(life.handle(.opened(Self.format), at: 1) == [.setTimer(nanoseconds: DeviceLifecycle.heartbeat)])
        #expect(life.handle(.frame, at: 2) == [.tellStreaming(Self.format)])
        #expect(life.handle(.frame, at: 3) == [])
    }

    @Test(
        "every failure to open is told once, whatever it is, and tried again",
        arguments: SourceProblem.Code.allCases.filter { $0 != .missing })
    func openFails(code: SourceProblem.Code) {
        var life = life(after: [.start])
        let problem = Self.problem(code)
        var pauses: [DeviceLifecycle.Action] = []
        var told = 0
        for _ in 0..<6 {
            for action in life.handle(.openFailed(problem), at: 0) {
                if case .tellLost(problem) = action { told += 1 } else { pauses.append(action) }
            }
            #expect(life.handle(.timer, at: 0) == [.open])
        }
        #expect(told == 1)
        #expect(pauses == [5, 10, 20, 40, 50, 50].map { .setTimer(nanoseconds: $0 * 100_000_000) })
    }

    @Test("a missing device is looked for each second")
    func missing() {
        var life = life(after: [.start])
        let pause = DeviceLifecycle.Action.setTimer(nanoseconds: DeviceLifecycle.missingPause)
        let problem = Self.problem(.missing)
        #expect(life.handle(.openFailed(problem), at: 0) == [.tellLost(problem), pause])
        for _ in 0..<5 {
            #expect(life.handle(.timer, at: 0) == [.open])
            #expect(life.handle(.openFailed(problem), at: 0) == [pause])
        }
    }

    @Test("a different problem is told", arguments: [SourceProblem.Code.inUse, .formatRefused])
    func newProblem(code: SourceProblem.Code) {
        var life = life(after: [.start, .openFailed(Self.problem(.missing)), .timer])
        let problem = Self.problem(code)
        #expect(life.handle(.openFailed(problem), at: 0).contains(.tellLost(problem)))
    }

    @Test("unplugged: closed, told at once, and that it is missing then is no news")
    func unplugged() {
        var life = life(after: [.start, .opened(Self.format), .frame])
        let problem = Self.problem(.unplugged)
        let actions = life.handle(.fault(problem), at: 0)
        #expect(actions == [.close, .tellLost(problem), .setTimer(nanoseconds: BackOff.shortest)])
        #expect(life.handle(.timer, at: 0) == [.open])
        #expect(
            life.handle(.openFailed(Self.problem(.missing)), at: 0)
                == [.setTimer(nanoseconds: DeviceLifecycle.missingPause)])
    }

    @Test("replugged: opened shortly after the node appears, permissions that come late are no news, and it is counted")
    func replugged() {
        var life = life(after: [
            .start, .opened(Self.format), .frame, .fault(Self.problem(.unplugged)), .timer,
            .openFailed(Self.problem(.missing)),
        ])
        let soon = DeviceLifecycle.Action.setTimer(nanoseconds: DeviceLifecycle.settlingPause)
        #expect(life.handle(.nodeChanged, at: 0) == [soon])
        #expect(life.handle(.timer, at: 0) == [.open])
        #expect(life.handle(.nodeChanged, at: 0) == [])
        #expect(life.handle(.openFailed(Self.problem(.denied)), at: 0) == [soon])
        #expect(life.handle(.timer, at: 0) == [.open])
        var other = Self.format
        other.size = .init(width: 320, height: 240)
        _ = life.handle(.opened(other), at: 0)
        #expect(life.handle(.frame, at: 0) == [.countRecovery, .tellStreaming(other)])
    }

    @Test("permissions that stay wrong are told")
    func denied() {
        var life = life(after: [.start, .opened(Self.format), .frame, .fault(Self.problem(.unplugged)), .timer])
        let denied = Self.problem(.denied)
        #expect(!life.handle(.openFailed(denied), at: 0).contains(.tellLost(denied)))
        _ = life.handle(.timer, at: 0)
        #expect(life.handle(.openFailed(denied), at: 0).contains(.tellLost(denied)))
    }

    @Test("silence while streaming closes and reopens; frames in time keep it open")
    func stalled() {
        var life = life(after: [.start, .opened(Self.format), .frame])
        let beat = DeviceLifecycle.Action.setTimer(nanoseconds: DeviceLifecycle.heartbeat)
        #expect(life.handle(.timer, at: 1 * Self.second) == [beat])
        _ = life.handle(.frame, at: 2 * Self.second)
        #expect(life.handle(.timer, at: 4 * Self.second) == [beat])
        let actions = life.handle(.timer, at: 4 * Self.second + 1)
        #expect(actions.first == .close)
        guard case .tellLost(let problem) = actions.dropFirst().first else {
            Issue.record("a stall was not told")
            return
        }
        #expect(problem.code == .driverError)
        #expect(problem.place == Self.place)
        #expect(life.handle(.timer, at: 5 * Self.second) == [.open])
    }

    @Test("a device that opens and never delivers is told once and never called streaming")
    func neverDelivers() {
        var life = life(after: [.start])
        var (now, told, streaming) = (Int64(0), 0, 0)
        for _ in 0..<100 {
            for action in life.handle(life.state == .opening ? .opened(Self.format) : .timer, at: now) {
                switch action {
                case .tellLost: told += 1
                case .tellStreaming: streaming += 1
                default: break
                }
            }
            now += Self.second
        }
        #expect(told == 1)
        #expect(streaming == 0)
    }

    @Test("slow cameras get ten intervals of patience")
    func patience() {
        var slow = Self.format
        slow.framesPerSecond = 0.5
        #expect(DeviceLifecycle.patience(for: slow, first: false) == 20 * Self.second)
        slow.framesPerSecond = 0
        #expect(DeviceLifecycle.patience(for: slow, first: false) == 2 * Self.second)
        #expect(DeviceLifecycle.patience(for: slow, first: true) == 5 * Self.second)
    }

    @Test("nothing but damaged buffers is a loss that says so")
    func damaged() {
        var life = life(after: [.start, .opened(Self.format), .damagedBuffer, .damagedBuffer])
        let actions = life.handle(.timer, at: 6 * Self.second)
        guard case .tellLost(let problem) = actions.dropFirst().first else {
            Issue.record("damage without end was not told")
            return
        }
        #expect(problem.cause.contains("damaged"))
    }

    @Test("a device that breaks after each first frame is not hammered; a stable one starts with short pauses again")
    func backOff() {
        var life = life(after: [.start])
        func breakDown(after nanoseconds: Int64, from now: Int64) -> DeviceLifecycle.Action? {
            _ = life.handle(.opened(Self.format), at: now)
            _ = life.handle(.frame, at: now)
            _ = life.handle(.frame, at: now + nanoseconds)
            let actions = life.handle(.fault(Self.problem(.driverError)), at: now + nanoseconds)
            _ = life.handle(.timer, at: now + nanoseconds)
            return actions.last
        }
        #expect(breakDown(after: 1, from: 0) == .setTimer(nanoseconds: 500_000_000))
        #expect(breakDown(after: 1, from: 100) == .setTimer(nanoseconds: 1_000_000_000))
        #expect(breakDown(after: 1, from: 200) == .setTimer(nanoseconds: 2_000_000_000))
        #expect(breakDown(after: DeviceLifecycle.stableAfter, from: 300) == .setTimer(nanoseconds: 500_000_000))
    }

    @Test("another signal on the input: closed and opened anew, without a word of loss")
    func formatChange() {
        var life = life(after: [.start, .opened(Self.format), .frame])
        #expect(
            life.handle(.formatChanged, at: 0)
                == [.close, .setTimer(nanoseconds: DeviceLifecycle.settlingPause)])
        #expect(life.handle(.timer, at: 0) == [.open])
    }

    @Test("stopping closes what is open, tells it once, and nothing happens afterwards")
    func stop() {
        var open = life(after: [.start, .opened(Self.format), .frame])
        #expect(open.handle(.stop, at: 0) == [.close, .tellStopped])
        var opening = life(after: [.start])
        #expect(opening.handle(.stop, at: 0) == [.tellStopped])
        #expect(opening.handle(.opened(Self.format), at: 0) == [.close])
        for event in [DeviceLifecycle.Event.stop, .timer, .frame, .nodeChanged, .fault(Self.problem(.unplugged))] {
            #expect(open.handle(event, at: 0) == [])
        }
    }

    @Test("late news of a closed device is ignored")
    func late() {
        var life = life(after: [.start, .opened(Self.format), .frame, .fault(Self.problem(.unplugged))])
        for event in [DeviceLifecycle.Event.frame, .damagedBuffer, .fault(Self.problem(.driverError)), .formatChanged] {
            #expect(life.handle(event, at: 0) == [])
        }
    }
}
