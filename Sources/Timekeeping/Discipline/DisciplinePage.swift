import CLinux
import Glibc

/// The page by which `karaula-clock` tells the daemon how the clock is disciplined.
///
/// The system call that says so is also the one that sets the clock, and a sandbox allows both or none. So a process that does
/// nothing else asks, and the daemon's sandbox allows none.
///
/// `@unchecked Sendable` is true because the memory is read and written by a sequence lock (atomic loads and stores), and is
/// unmapped only when nobody holds this any more.
public final class DisciplinePage: @unchecked Sendable {  // a sequence lock, see above
    private let memory: UnsafeMutableRawPointer

    /// Opens the page that somebody writes.
    ///
    /// - Throws: `TimeError` if it is not there, or is none.
    public convenience init(reading path: String) throws(TimeError) {
        try self.init(path, writes: false)
    }

    /// Opens a page for writing, and makes it if it is not there.
    ///
    /// - Throws: `TimeError` if it cannot be made.
    public convenience init(writing path: String) throws(TimeError) {
        try self.init(path, writes: true)
    }

    private init(_ path: String, writes: Bool) throws(TimeError) {
        guard let memory = clinux_clock_page_open(path, writes ? 1 : 0) else {
            throw TimeError(
                place: path, cause: String(cString: strerror(errno)),
                mend: writes
                    ? "give a file in a folder that may be written to"
                    : "see why karaula-clock.service does not run; until then no bound of the clock's error is known")
        }
        self.memory = memory
    }

    deinit { clinux_clock_page_close(memory) }

    /// The newest sample; `nil` if there is none.
    package var sample: DisciplineSample? {
        var found = clinux_clock_sample()
        guard clinux_clock_page_read(memory, &found) == 0 else { return nil }
        return DisciplineSample(
            taken: found.taken, offset: found.offset, offsetError: found.offset_error,
            discipline: ClockDiscipline(found.discipline))
    }

    /// Shows a sample to whoever reads.
    ///
    /// - Precondition: the page was opened for writing, and nobody else writes it.
    package func show(_ sample: DisciplineSample) {
        var shown = clinux_clock_sample()
        shown.taken = sample.taken
        shown.offset = sample.offset
        shown.offset_error = sample.offsetError
        shown.discipline.synchronized = sample.discipline.isSynchronised
        shown.discipline.maximum_error = sample.discipline.maximumError
        shown.discipline.estimated_error = sample.discipline.estimatedError
        shown.discipline.pending = sample.discipline.pending
        clinux_clock_page_write(memory, &shown)
    }
}

extension ClockDiscipline {
    init(_ found: clinux_clock_discipline) {
        self.init(
            isSynchronised: found.synchronized, maximumError: found.maximum_error,
            estimatedError: found.estimated_error, pending: found.pending)
    }
}
