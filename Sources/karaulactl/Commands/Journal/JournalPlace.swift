import ArgumentParser

/// Which journal a command is about: that of the running daemon, or one in a folder.
struct JournalPlace: ParsableArguments {
    @Option(help: "The daemon's socket (\(DaemonSocket.usualPath) if left out).", completion: .file())
    var socket: String?

    @Option(help: "Read the journal in this folder, and change nothing.", completion: .directory)
    var journal: String?

    func validate() throws {
        if journal != nil, socket != nil { throw ValidationError("--socket and --journal exclude each other") }
    }

    /// The socket to ask, if no folder was named.
    var socketPath: String { socket ?? DaemonSocket.usualPath }
}
