import Console

/// Follows the daemon's entries, across its restarts.
struct Follower {
    /// Between two attempts to reach the daemon again.
    private static let pause = Duration.seconds(1)

    let daemon: DaemonSocket

    /// Prints entries as they come; ends only by an error that waiting does not mend.
    func run(_ printer: inout EventPrinter) async throws {
        var isLost = false
        while true {
            do {
                try DaemonSocket.check(daemon.path)
                if isLost { StandardError.write("karaulactl: \(daemon.path): the daemon is back") }
                isLost = false
                try await daemon.follow(after: printer.last) { try printer.take($0) }
            } catch let failure as CommandFailure where failure.exitCode != 69 {
                throw failure
            } catch {}  // any way in which the connection ended: it is told below, and mended by waiting
            if !isLost {
                StandardError.write("karaulactl: \(daemon.path): the daemon went away; waiting until it is back")
            }
            isLost = true
            try await Task.sleep(for: Self.pause)
        }
    }
}
