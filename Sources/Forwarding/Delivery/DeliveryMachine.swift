import Journal
public import Timekeeping

/// Decides what is sent to one destination, and when.
///
/// Pure: it reads no clock, no journal and no network. It is told what happened and answers what to do next.
///
/// The order is: calls for assistance, alarms, routine, the checkpoint, snapshots, recordings. Between any two requests
/// what is more urgent goes first, however much of the rest waits.
///
/// Invariants, whatever is answered and in whatever order:
/// - A cursor moves over an entry only if the receiver accepted it, the destination does not want it, or it was quarantined
///   before; see ``EntryLane``. It goes back only if the receiver says that it has less.
/// - After a long outage the newest alarms go first, and none of the older ones is left out.
/// - The routine lane passes over every entry: what no other lane is *known* to have brought, it brings.
/// - At most one request is under way. Within a lane entries go in the order of `seq`.
/// - Calls for assistance wait for no budget, no pause, and are never folded.
/// - Only a receipt that was verified moves what the receiver is believed to have signed for.
/// - Every chain of requests that moves nothing ends in a wait, so that no answer makes the machine spin.
public struct DeliveryMachine: Sendable {
    /// What the request under way is for.
    enum Job: Sendable, Hashable {
        case entries(Lane, EntryLane.Attempt)
        case retry(DeliveryOpening.Retry)
        case checkpoint
        case file
    }

    /// What the machine waits for.
    enum Phase: Sendable, Hashable {
        case starting, idle, loading(Lane), sending(Job), recording
        case waiting(until: MonotonicTime, isAskedFor: Bool)
    }

    /// After this many failures in a row a destination counts as failing rather than waiting.
    public static let failuresUntilFailing = 3
    /// The least time between two writes of the cursors while there is nothing else to do, and while there is; seconds.
    static let (quietFlushSeconds, busyFlushSeconds) = (0.1, 1.0)
    /// The alarm lane leaves alarms to the routine lane when it is more entries than this behind and finds whole pages of
    /// alarms, and then goes on with those among the newest entries. A backlog that is shorter goes in order.
    static let (staleSpan, freshSpan): (Int64, Int64) = (512, 128)
    /// The least time between two checkpoints while a backlog is sent; seconds.
    static let checkpointSeconds = 1.0
    /// How long a receiver that misses the same entry again is not believed; seconds.
    static let missingSeconds = 3600.0

    let settings: DeliverySettings
    let random: @Sendable () -> Double

    var phase: Phase = .starting
    var isOpen = false
    /// The newest entry the machine has heard of.
    public internal(set) var head: Int64 = 0
    /// The size of the newest checkpoint it has heard of.
    var newestCheckpoint: Int64 = 0
    /// Failures of what holds up everything, since the last success.
    var hardFailures = 0
    var failure: DeliveryError?

    var assistance: EntryLane
    var alarm: EntryLane
    var routine: EntryLane
    var settled = SettledEntries()
    var retries: [DeliveryOpening.Retry] = []
    /// Where a lane was when the receiver took it back; until it is there again another step back is a failure.
    var rewound: [Lane: Int64] = [:]
    /// How often that happened in a row.
    var setbacks = 0
    var sentAt = MonotonicTime(nanoseconds: 0)
    var sentBytes = 0

    var storms: StormBook
    var judgedThrough: Int64 = 0
    var foldedSeqs: Set<Int64> = []
    var summarising: [StormSummary] = []

    var bucket: TokenBucket
    var gauge = LinkGauge(least: 16 << 10, most: 1 << 20, first: 128 << 10)
    var pausedUntil: MonotonicTime?
    /// The newest call for assistance that was read.
    var assistanceSeen: Int64 = 0

    /// The wait of everything but what is urgent, after an answer that said "not now".
    var rest = JobWait()
    var refused = RefusedEntries()
    var checkpoints = CheckpointProgress()
    var evidence = EvidenceProgress()

    /// What is written down of the cursors.
    var durable: [Lane: Int64] = [:]
    var pendingReceipt: StoredReceipt?
    var lastRecorded: MonotonicTime?

    var stall: StallWatch
    var evidenceStall: StallWatch
    var notices: [DeliveryNotice] = []
    private var wish: MonotonicTime?

    /// Makes a machine that knows nothing of its destination yet.
    ///
    /// - Parameters:
    ///   - settings: how the destination is served.
    ///   - random: evenly distributed over 0..<1; called once per wait.
    public init(settings: DeliverySettings, random: @escaping @Sendable () -> Double) {
        self.settings = settings
        self.random = random
        assistance = EntryLane(lane: .assistance, limits: settings.limits)
        alarm = EntryLane(lane: .alarm, limits: settings.limits)
        routine = EntryLane(lane: .routine, limits: settings.limits)
        storms = StormBook(limit: settings.stormLimit, seconds: settings.stormSeconds)
        bucket = TokenBucket(rate: settings.rate)
        stall = StallWatch(.entries, seconds: settings.stallSeconds)
        evidenceStall = StallWatch(.evidence, seconds: settings.stallSeconds)
    }

