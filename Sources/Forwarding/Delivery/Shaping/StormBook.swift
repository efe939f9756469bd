import Timekeeping

/// Folds storms: of many alarms of one camera and rule in a short time the first go at once, and the rest become a counted
/// summary now and then. The journal keeps all.
///
/// Never for calls for assistance, which do not come here. Times are those of the entries, so that a backlog of days is
/// folded as it would have been when it was made; when a summary goes is a matter of the present.
struct StormBook: Sendable {
    private struct Key: Sendable, Hashable {
        var camera: String?
        var rule: String?
    }

    private struct Storm: Sendable {
        /// When the window began in which openings are counted, in the time of the entries.
        var windowBegan: UTCTime
        var opened = 0
        var summary: StormSummary?
        /// When the summary may go.
        var due: MonotonicTime?
        var lastTold: MonotonicTime?
    }

    /// How many openings of one rule go at once in a window; 0 folds nothing.
    let limit: Int
    /// The window, in seconds.
    let seconds: Double
    /// Rules and folded events that are kept in mind at most; beyond it the oldest knowledge goes, and more is sent.
    static let capacity = 4096

    private var storms: [Key: Storm] = [:]
    private var folded: Set<Int64> = []

    init(limit: Int, seconds: Double) {
        self.limit = limit
        self.seconds = seconds
    }

    /// Whether an entry of the alarm lane is folded; it is counted then.
    mutating func folds(_ step: AlarmStep, seq: Int64, at now: MonotonicTime) -> Bool {
        guard limit > 0 else { return false }
        switch step.change {
        case .opened: return open(step, seq, now)
        case .updated: return folded.contains(step.event)
        case .closed: return folded.remove(step.event) != nil
        }
    }

    private mutating func open(_ step: AlarmStep, _ seq: Int64, _ now: MonotonicTime) -> Bool {
        let key = Key(camera: step.camera, rule: step.rule)
        let time = step.time
        if storms.count >= Self.capacity { storms = storms.filter { $0.value.summary != nil } }
        var storm = storms[key] ?? Storm(windowBegan: time)
        let age = Double(time.nanoseconds &- storm.windowBegan.nanoseconds) / 1e9
        if age >= seconds || age < 0 {
            storm.windowBegan = time
            storm.opened = 0
        }
        storm.opened += 1
        defer { storms[key] = storm }
        guard storm.opened > limit else { return false }
        if folded.count >= Self.capacity { folded = [] }
        folded.insert(step.event)
        var summary =
            storm.summary
            ?? StormSummary(camera: step.camera, rule: key.rule, first: seq, last: seq, count: 0)
        summary.last = seq
        summary.count += 1
        storm.summary = summary
        if storm.due == nil {
            let spaced = storm.lastTold.map { $0.advanced(bySeconds: seconds) } ?? now
            storm.due = max(spaced, now.advanced(bySeconds: seconds))
        }
        return true
    }

    /// The first entry that was folded and not told of yet: a cursor must not pass it durably.
    var firstUntold: Int64? { storms.values.compactMap(\.summary?.first).min() }

    /// When the next summary may go.
    var nextDue: MonotonicTime? { storms.values.compactMap(\.due).min() }

    /// Takes the summaries that are due.
    mutating func takeDue(at now: MonotonicTime) -> [StormSummary] {
        var summaries: [StormSummary] = []
        for (key, storm) in storms {
            guard let due = storm.due, due <= now, let summary = storm.summary else { continue }
            summaries.append(summary)
            storms[key]?.summary = nil
            storms[key]?.due = nil
            storms[key]?.lastTold = now
        }
        return summaries.sorted { $0.first < $1.first }
    }

    /// Takes back summaries that could not be written down.
    mutating func restore(_ summaries: [StormSummary], at now: MonotonicTime) {
        for summary in summaries {
            let key = Key(camera: summary.camera, rule: summary.rule)
            guard var storm = storms[key] else { continue }
            var merged = summary
            if let newer = storm.summary {
                merged.last = newer.last
                merged.count += newer.count
            }
            storm.summary = merged
            storm.due = now.advanced(bySeconds: min(seconds, 1))
            storms[key] = storm
        }
    }

    /// Forgets everything, because it will come again.
    mutating func reset() {
        storms = [:]
        folded = []
    }
}
