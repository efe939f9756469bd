import Dispatch
import Glibc
import Synchronization
import Timekeeping

/// A small file beside the journal that says when the process was last alive, so that a run without a word ends where it ended, and
/// not at its last entry: on a quiet site that may be hours before.
///
/// It is written over in place once a second, without a sync but for one a minute: after a crash it is a second old at most, after a
/// power cut about a minute. Invariants: nothing waits for it but its own queue; it is a hint, of which only what goes beyond the last
/// entry of the same boot is believed.
final class LifeSign: Sendable {
    static let interval = 1.0
    /// Writes from one sync to the next.
    private static let syncEvery = 60

    private struct State {
        var descriptor: Int32 = -1
        var count = 0
        var hasFailed = false
    }

    private let path: String
    private let clock: any SiteClock
    private let report: @Sendable (JournalError) -> Void
    // It waits for the disk; with the default target that costs a thread of its own and none of the cameras'.
    private let queue = DispatchQueue(label: "karaula.journal.alive")
    /// Touched on the queue alone, and at the end.
    private let state = Mutex(State())
    private let isStopped = Atomic(false)

    /// Makes a sign that says nothing before ``start()``.
    init(paths: JournalPaths, clock: any SiteClock, report: @escaping @Sendable (JournalError) -> Void) {
        path = paths.lifeSign
        self.clock = clock
        self.report = report
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Begins to say that this process lives.
    func start() { queue.async { @Sendable [weak self] in self?.again() } }

    /// Says nothing any more; never waits.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Lets go of the file; waits for a write that is under way.
    func end() {
        stop()
        queue.sync { @Sendable [self] in
            state.withLock { state in
                if state.descriptor >= 0 { close(state.descriptor) }
                state.descriptor = -1
            }
        }
    }

    private func again() {
        guard !isStopped.load(ordering: .relaxed) else { return }
        let failure: JournalError? = state.withLock { state in
            do throws(JournalError) {
                try write(&state)
                state.hasFailed = false
                return nil
            } catch {
                // Told once, and tried again each second.
                defer { state.hasFailed = true }
                return state.hasFailed ? nil : error
            }
        }
        if let failure { report(failure) }
        queue.asyncAfter(deadline: .now() + Self.interval) { @Sendable [weak self] in self?.again() }
    }

    private func write(_ state: inout State) throws(JournalError) {
        if state.descriptor < 0 {
            state.descriptor = try Disk.open(path, O_WRONLY | O_CREAT, doing: "say that the site is alive")
        }
        let text = Array(Self.text(clock.reading()).utf8)
        guard pwrite(state.descriptor, text, text.count, 0) == text.count,
            !state.count.isMultiple(of: Self.syncEvery) || fdatasync(state.descriptor) == 0
        else {
            throw .system(errno, path, doing: "say that the site is alive")
        }
        state.count += 1
    }

    /// One line of one length, so that one write is the whole of it.
    static func text(_ time: TimeReading) -> String {
        let digits = String(time.monotonic.nanoseconds)
        return "\(time.boot.value) \(String(repeating: "0", count: max(0, 20 - digits.utf8.count)))\(digits)\n"
    }

    /// Nanoseconds for which the process lived on after `last`, the last entry of its run; `nil` if nothing says that it did.
    static func survival(after last: TimeReading, in paths: JournalPaths) -> Int64? {
        var bytes: [UInt8] = []
        do throws(JournalError) {
            guard try Disk.kind(of: paths.lifeSign) == .file else { return nil }
            try Disk.read(paths.lifeSign) { piece in
                bytes += piece
                return bytes.count < 256
            }
        } catch {
            // A hint that cannot be read is none.
            return nil
        }
        let parts = String(decoding: bytes.prefix(256), as: UTF8.self).split(whereSeparator: { " \n".contains($0) })
        guard parts.count == 2, parts[0] == last.boot.value, let monotonic = Int64(parts[1]) else { return nil }
        let (beyond, overflow) = monotonic.subtractingReportingOverflow(last.monotonic.nanoseconds)
        return !overflow && beyond > 0 ? beyond : nil
    }
}
