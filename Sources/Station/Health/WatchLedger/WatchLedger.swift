package import Timekeeping

/// How long each camera watched, was degraded, and was blind, and why: a pure fold over what the journal says.
///
/// Invariants: the spans of a camera follow each other without a gap and without overlap, from the start or the reload that first
/// names it until now, or until a start that names it no more or the reload that removes it; so those of a whole day sum to exactly
/// that day, whatever clocks, crashes, restarts and reloads did. A run that ended without a word counts as `not-running` from its
/// last sign of life on, because nothing proves that it watched any longer. Where a day ends is a matter of UTC.
package struct WatchLedger: Sendable {
    /// Nanoseconds of a day.
    package static let day: Int64 = 86_400_000_000_000

    /// The spans, by camera and then by time.
    package let spans: [WatchSpan]

    private struct Account {
        var time: WatchTime
        var since: Int64
        var spans: [WatchSpan] = []
        var isConfigured = true
    }

    /// Folds facts, oldest first, up to `now`.
    package init(facts: [WatchFact], now: TimeReading) {
        var line = WatchTimeline(facts: facts, now: now)
        var accounts: [String: Account] = [:]
        func enter(_ camera: String, _ time: WatchTime, _ position: Int64) {
            guard var account = accounts[camera], account.isConfigured else { return }
            Self.close(&account, camera, at: position)
            account.time = time
            accounts[camera] = account
        }
        /// The camera starts: whatever it was is over.
        func begin(_ camera: String, _ position: Int64) {
            var account = accounts[camera] ?? Account(time: .notRunning, since: position)
            if account.isConfigured { Self.close(&account, camera, at: position) }
            account.since = position
            account.time = .starting
            account.isConfigured = true
            accounts[camera] = account
        }
        func stop(at end: Int64) {
            for camera in accounts.keys { enter(camera, .notRunning, max(end, accounts[camera]?.since ?? end)) }
        }
        for fact in facts {
            var sleep: Int64 = 0
            if case .suspended(let nanoseconds) = fact.kind { sleep = nanoseconds }
            let position = line.place(fact.time, sleep: sleep)
            switch fact.kind {
            case .started(let cameras):
                for camera in cameras { begin(camera, position) }
                for camera in accounts.keys where !cameras.contains(camera) {
                    enter(camera, .notRunning, position)
                    accounts[camera]?.isConfigured = false
                }
            case .stopped(let nanoseconds):
                stop(at: position - nanoseconds)
            case .crashed(let lastAlive):
                stop(at: min(line.lookUp(lastAlive), position))
            case .removed(let camera):
                enter(camera, .notRunning, position)
                accounts[camera]?.isConfigured = false
            case .changed(let camera, .starting):
                begin(camera, position)
            case .changed(let camera, let time):
                enter(camera, time, position)
            case .suspended:
                let begin = position - max(0, sleep)
                for (camera, account) in accounts {
                    guard account.time != .notRunning else { continue }
                    enter(camera, .suspended, max(begin, account.since))
                    enter(camera, account.time, position)
                }
            case .clock: break
            }
        }
        let end = line.place(now)
        for camera in accounts.keys { enter(camera, .notRunning, end) }
        spans = accounts.keys.sorted().flatMap { accounts[$0]?.spans ?? [] }
    }

    private static func close(_ account: inout Account, _ camera: String, at position: Int64) {
        if position > account.since {
            account.spans.append(
                WatchSpan(
                    camera: camera, time: account.time, begin: UTCTime(nanoseconds: account.since),
                    end: UTCTime(nanoseconds: position)))
        }
        account.since = max(account.since, position)
    }

    /// What a day holds, one for each camera that has any time in it.
    ///
    /// - Parameter begin: the day's first moment.
    package func days(from begin: UTCTime) -> [WatchDay] {
        let end = UTCTime(nanoseconds: begin.nanoseconds &+ Self.day)
        var days: [WatchDay] = []
        for span in spans {
            let from = max(span.begin, begin)
            let to = min(span.end, end)
            guard from < to else { continue }
            if days.last?.camera != span.camera { days.append(WatchDay(camera: span.camera, begin: begin)) }
            days[days.count - 1].add(span.time, to.nanoseconds - from.nanoseconds)
        }
        return days
    }
}
