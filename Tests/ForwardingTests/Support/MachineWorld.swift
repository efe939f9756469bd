import Forwarding
import Journal
import MerkleLog
import Testing
import Timekeeping

/// A journal, a receiver and a clock for a delivery machine, without any of them being real; checks the machine's
/// invariants at every step.
struct MachineWorld {
    /// One entry of the journal.
    struct Item {
        var lane = Lane.routine
        var isWanted = true
        var byteCount = 100
        var alarm: AlarmStep?
        /// The bytes of the file it tells of; `nil` if it tells of none.
        var file: Int64?
    }

    /// What the receiver gets.
    enum Request: Hashable {
        case entries(Lane, [Int64], after: Int64)
        case resend(Lane, Int64)
        case checkpoint(size: Int64, old: Int64)
        case file(Int64, offset: Int64?, count: Int)
    }

    var machine: DeliveryMachine
    let settings: DeliverySettings
    var items: [Item]
    /// The size of the newest checkpoint.
    var checkpoint: Int64 = 0
    /// What the receiver says.
    var answer: (Request) -> DeliveryVerdict
    /// How long a request takes, in seconds.
    var duration: (Request) -> Double = { _ in 0 }
    /// Whether the journal fails the next time it is asked.
    var journalFails: () -> Bool = { false }
    /// Called before each request with its number, to change the world.
    var meanwhile: (inout MachineWorld, Int) -> Void = { _, _ in }

    private(set) var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// What is written down.
    private(set) var cursors: [Lane: Int64] = [:]
    private(set) var receipt: StoredReceipt?
    private(set) var log: [Request] = []
    private(set) var accepted: [Int64] = []
    private(set) var quarantined: [Int64] = []
    /// What is written down as refused.
    var held: [DeliveryOpening.Retry] = []
    private(set) var released: [Int64] = []
    private(set) var waits: [Double] = []
    private(set) var records = 0
    private(set) var rewinds: [Int64] = []
    private(set) var summaries: [StormSummary] = []
    private(set) var notices: [DeliveryNotice] = []
    var retries: [DeliveryOpening.Retry] = []
    var pausedUntil: MonotonicTime?

    private var acceptedSet: Set<Int64> = []
    private var refusedAlone: Set<Int64> = []
    private var acceptances = 0
    private var steps = 0
    private var wake: MonotonicTime?
    private var isFresh = true
    /// The end of the wait that was counted last.
    private var counted: MonotonicTime?

    static let refusal = DeliveryError(.refused, place: "sector", cause: "it answered 400", mend: "none")
    static let outage = DeliveryError(.unreachable, place: "sector", cause: "no connection", mend: "none")
    static let conflict = DeliveryError(.conflict, place: "sector", cause: "it answered 409", mend: "none")
    static let denied = DeliveryVerdict.refused(
        DeliveryError(.denied, place: "sector", cause: "it answered 403", mend: "none"), named: [:])
    static let busy = DeliveryVerdict.failed(
        DeliveryError(.busy, place: "sector", cause: "it answered 503", mend: "none"), retryAfterSeconds: 60)
    static let refused = DeliveryVerdict.refused(refusal, named: [:])
    static let unreachable = DeliveryVerdict.failed(outage, retryAfterSeconds: nil)

    init(
        _ items: [Item], settings: DeliverySettings = MachineWorld.settings(),
        answer: @escaping (Request) -> DeliveryVerdict = { _ in .accepted }
    ) {
        self.items = items
        self.settings = settings
        self.answer = answer
        machine = DeliveryMachine(settings: settings, random: { 0.5 })
    }

    init(
        count: Int, limits: DeliveryLimits = DeliveryLimits(entries: 8),
        answer: @escaping ([Int64]) -> DeliveryVerdict = { _ in .accepted }
    ) {
        self.init(
            Array(repeating: Item(), count: count), settings: Self.settings { $0.limits = limits },
            answer: { request in answer(request.seqs) })
    }

    init(
        wanted: [Bool], limits: DeliveryLimits = DeliveryLimits(entries: 8),
        answer: @escaping ([Int64]) -> DeliveryVerdict = { _ in .accepted }
    ) {
        self.init(
            wanted.map { Item(isWanted: $0) }, settings: Self.settings { $0.limits = limits },
            answer: { request in answer(request.seqs) })
    }

