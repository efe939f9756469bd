import CLinux
import Glibc

/// Asks the kernel once a second, and at once when the clock is set, and shows the answer on a page. What `karaula-clock` does.
public struct DisciplinePublisher {
    private let page: DisciplinePage
    private let steps: Int32

    /// Makes a publisher, and shows the first answer.
    ///
    /// - Throws: `TimeError` if the page cannot be made, or the kernel does not answer.
    public init(path: String) throws(TimeError) {
        page = try DisciplinePage(writing: path)
        steps = clinux_clock_steps_open()
        try publish()
    }

    /// Goes on until the process is ended.
    ///
    /// - Throws: `TimeError` if the kernel does not answer any more.
    public func run() throws(TimeError) {
        while true {
            var waiting = pollfd(fd: steps, events: Int16(POLLIN), revents: 0)
            // Without a descriptor it is the wait of a second alone.
            if poll(&waiting, 1, 1000) > 0, clinux_clock_steps_drain(steps) != 0 { sleep(1) }
            try publish()
        }
    }

    private func publish() throws(TimeError) {
        var found = clinux_clock_discipline()
        let reason = clinux_clock_ask(&found)
        guard reason == 0 else {
            throw TimeError(
                place: "adjtimex", cause: String(cString: strerror(reason)),
                mend: "Let the service ask the kernel (SystemCallFilter=adjtimex clock_adjtime)")
        }
        let observation = SystemSiteClock.observe { _, _, _ in ClockDiscipline(found) }
        page.show(
            DisciplineSample(
                taken: observation.monotonic, offset: observation.offset &- observation.suspended,
                offsetError: observation.offsetError, discipline: ClockDiscipline(found)))
    }
}
