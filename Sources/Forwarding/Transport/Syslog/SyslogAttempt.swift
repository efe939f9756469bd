import AsyncHTTPClient
import Synchronization

/// One attempt to send, which ends in time whatever it is stuck in: a look-up of a name, a connection, or a receiver that stands
/// still. The lock guards who waits and which line is in use, and is held for moments only.
final class SyslogAttempt: Sendable {
    private struct State {
        var waiter: CheckedContinuation<Void, any Error>?
        var outcome: Result<Void, any Error>?
        var line: SyslogLine?
    }

    private let state = Mutex(State())

    /// Runs `work` and returns when it has ended, when `seconds` are over, or when the calling task is cancelled. What is
    /// given up goes on in the background until its line, which is closed, makes it fail.
    func run(within seconds: Double, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let worker = Task {
            do {
                try await work()
                finish(.success(()))
            } catch {
                finish(.failure(error))
            }
        }
        let watch = Task {
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            finish(.failure(HTTPClientError.deadlineExceeded))
        }
        defer {
            worker.cancel()
            watch.cancel()
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let outcome = state.withLock { state in
                    if state.outcome == nil { state.waiter = waiter }
                    return state.outcome
                }
                if let outcome { waiter.resume(with: outcome) }
            }
        } onCancel: {
            finish(.failure(CancellationError()))
        }
    }

    /// Makes `line` the one that is closed when the attempt fails, or at once if it has failed.
    func adopt(_ line: SyslogLine) {
        let isOver = state.withLock { state in
            state.line = line
            return state.outcome != nil
        }
        if isOver { line.close() }
    }

    private func finish(_ outcome: Result<Void, any Error>) {
        let (waiter, line) = state.withLock { state -> (CheckedContinuation<Void, any Error>?, SyslogLine?) in
            guard state.outcome == nil else { return (nil, nil) }
            state.outcome = outcome
            defer { state.waiter = nil }
            if case .failure = outcome { return (state.waiter, state.line) }
            return (state.waiter, nil)
        }
        line?.close()
        waiter?.resume(with: outcome)
    }
}
