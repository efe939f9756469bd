import Dispatch
import GRDB
import Synchronization
import Timekeeping

/// Keeps a journal to its space and its time limits, on one serial queue of its own.
///
/// It looks at the disk and sweeps at intervals, and at once when a commit or a file fails; what to do is decided by
/// ``SpaceMachine`` and ``RetentionPlanner``. Invariants: nothing waits for it but its own queue; whatever it erases is erased
/// by an entry of the log; it never stops alarms from being committed.
final class Housekeeper: Sendable {
    struct State {
        var machine: SpaceMachine
        var forecast = SpaceForecast()
        var troubles: [StorageCondition: Trouble] = [:]
        var status = StorageStatus()
        var measurement: SpaceMeasurement?
        /// Up to where payloads were found erased, by class or kind.
        var floors: [String: Int64] = [:]
        var sweep: Sweep?
        var lastSweep: MonotonicTime?
        /// When a sweep for want of space found nothing to give.
        var lastInVain: MonotonicTime?
        var mustEmptyLog = false
        var isClosed = false
    }

    struct Trouble {
        var token: EventToken
        var since: UTCTime
        var detail: String
    }

    let paths: JournalPaths
    private let currentOptions: Mutex<StorageOptions>
    let committer: Committer
    let keeper: MediaKeeper
    let store: RetentionStore
    let reserve: ReserveFile
    let probe: DiskProbe
    let clock: any SiteClock
    let retentionClock: RetentionClock
    let report: @Sendable (JournalError) -> Void
    let makeToken: @Sendable () -> EventToken
    // It waits for the disk; with the default target that costs a thread of its own and none of the cameras'.
    let queue = DispatchQueue(label: "karaula.journal.housekeeping")
    let state: Mutex<State>

    init(
        paths: JournalPaths, options: StorageOptions, committer: Committer, keeper: MediaKeeper, clock: any SiteClock,
        retentionClock: RetentionClock, report: @escaping @Sendable (JournalError) -> Void,
        makeToken: @escaping @Sendable () -> EventToken
    ) {
        self.paths = paths
        currentOptions = Mutex(options)
        self.committer = committer
        self.keeper = keeper
        self.clock = clock
        self.retentionClock = retentionClock
        self.report = report
        self.makeToken = makeToken
        store = RetentionStore(paths: paths, pool: committer.pool)
        reserve = ReserveFile(paths: paths, size: options.reserve)
        probe = DiskProbe(paths: paths)
        let limits = SpaceLimits(
            keepFree: options.keepFree, reserve: options.reserve, horizon: options.horizonSeconds)
        var initial = State(machine: SpaceMachine(limits: limits))
        initial.status.reserve = options.reserve > 0 ? .gone : .none
        state = Mutex(initial)
    }

    /// What it is to do now.
    var options: StorageOptions { currentOptions.withLock { $0 } }

    /// Takes up other options, from the next look at the disk on; the reserve keeps its size.
    func adopt(_ options: StorageOptions) {
        let adopted = currentOptions.withLock { current in
            var options = options
            options.reserve = current.reserve
            options.lookSeconds = current.lookSeconds
            current = options
            return options
        }
        let limits = SpaceLimits(
            keepFree: adopted.keepFree, reserve: adopted.reserve, horizon: adopted.horizonSeconds)
        state.withLock { $0.machine.adopt(limits) }
    }

    /// Begins to look after the disk.
    func start() {
        committer.watch { [weak self] failure in
            self?.queue.async { @Sendable [weak self] in self?.commitCame(failure) }
        }
        keeper.watch { [weak self] failure in
            self?.queue.async { @Sendable [weak self] in self?.fileFailed(failure) }
        }
        queue.async { @Sendable [weak self] in self?.lookAgainAndAgain() }
    }

    private func lookAgainAndAgain() {
        guard !isClosed else { return }
        look()
        queue.asyncAfter(deadline: .now() + options.lookSeconds) { @Sendable [weak self] in self?.lookAgainAndAgain() }
    }

    /// Ends what is open and does nothing more; never waits.
    func stop() {
        let troubles = state.withLock { state in
            state.isClosed = true
            defer { state.troubles = [:] }
            return state.troubles
        }
        committer.hold(nil)
        for (condition, trouble) in troubles { submitEnd(of: condition, trouble, reason: "interrupted") }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    // MARK: What happens

    /// Looks at the disk, and sweeps if it is time.
    func look() {
        guard !isClosed else { return }
        let measurement = probe.measure()
        let now = clock.now()
        let seconds = state.withLock { state -> Double? in
            state.measurement = measurement
            // The reserve counts as free, or its release would look like a gain.
            let reserve = state.machine.hasReserve ? options.reserve : 0
            guard measurement.isPresent else { return nil }
            state.forecast.take(freeBytes: measurement.freeBytes + reserve, at: now)
            return state.forecast.seconds(
                freeBytes: measurement.freeBytes, until: state.machine.limits.stop)
        }
        state.withLock { $0.status.fullInSeconds = seconds }
        handle(.measured(measurement))
        if measurement.isPresent { handle(.forecast(seconds)) }
        if state.withLock({ $0.mustEmptyLog }) { emptyLog() }
        let isDue = state.withLock { state in
            state.lastSweep.map { now.seconds(since: $0) >= options.sweepSeconds } ?? true
        }
        if isDue, committer.state.failure == nil { sweep() }
    }

    private func commitCame(_ failure: JournalError?) {
        guard !isClosed else { return }
        guard let failure else {
            handle(.committed)
            return look()
        }
        guard let kind = kind(of: failure) else { return }
        handle(.commitFailed(kind))
    }

    private func fileFailed(_ failure: JournalError) {
        guard !isClosed, let kind = kind(of: failure) else { return }
        handle(.fileFailed(kind))
    }

    /// What a failure means for the disk. SQLite calls much an I/O error that is something else: a trial says what.
    private func kind(of failure: JournalError) -> SpaceMachine.Failure? {
        guard let kind = SpaceMachine.Failure(failure) else { return nil }
        guard kind != .full else { return kind }
        return probe.attempt() ?? kind
    }

    func handle(_ event: SpaceMachine.Event) {
        let now = clock.now()
        let actions = state.withLock { state in
            let actions = state.machine.handle(event, at: now)
            state.status.isRecording = state.machine.isRecording
            if options.reserve > 0 { state.status.reserve = state.machine.hasReserve ? .kept : .gone }
            return actions
        }
        for action in actions { perform(action) }
    }
}