    /// What to do first.
    public func start() -> [DeliveryAction] { [.open] }

    /// Takes note of `event` and answers what to do next.
    ///
    /// An event that answers nothing the machine asked for changes nothing.
    public mutating func handle(_ event: DeliveryEvent, at now: MonotonicTime) -> [DeliveryAction] {
        switch event {
        // An alarm clock that rang is not set any more, and one that was to be set behind a failed action was not.
        case .tick, .journalFailed: wish = nil
        default: break
        }
        var now = now
        if case .tick(let time) = event { now = max(now, time) }
        let actions = step(event, now)
        watch(now)
        let told = notices.map { DeliveryAction.tell($0) }
        notices = []
        var all = told + actions
        if let next = nextWake(now), next != wish {
            wish = next
            all.append(.wake(at: next))
        }
        return all
    }

    private mutating func step(_ event: DeliveryEvent, _ now: MonotonicTime) -> [DeliveryAction] {
        switch (event, phase) {
        case (.committed(let head, let checkpoint), _):
            self.head = max(self.head, head)
            newestCheckpoint = max(newestCheckpoint, checkpoint)
            return phase == .idle ? proceed(now) : []
        case (.opened(let opening), .starting):
            return open(opening, now)
        case (.loaded(let lane, let entries, let scannedThrough), .loading(let asked)) where lane == asked:
            return take(entries, of: lane, scannedThrough: scannedThrough, now)
        case (.fileLoaded(let lane, let file, let scannedThrough), .loading(let asked)) where lane == asked:
            return take(file, of: lane, scannedThrough: scannedThrough, now)
        case (.answered(let verdict), .sending(let job)):
            return judge(verdict, of: job, now)
        case (.nothingToSend, .sending(let job)):
            return passOver(job, now)
        case (.recorded, .recording):
            summarising = []
            return proceed(now)
        case (.journalFailed(let error), .waiting):
            failure = failure ?? error
            isOpen = false
            return []
        case (.journalFailed(let error), .starting), (.journalFailed(let error), .loading),
            (.journalFailed(let error), .recording), (.journalFailed(let error), .sending):
            storms.restore(summarising, at: now)
            summarising = []
            // Read anew what is written down: nothing is remembered that the journal could contradict.
            isOpen = false
            return giveUp(error, retryAfter: nil, now)
        case (.tick, .idle):
            return proceed(now)
        case (.tick, .waiting(let until, _)) where now >= until:
            return resume(now)
        case (.linkReturned, .waiting(_, isAskedFor: false)), (.retryNow, .waiting):
            return resume(now)
        case (.retryNow, .idle):
            rest.retryNow()
            checkpoints.wait.retryNow()
            evidence.wait.retryNow()
            return proceed(now)
        case (.retry(let lane, let seq), _):
            let retry = DeliveryOpening.Retry(lane: lane, seq: seq)
            if !retries.contains(retry) { retries.append(retry) }
            return phase == .idle ? proceed(now) : []
        case (.paused(let until), _):
            pausedUntil = until
            return phase == .idle ? proceed(now) : []
        default:
            return []
        }
    }

    private mutating func open(_ opening: DeliveryOpening, _ now: MonotonicTime) -> [DeliveryAction] {
        isOpen = true
        durable = opening.cursors
        pendingReceipt = nil
        storms.reset()
        func cursor(_ lane: Lane) -> Int64 { opening.cursors[lane] ?? 0 }
        assistance.scannedThrough = cursor(.assistance)
        alarm.scannedThrough = cursor(.alarm)
        routine.scannedThrough = cursor(.routine)
        settled.drop(through: routine.cursor)
        judgedThrough = cursor(.alarm)
        refused = RefusedEntries(opening.refused)
        // What is refused in another lane is left alone by this one as well.
        for seq in refused.entries where seq > routine.cursor { settled.insert(seq) }
        for lane in Lane.ofEvidence { evidence.cursors[lane] = cursor(lane) }
        // Whoever opens has let go of the file that was under way.
        evidence.progress = nil
        checkpoints.receiptSize = opening.receiptSize
        checkpoints.receiptSigned = opening.receiptSigned
        checkpoints.witnessSize = opening.receiptSize
        retries = opening.retries
        pausedUntil = opening.pausedUntil
        head = max(head, opening.cursors.values.max() ?? 0)
        clearFailures()
        return proceed(now)
    }

    private mutating func resume(_ now: MonotonicTime) -> [DeliveryAction] {
        guard isOpen else {
            phase = .starting
            return start()
        }
        return proceed(now)
    }
}
