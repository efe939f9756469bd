import ArgumentParser
import Journal
import MerkleLog

/// `karaulactl journal key`
struct JournalKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the public key by which the log is signed.")

    @OptionGroup var place: JournalPlace

    @Flag(help: "Print it as openssl reads it, instead of as a verifier key (name+hash+base64).")
    var pem = false

    func run() async throws {
        var value: CanonicalValue?
        if let folder = place.journal {
            // What the log itself says of its key; the private one need not be there.
            let reader = try Journal.openReadOnly(directory: folder)
            let filter = EntryFilter(kinds: [.keyCreated, .keyRotated])
            var after: Int64 = 0
            while let entry = try reader.entries(after: after, limit: 1000, matching: filter).last {
                after = entry.seq
                value = entry.payload
            }
        } else {
            try await DaemonSocket.with(place.socketPath) { daemon in
                value = try daemon.object(try await daemon.get("/v1/key"))
            }
        }
        guard let text = value?["key"]?.string else {
            throw CommandFailure(
                place: place.journal ?? place.socketPath, cause: "this log names no key",
                mend: "start the daemon once; it makes one", exitCode: 65)
        }
        let key: NoteKey
        do { key = try NoteKey(parsing: text) } catch { throw CommandFailure(line: "\(error)", exitCode: 65) }
        try StandardOutput.write(pem ? String(key.pem.dropLast()) : key.description)
    }
}
