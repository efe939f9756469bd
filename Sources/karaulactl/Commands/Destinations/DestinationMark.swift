import MerkleLog

/// What a person does to a destination, sent to the daemon.
struct DestinationMark {
    /// The last part of the path.
    let action: String
    let members: CanonicalValue

    /// Sends it, and prints what came of it.
    ///
    /// - Parameter line: for the entry that tells of it; `nil` if nothing changed.
    func send(to socket: String, _ line: (Int64?) -> String) async throws {
        try await DaemonSocket.with(socket) { daemon in
            let answer = try daemon.object(try await daemon.post("/v1/destinations/\(action)", members))
            try StandardOutput.write([line(answer["entry"]?.integer)])
        }
    }
}
