import CLinux
import Glibc
import Synchronization

/// Where a site's clock learns how well it is disciplined: from the kernel, or from a page that `karaula-clock` writes.
final class DisciplineSource: Sendable {
    private let path: String?
    private let page = Mutex<DisciplinePage?>(nil)

    /// - Parameter path: the page; `nil` asks the kernel.
    init(path: String?) {
        self.path = path
        reopen()
    }

    /// What is known of a clock that shows `offset` (UTC minus `CLOCK_BOOTTIME`, off by `error` at most) at `now`.
    func discipline(now: Int64, offset: Int64, error: Int64) -> ClockDiscipline {
        guard path != nil else {
            var found = clinux_clock_discipline()
            return clinux_clock_ask(&found) == 0 ? ClockDiscipline(found) : .unknown
        }
        return fromPage(now, offset, error) ?? .unknown
    }

    /// Why nothing is known; `nil` if something is.
    func problem(now: Int64) -> TimeError? {
        guard let path else {
            var found = clinux_clock_discipline()
            let reason = clinux_clock_ask(&found)
            guard reason != 0 else { return nil }
            return TimeError(
                place: "adjtimex", cause: String(cString: strerror(reason)),
                mend:
                    "Let the service ask the kernel (SystemCallFilter=adjtimex clock_adjtime), or name the page that "
                    + "karaula-clock writes in KARAULA_CLOCK_PAGE; until then no bound is known")
        }
        if let sample = page.withLock({ $0?.sample }), now &- sample.taken <= DisciplineSample.longestAge { return nil }
        do {
            _ = try DisciplinePage(reading: path)
        } catch {
            return error
        }
        return TimeError(
            place: path, cause: "nobody writes it any more",
            mend: "see why karaula-clock.service does not run; until then no bound of the clock's error is known")
    }

    /// Looks whether the page is another file now, if nothing can be learnt from the one that is open.
    func refresh(now: Int64) {
        guard path != nil else { return }
        if let sample = page.withLock({ $0?.sample }), now &- sample.taken <= DisciplineSample.longestAge { return }
        reopen()
    }

    private func reopen() {
        guard let path else { return }
        // What cannot be opened is told by `problem`, and tried again at the next look.
        let opened = try? DisciplinePage(reading: path)  // see above
        page.withLock { $0 = opened }
    }

    private func fromPage(_ now: Int64, _ offset: Int64, _ error: Int64) -> ClockDiscipline? {
        page.withLock { $0?.sample }?.discipline(now: now, offset: offset, error: error)
    }
}
