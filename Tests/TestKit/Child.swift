import Glibc
import Synchronization

/// A program of the system's as a process of its own, started by `posix_spawn(3)`.
///
/// Foundation's `Process` is not used: before it starts a program it lists `/proc/self/fd`, and in a process with some two
/// thousand open descriptors, which tests that run side by side do have, that listing reads beyond its buffer and ends the run.
///
/// The program has three descriptors, and those of this process that are not closed when a program starts. It is reaped when
/// it is waited for, and killed when the object goes away.
public final class Child: Sendable {
    /// Where one of its standard streams leads.
    public enum Stream: Sendable {
        /// `/dev/null`.
        case nothing
        /// A file, which is made if it is not there, and written at its end.
        case file(String)
        /// An open descriptor of this process.
        case descriptor(Int32)
    }

    /// Why a program was not started.
    public struct Failure: Error, CustomStringConvertible {
        /// Which program, and what the kernel says.
        public let description: String

        init(_ program: String, _ code: Int32) {
            description = "\(program) does not start: \(String(cString: strerror(code)))"
        }
    }

    /// Its process identifier.
    public let identifier: Int32
    private let end = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path, or a name that is looked up in `PATH`.
    ///   - environment: all of its environment; nil gives it that of this process.
    /// - Throws: ``Failure``.
    public init(
        _ program: String, _ arguments: [String], input: Stream = .nothing, output: Stream = .nothing,
        error: Stream = .nothing, environment: [String: String]? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        input.lead(to: 0, flags: O_RDONLY, in: &actions)
        output.lead(to: 1, flags: O_WRONLY, in: &actions)
        error.lead(to: 2, flags: O_WRONLY, in: &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var settings: [UnsafeMutablePointer<CChar>?]? = environment.map { all in
            all.map { strdup("\($0)=\($1)") } + [nil]
        }
        defer { for setting in settings ?? [] { free(setting) } }
        var identifier: pid_t = 0
        let code =
            if settings == nil {
                posix_spawnp(&identifier, program, &actions, &attributes, &words, environ)
            } else {
                posix_spawnp(&identifier, program, &actions, &attributes, &words, &settings!)  // it is not nil
            }
        guard code == 0 else { throw Failure(program, code) }
        self.identifier = identifier
    }

    deinit {
        send(SIGKILL)
        wait()
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { reap(WNOHANG) == nil }

    /// Sends a signal, unless it is known to have ended.
    public func send(_ signal: Int32) {
        end.withLock { end in
            if end == nil { kill(identifier, signal) }
        }
    }

    /// Waits until it ends. Returns its exit code, or the negative number of the signal that ended it.
    @discardableResult
    public func wait() -> Int32 {
        while true {
            if let end = reap(0) { return end }
        }
    }

    private func reap(_ options: Int32) -> Int32? {
        // Not under the lock: a wait must not keep others from sending the signal that ends it.
        if let known = end.withLock({ $0 }) { return known }
        var status: Int32 = 0
        var result = waitpid(identifier, &status, options)
        while result == -1 && errno == EINTR { result = waitpid(identifier, &status, options) }
        return end.withLock { end in
            if result == identifier { end = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F) }
            return end
        }
    }
}

extension Child.Stream {
    fileprivate func lead(to target: Int32, flags: Int32, in actions: inout posix_spawn_file_actions_t) {
        switch self {
        case .nothing: posix_spawn_file_actions_addopen(&actions, target, "/dev/null", flags, 0)
        case .file(let path):
            posix_spawn_file_actions_addopen(&actions, target, path, flags | O_CREAT | O_APPEND, 0o600)
        case .descriptor(let source): posix_spawn_file_actions_adddup2(&actions, source, target)
        }
    }
}
