import ArgumentParser
import Console
import Journal

/// `karaulactl journal prove`
struct ProveEntry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that an entry is in the signed log.",
        discussion: """
            Prints the entry's record, the path of hashes from it to the root of a checkpoint (RFC 6962), and the signed
            checkpoint. Whoever knows the site's key can check that without Karaula, with sha256sum and openssl.
            """)

    @Argument(help: "The number of the entry.")
    var seq: Int64

    @OptionGroup var place: JournalPlace

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var document: InclusionDocument?
        if let folder = place.journal {
            document = try InclusionDocument(of: seq, in: try Journal.openReadOnly(directory: folder))
        } else {
            try await DaemonSocket.with(place.socketPath) { daemon in document = try await ask(daemon) }
        }
        guard let document else {
            throw CommandFailure(
                place: "entry \(seq)", cause: "no checkpoint covers it yet, and a journal is never signed from here",
                mend: "start the daemon and ask it", exitCode: 65)
        }
        guard document.holds else {
            throw CommandFailure(
                place: "entry \(seq)", cause: "its proof does not hold", mend: "see `karaulactl journal verify`",
                exitCode: 65)
        }
        try StandardOutput.write(json ? [document.value.canonicalText] : document.lines)
    }

    private func ask(_ daemon: DaemonSocket) async throws -> InclusionDocument? {
        let bytes: [UInt8]
        do {
            bytes = try await daemon.get("/v1/proofs/\(seq)")
        } catch let refusal as DaemonRefusal where refusal.status == 409 {
            // The log grew since it was signed last.
            _ = try await daemon.post("/v1/checkpoint")
            bytes = try await daemon.get("/v1/proofs/\(seq)")
        }
        return InclusionDocument(try daemon.object(bytes))
    }
}
