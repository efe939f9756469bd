import Console

/// Follows the daemon's entries, across its restarts.
struct Follower {
    /// Between two attempts to reach the daemon again.
    private static let pause = Duration.seconds(1)

    let daemon: DaemonSocket
    /// Why somebody looks, for the audit.
    let reason: String?

    /// Prints entries as they come; ends only by an error that waiting does not mend.
    ///
    /// - Parameter walk: the walk through the history, of which the first stream is a part.
    func run(_ printer: inout EventPrinter, after walk: EntryWalk) async throws {
        var isLost = false
        var token = walk.token
        while true {
            do {
                try DaemonSocket.check(daemon.path)
                if isLost { StandardError.write("karaulactl: \(daemon.path): the daemon is back") }
                isLost = false
                defer { token = nil }
                try await daemon.follow(after: printer.last, reason: reason, walk: token) { try printer.take($0) }
            } catch let failure as CommandFailure where failure.exitCode != 69 {
                throw failure
            } catch let refusal as DaemonRefusal where refusal.failure.exitCode != 69 {
                throw refusal
            } catch {}  // any way in which the connection ended: it is told below, and mended by waiting
            if !isLost {
                StandardError.write("karaulactl: \(daemon.path): the daemon went away; waiting until it is back")
            }
            isLost = true
            try await Task.sleep(for: Self.pause)
        }
    }
}
