/// Decides what is sent to one destination, and when.
///
/// Pure: it reads no clock, no journal and no network. It is told what happened and answers what to do next.
///
/// Invariants, whatever is answered and in whatever order:
/// - The cursor never moves back.
/// - An entry lies behind the cursor only if the receiver accepted it in a request of its own or with others, the
///   destination does not want it, or it was quarantined before.
/// - Entries are sent in the order of `seq`, at most one request at a time. An entry that is already behind the cursor
///   is never sent again.
/// - An entry is quarantined only if the receiver refused it in a request that carried nothing else, *and* accepted
///   something else in the same search. A receiver that refuses everything (a wrong path, a certificate it does not
///   know) quarantines nothing: it is asked again, and the entries wait.
/// - Every chain of requests that moves nothing ends in a wait, so that no answer makes the machine spin.
public struct DeliveryMachine: Sendable {
    /// What the machine waits for.
    package enum Phase: Sendable, Hashable {
        case starting, idle, loading, sending(Attempt), moving, waiting
    }

    /// What the request under way is for.
    package enum Attempt: Sendable, Hashable {
        /// The first `count` entries of the window.
        case entries(count: Int)
        /// An empty batch: does the receiver take anything at all, after it refused the window's first entry?
        case emptyProbe
        /// The entry behind `suspects` refused ones, alone: does the receiver take any?
        case neighbour(suspects: Int)
    }

    /// After this many failures in a row a destination counts as failing rather than waiting.
    public static let failuresUntilFailing = 3
    /// The most entries in a row that are tried alone before the receiver counts as refusing everything.
    public static let neighbourLimit = 8

    package internal(set) var phase: Phase = .starting
    /// Everything up to here is settled.
    public internal(set) var cursor: Int64 = 0
    /// The newest entry the machine has heard of.
    public internal(set) var head: Int64 = 0
    /// Failures since the last success.
    public internal(set) var failures = 0
    /// The last failure, until something succeeds.
    public internal(set) var lastError: DeliveryError?

    let limits: DeliveryLimits
    let backOff: BackOff
    let random: @Sendable () -> Double

    var isOpen = false
    var window: [PendingEntry] = []
    var scannedThrough: Int64 = 0
    /// How many entries a request may carry now; shrinks when the receiver or the link cannot take more.
    var countLimit: Int
    /// The end of the last batch that was refused: the entry to blame lies between the cursor and here.
    var suspectThrough: Int64?
    /// Whether the receiver took something since the search began.
    var searchHasProof = false
    var suspectReasons: [DeliveryError] = []

    /// Makes a machine that has not yet read its cursor.
    ///
    /// - Parameters:
    ///   - limits: what one request may carry.
    ///   - backOff: how failures are spaced.
    ///   - random: evenly distributed over 0..<1; called once per wait.
    public init(limits: DeliveryLimits, backOff: BackOff, random: @escaping @Sendable () -> Double) {
        self.limits = limits
        self.backOff = backOff
        self.random = random
        countLimit = limits.entries
    }

    /// What the destination is doing.
    public var state: DestinationState {
        if failures >= Self.failuresUntilFailing || lastError.map({ !$0.mayPassByItself }) == true { return .failing }
        if failures > 0 { return .waiting }
        return phase == .idle ? .idle : .delivering
    }

    /// What to do first.
    public func start() -> [DeliveryAction] { [.readCursor] }

    /// Takes note of `event` and answers what to do next.
    ///
    /// An event that answers nothing the machine asked for changes nothing.
    public mutating func handle(_ event: DeliveryEvent) -> [DeliveryAction] {
        switch (event, phase) {
        case (.committed(let head), _):
            self.head = max(self.head, head)
            return phase == .idle ? proceed() : []
        case (.opened(let cursor), .starting):
            isOpen = true
            self.cursor = cursor
            head = max(head, cursor)
            clearFailures()
            return proceed()
        case (.loaded(let entries, let scannedThrough), .loading):
            return take(entries, scannedThrough: scannedThrough)
        case (.answered(let verdict), .sending(let attempt)):
            return judge(verdict, of: attempt)
        case (.cursorMoved, .moving):
            cursor = settled
            return proceed()
        case (.journalFailed(let error), .starting), (.journalFailed(let error), .loading),
            (.journalFailed(let error), .moving):
            return giveUp(error, retryAfter: nil)
        case (.waited, .waiting):
            guard isOpen else {
                phase = .starting
                return start()
            }
            return proceed()
        default:
            return []
        }
    }
}
