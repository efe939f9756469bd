import Dispatch
import Glibc
import Synchronization

/// The log, written from a queue of its own, so that a reader who is slow stops nobody who logs.
///
/// Invariants: lines come out in the order in which they were logged; at most ``limit`` wait; when more come, they are
/// dropped and counted, and the count is written as soon as there is room. What journald does not take over its socket goes to
/// standard error.
final class LogSink: Sendable {
    private struct State {
        var waiting = 0
        var dropped = 0
    }

    /// The most lines that wait.
    static let limit = 4096
    /// The process's own.
    static let standardError = LogSink(descriptor: STDERR_FILENO, journal: JournalSocket())

    // It may wait for long; with the default target it costs a thread of its own and none of the cameras'.
    private let queue = DispatchQueue(label: "karaula.log")
    private let state = Mutex(State())
    private let descriptor: Int32
    private let journal: JournalSocket?

    init(descriptor: Int32, journal: JournalSocket? = nil) {
        self.descriptor = descriptor
        self.journal = journal
    }

    /// Takes a line; never waits.
    ///
    /// - Parameters:
    ///   - line: with its end of line.
    ///   - fields: the same for journald's socket; empty where nobody is there to take it.
    func write(_ line: String, fields: [UInt8] = []) {
        let isTaken = state.withLock { state in
            guard state.waiting < Self.limit else {
                state.dropped += 1
                return false
            }
            state.waiting += 1
            return true
        }
        guard isTaken else { return }
        queue.async { @Sendable [self] in
            let dropped = state.withLock { state in
                defer { state.dropped = 0 }
                state.waiting -= 1
                return state.dropped
            }
            if dropped > 0 { put("\(dropped) log lines were dropped: nobody read them in time\n") }
            if !fields.isEmpty, let journal, journal.send(fields) { return }
            put(line)
        }
    }

    /// Waits until what was taken so far is written; for the end of the process.
    func drain() {
        queue.sync {}
    }

    private func put(_ line: String) {
        let bytes = Array(line.utf8)
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { rest in
                Glibc.write(descriptor, rest.baseAddress.map { $0 + done }, rest.count - done)
            }
            if written < 0, errno == EINTR { continue }
            // A log line that cannot be written has nowhere else to be reported.
            guard written > 0 else { return }
            done += written
        }
    }
}
