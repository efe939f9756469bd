import ArgumentParser
import Console
import Journal
import MerkleLog

import struct FoundationEssentials.Data
import struct FoundationEssentials.URL

/// `karaulactl journal verify`
struct VerifyJournal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check that the journal is what was written, and say what is not, and what cannot be proven.",
        discussion: """
            Reads the whole journal and every recording, also while the daemon writes it. Ends with 0 if everything holds,
            and with 1 if something was found. Reading the journal's files needs the rights of the daemon's user.
            A checkpoint that was printed earlier, or a receipt, shows with --anchor that nothing before it was exchanged.
            """)

    @OptionGroup var place: JournalPlace

    @Option(help: "A checkpoint or receipt that was kept elsewhere; may be given several times.", completion: .file())
    var anchor: [String] = []

    @Option(help: "The key by which the log was first signed, as you know it from elsewhere (name+hash+base64).")
    var key: String?

    @Flag(name: .customLong("no-files"), help: "Do not read recordings and snapshots.")
    var withoutFiles = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        var options = VerificationOptions(readsFiles: !withoutFiles)
        options.anchors = try anchor.map { try Self.note($0) }
        if let key {
            do { options.key = try NoteKey(parsing: key) } catch {
                throw CommandFailure(line: "--key: \(error)", exitCode: 64)
            }
        }
        let report = try JournalVerifier.verify(try await Self.reader(place), options: options)
        try StandardOutput.write(
            json ? [VerificationText.value(report).canonicalText] : VerificationText.lines(report))
        if !report.holds { throw ExitCode(1) }
    }

    /// The journal in the folder that was named, or in the one that the daemon says is its own.
    static func reader(_ place: JournalPlace) async throws -> JournalReader {
        if let folder = place.journal { return try Journal.openReadOnly(directory: folder) }
        var folder = ""
        try await DaemonSocket.with(place.socketPath) { folder = try await $0.health().journal.directory }
        return try Journal.openReadOnly(directory: folder)
    }

    static func note(_ path: String) throws -> SignedNote {
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path)) } catch {
            throw CommandFailure(
                place: path, cause: "it cannot be read", mend: "name the file of a checkpoint or receipt", exitCode: 66)
        }
        do { return try SignedNote(parsing: String(decoding: data, as: UTF8.self)) } catch {
            throw CommandFailure(line: "\(path): \(error)", exitCode: 65)
        }
    }
}
