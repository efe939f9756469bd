import ArgumentParser
import Glibc
import Ledger
import MerkleLog

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compute every leaf, root, digest and receipt anew, and say what does not hold.",
        discussion: "It changes nothing, and may run beside a serving ledger. Exit code 65 if something does not hold.")

    @OptionGroup var places: Places

    @Argument(help: "One log, as urn:karaula:SITE; all without it.")
    var source: String?

    @Option(help: "The key of the receipts, as `karaula-ledger key` printed it; by default the ledger's own.")
    var key: String?

    func run() async throws {
        let verification = try await CommandFailure.telling {
            let store = try SQLiteLedgerStore(besides: places.state)
            var verifier = LedgerVerifier(store: store, directory: places.state, key: try noteKey())
            return try verifier.run(source: source)
        }
        for finding in verification.findings { try Output.line("DOES NOT HOLD  \(finding)") }
        try Output.line(
            "\(verification.logs) logs, \(verification.entries) entries, \(verification.payloads) payloads, "
                + "\(verification.files) files (\(verification.fileBytes) bytes), \(verification.receipts) receipts: "
                + (verification.findings.isEmpty ? "all of it holds" : "\(verification.findings.count) findings"))
        if !verification.findings.isEmpty { throw ExitCode(EX_DATAERR) }
    }

    private func noteKey() throws -> NoteKey {
        if let key {
            do { return try NoteKey(parsing: key) } catch {
                throw CommandFailure(text: "\(error)", exitCode: EX_USAGE)
            }
        }
        let configuration = try LedgerConfiguration.load(path: places.config)
        let path = Places.providedKey(configuration) ?? ReceiptKey.path(in: places.state)
        return try ReceiptKey.read(path, name: configuration.name).key
    }
}
