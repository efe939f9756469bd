import Forwarding
import Testing

/// A journal, a receiver and a timer for a delivery machine, without any of them being real; checks the machine's
/// invariants at every step.
struct MachineWorld {
    var machine: DeliveryMachine
    let limits: DeliveryLimits
    /// Every entry of the journal, 1…n, and whether the destination wants it.
    var wanted: [Bool]
    var byteCount: (Int64) -> Int = { _ in 100 }
    /// What the receiver says to a request.
    var answer: ([Int64]) -> DeliveryVerdict
    /// Whether the journal fails the next time it is asked.
    var journalFails: () -> Bool = { false }

    private(set) var cursor: Int64 = 0
    private(set) var requests: [[Int64]] = []
    private(set) var accepted: [Int64] = []
    private(set) var quarantined: [Int64] = []
    private(set) var waits: [Double] = []
    private(set) var moves: [Int64] = []

    private var acceptedSet: Set<Int64> = []
    private var refusedAlone: Set<Int64> = []
    private var acceptances = 0
    private var stepsSinceProgress = 0

    static let refusal = DeliveryError(.refused, place: "sector", cause: "it answered 400", mend: "none")
    static let outage = DeliveryError(.unreachable, place: "sector", cause: "no connection", mend: "none")

    init(
        wanted: [Bool], limits: DeliveryLimits = DeliveryLimits(entries: 8),
        backOff: BackOff = BackOff(), random: @escaping @Sendable () -> Double = { 0.5 },
        answer: @escaping ([Int64]) -> DeliveryVerdict
    ) {
        machine = DeliveryMachine(limits: limits, backOff: backOff, random: random)
        self.limits = limits
        self.wanted = wanted
        self.answer = answer
    }

    init(
        count: Int, limits: DeliveryLimits = DeliveryLimits(entries: 8),
        answer: @escaping ([Int64]) -> DeliveryVerdict = { _ in .accepted }
    ) {
        self.init(wanted: Array(repeating: true, count: count), limits: limits, answer: answer)
    }

    var head: Int64 { Int64(wanted.count) }

    /// Runs until the machine is idle, or has waited `waits` times more, or `crash` says so after an action.
    mutating func run(waits limit: Int = 1000, crash: () -> Bool = { false }) {
        var left = limit
        var actions = machine.handle(.committed(head: head)) + (isFresh ? machine.start() : [])
        if let timer = pendingWait {
            pendingWait = nil
            _ = timer
            actions = machine.handle(.waited)
        }
        isFresh = false
        while !actions.isEmpty {
            var next: [DeliveryAction] = []
            for action in actions {
                if crash() { return restart() }
                if case .wait(let seconds) = action {
                    waits.append(seconds)
                    stepsSinceProgress = 0
                    left -= 1
                    guard left > 0 else {
                        pendingWait = seconds
                        return
                    }
                }
                guard let event = perform(action) else { continue }
                next = machine.handle(event)
                if case .journalFailed = event { break }
            }
            actions = next
            stepsSinceProgress += 1
            // log₂ of the batch, the probes, and slack: more without a wait or progress would be spinning.
            if stepsSinceProgress > 64 {
                Issue.record("the machine spins")
                return
            }
        }
    }

    /// The process dies and comes back.
    mutating func restart() {
        machine = DeliveryMachine(limits: limits, backOff: BackOff(), random: { 0.5 })
        isFresh = true
        pendingWait = nil
    }

    private var isFresh = true
    private var pendingWait: Double?

    private mutating func perform(_ action: DeliveryAction) -> DeliveryEvent? {
        switch action {
        case .wait:
            return .waited
        case .send(let seqs):
            return .answered(receive(seqs))
        case .readCursor, .load, .quarantine, .moveCursor:
            if journalFails() {
                return .journalFailed(
                    DeliveryError(.journal, place: "the journal", cause: "it was told to fail", mend: "none"))
            }
        }
        switch action {
        case .readCursor:
            return .opened(cursor: cursor)
        case .load(let after, let limit):
            #expect(after == cursor)
            let end = min(head, after + Int64(limit))
            let range = after < end ? Array((after + 1)...end) : []
            return .loaded(
                entries: range.filter { wanted[Int($0) - 1] }
                    .map { PendingEntry(seq: $0, byteCount: byteCount($0)) },
                scannedThrough: end)
        case .quarantine(let seq, _):
            #expect(refusedAlone.contains(seq), "\(seq) is quarantined but was never refused alone")
            #expect(acceptances > 0, "\(seq) is quarantined by a receiver that never accepted anything")
            quarantined.append(seq)
            return nil
        case .moveCursor(let seq):
            #expect(seq > cursor, "the cursor must move forward")
            for passed in (cursor + 1)...max(seq, cursor + 1) where wanted[Int(passed) - 1] {
                #expect(
                    acceptedSet.contains(passed) || quarantined.contains(passed),
                    "the cursor passed \(passed), which is neither accepted nor quarantined")
            }
            cursor = seq
            moves.append(seq)
            stepsSinceProgress = 0
            return .cursorMoved
        case .send, .wait:
            return nil
        }
    }

    private mutating func receive(_ seqs: [Int64]) -> DeliveryVerdict {
        requests.append(seqs)
        #expect(seqs == seqs.sorted() && Set(seqs).count == seqs.count)
        #expect(seqs.count <= limits.entries)
        #expect(seqs.count < 2 || seqs.reduce(0) { $0 + byteCount($1) } <= limits.bytes)
        for seq in seqs {
            #expect(seq > cursor, "\(seq) is behind the cursor")
            #expect(wanted[Int(seq) - 1], "\(seq) is not wanted")
        }
        let verdict = answer(seqs)
        switch verdict {
        case .accepted:
            acceptances += 1
            accepted += seqs.filter { acceptedSet.insert($0).inserted }
        case .refused, .tooLarge:
            if seqs.count == 1 { refusedAlone.insert(seqs[0]) }
        case .failed:
            break
        }
        return verdict
    }
}