    static func settings(_ change: (inout DeliverySettings) -> Void = { _ in }) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = DeliveryLimits(entries: 8)
        change(&settings)
        return settings
    }

    var head: Int64 { Int64(items.count) }
    /// The entries of each request with entries of a lane.
    var requests: [[Int64]] {
        log.compactMap { request in
            if case .entries(_, let seqs, _) = request { seqs } else { nil }
        }
    }

    /// Tells the machine of what is new and runs until it wants nothing more but to sleep for `patience` seconds or longer,
    /// or has waited `waits` times more after a failure, or `crash` says so after an action.
    mutating func run(waits limit: Int = 1000, patience: Double = 1000, crash: () -> Bool = { false }) {
        var left = limit
        var actions: [DeliveryAction] = []
        if isFresh { actions = machine.start() }
        isFresh = false
        actions += machine.handle(.committed(head: head, checkpoint: checkpoint), at: now)
        while true {
            guard perform(actions, crash: crash) else { return restart() }
            guard let time = wake, time.seconds(since: now) < patience else { return }
            let wait = max(0, time.seconds(since: now))
            if machine.failures > 0, machine.nextAttempt == time, counted != time {
                counted = time
                waits.append(wait)
                left -= 1
                if left <= 0 { return }
            }
            if wait > 0 { steps = 0 }
            now = max(now, time)
            wake = nil
            actions = machine.handle(.tick(time), at: now)
        }
    }

    /// Tells the machine something and does what it asks for, without letting time pass.
    mutating func tell(_ event: DeliveryEvent) {
        _ = perform(machine.handle(event, at: now), crash: { false })
    }

    mutating func pass(seconds: Double) { now = now.advanced(bySeconds: seconds) }

    /// The process dies and comes back.
    mutating func restart() {
        machine = DeliveryMachine(settings: settings, random: { 0.5 })
        isFresh = true
        wake = nil
        steps = 0
        counted = nil
    }

    private mutating func perform(_ first: [DeliveryAction], crash: () -> Bool) -> Bool {
        var actions = first
        while !actions.isEmpty {
            var next: [DeliveryAction] = []
            for action in actions {
                if crash() { return false }
                guard let event = perform(action) else { continue }
                next += machine.handle(event, at: now)
                if case .journalFailed = event { break }
            }
            actions = next
            steps += 1
            // log₂ of the batch, the probes, loads of empty lanes, and slack: more without progress would be spinning.
            if steps > 200 {
                Issue.record("the machine spins: \(log.suffix(5))")
                return false
            }
        }
        return true
    }

    private mutating func perform(_ action: DeliveryAction) -> DeliveryEvent? {
        switch action {
        case .wake(let time):
            wake = time
            return nil
        case .tell(let notice):
            notices.append(notice)
            return nil
        case .send(let lane, let seqs, let after):
            return .answered(receive(.entries(lane, seqs, after: after)))
        case .resend(let lane, let seq, _):
            return .answered(receive(.resend(lane, seq)))
        case .submitCheckpoint(let size, let old):
            guard checkpoint <= size, checkpoint > machine.receiptSize, checkpoint >= old else { return .nothingToSend }
            return .answered(receive(.checkpoint(size: checkpoint, old: old)))
        case .sendFile(let offset, let count):
            #expect(openFile > 0, "a file is sent that was not loaded")
            return .answered(receive(.file(openFile, offset: offset, count: count)))
        case .open, .load, .loadFile, .quarantine, .release, .rewind, .summarise, .record:
            if journalFails() {
                return .journalFailed(
                    DeliveryError(.journal, place: "the journal", cause: "it was told to fail", mend: "none"))
            }
            return write(action)
        }
    }

    private var openFile: Int64 = 0

    private mutating func write(_ action: DeliveryAction) -> DeliveryEvent? {
        switch action {
        case .open:
            var opening = DeliveryOpening(
                cursors: cursors, receiptSize: receipt?.size ?? 0, receiptSigned: receipt?.signed ?? 0,
                retries: retries, pausedUntil: pausedUntil)
            opening.refused = held
            openFile = 0
            return .opened(opening)
        case .load(let lane, .after(let after, let limit)):
            let end = min(head, after + Int64(limit))
            let seqs = after < end ? Array((after + 1)...end) : []
            return loaded(lane, seqs, through: end)
        case .load(let lane, .these(let seqs, let through)):
            return loaded(lane, seqs, through: through)
        case .loadFile(let lane, let after, let through):
            let kind: Lane = lane
            let found = (after + 1...max(after + 1, through)).first { seq in
                seq <= through && items[Int(seq) - 1].lane == kind && items[Int(seq) - 1].file != nil
            }
            openFile = found ?? 0
            let file = found.map { PendingFile(seq: $0, total: items[Int($0) - 1].file ?? 0) }
            return .fileLoaded(lane, file, scannedThrough: found ?? through)
        case .quarantine(let lane, let seq, _):
            if Lane.ofEntries.contains(lane) {
                #expect(refusedAlone.contains(seq), "\(seq) is quarantined but was never refused alone or by name")
                #expect(acceptances > 0, "\(seq) is quarantined by a receiver that never accepted anything")
            }
            quarantined.append(seq)
            held.append(.init(lane: lane, seq: seq))
            return nil
        case .release(let lane, let seq):
            released.append(seq)
            held.removeAll { $0 == .init(lane: lane, seq: seq) }
            return nil
        case .rewind(let lane, let seq):
            rewinds.append(seq)
            cursors[lane] = min(cursors[lane] ?? 0, seq)
            return nil
        case .summarise(let new):
            summaries += new
            return nil
        case .record(let seqs, let newReceipt):
            for (lane, seq) in seqs {
                #expect(seq > cursors[lane] ?? 0, "lane \(lane) must move forward")
                cursors[lane] = seq
                if lane == .routine { checkRoutine(seq) }
            }
            if let newReceipt { receipt = newReceipt }
            if !seqs.isEmpty || newReceipt != nil { records += 1 }
            return .recorded
        default:
            return nil
        }
    }

    private func checkRoutine(_ seq: Int64) {
        for passed in stride(from: Int64(1), through: seq, by: 1) where items[Int(passed) - 1].isWanted {
            let isFolded = !settings.sendsFolded && items[Int(passed) - 1].alarm != nil
            #expect(
                acceptedSet.contains(passed) || quarantined.contains(passed) || isFolded,
                "the cursor passed \(passed), which is neither accepted nor quarantined")
        }
    }

    private func loaded(_ lane: Lane, _ seqs: [Int64], through: Int64) -> DeliveryEvent {
        let pending = seqs.filter { seq in
            let item = items[Int(seq) - 1]
            return item.isWanted && (lane == .routine || item.lane == lane)
        }.map { PendingEntry(seq: $0, byteCount: items[Int($0) - 1].byteCount, alarm: items[Int($0) - 1].alarm) }
        return .loaded(lane, entries: pending, scannedThrough: through)
    }

    private mutating func receive(_ request: Request) -> DeliveryVerdict {
        log.append(request)
        let change = meanwhile
        change(&self, log.count)
        if case .entries(let lane, let seqs, let after) = request { check(lane, seqs, after) }
        now = now.advanced(bySeconds: duration(request))
        let verdict = answer(request)
        switch verdict {
        case .accepted:
            acceptances += 1
            let fresh = request.seqs.filter { acceptedSet.insert($0).inserted }
            accepted += fresh
            steps = 0
        case .refused(_, let named), .contradicted(_, _, let named):
            if request.seqs.count == 1 { refusedAlone.insert(request.seqs[0]) }
            if !named.isEmpty { refusedAlone.formUnion(named.keys) }
        case .tooLarge:
            if request.seqs.count == 1 { refusedAlone.insert(request.seqs[0]) }
        case .cosigned, .has:
            steps = 0
        default:
            break
        }
        return verdict
    }

    private func check(_ lane: Lane, _ seqs: [Int64], _ after: Int64) {
        #expect(seqs == seqs.sorted() && Set(seqs).count == seqs.count)
        #expect(seqs.count <= settings.limits.entries)
        let bytes = seqs.reduce(0) { $0 + items[Int($1) - 1].byteCount }
        #expect(seqs.count < 2 || bytes <= settings.limits.bytes)
        for seq in seqs {
            #expect(seq > after, "\(seq) is behind the cursor")
            #expect(items[Int(seq) - 1].isWanted, "\(seq) is not wanted")
            #expect(lane == .routine || items[Int(seq) - 1].lane == lane)
        }
    }
}

extension MachineWorld.Request {
    /// The entries in it.
    var seqs: [Int64] {
        switch self {
        case .entries(_, let seqs, _): seqs
        case .resend(_, let seq): [seq]
        case .checkpoint, .file: []
        }
    }
}
