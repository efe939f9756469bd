import ArgumentParser
import Glibc
import Ledger
import MerkleLog

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show an entry as it was sent, or a log's last receipt.",
        discussion: "With --record it prints the record's bytes alone: their SHA-256 behind a zero byte is the leaf.")

    @Argument(help: "The log, as urn:karaula:SITE.")
    var source: String

    @Argument(help: "The entry; without it the last receipt is shown.")
    var seq: Int64?

    @OptionGroup var places: Places

    @Flag(help: "Print the record alone.")
    var record = false

    func run() async throws {
        try await CommandFailure.telling {
            let store = try SQLiteLedgerStore(besides: places.state)
            guard let log = try store.logs().first(where: { $0.log.origin.description == source })?.log else {
                throw CommandFailure(text: "\(source): there is no such log; see `list sites`", exitCode: EX_DATAERR)
            }
            guard let seq else {
                guard let receipt = log.witnessed else {
                    throw CommandFailure(text: "\(source): no receipt was given yet", exitCode: EX_DATAERR)
                }
                for line in receipt.note.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    try Output.line(String(line))
                }
                return
            }
            guard let stored = try store.entry(of: source, seq: seq) else {
                throw CommandFailure(
                    text: "\(source): entry \(seq) is not here; complete up to \(log.complete)", exitCode: EX_DATAERR)
            }
            try show(stored, store)
        }
    }

    private func show(_ stored: StoredEntry, _ store: SQLiteLedgerStore) throws {
        let entry = stored.entry
        let text = String(decoding: entry.record, as: UTF8.self)
        if record { return try Output.line(text) }
        try Output.line("record   \(text)")
        try Output.line("payload  \(entry.payload.map { String(decoding: $0, as: UTF8.self) } ?? "erased at the site")")
        try Output.line(
            "proven   \(entry.salt == nil ? "no: erased, or an excerpt" : "yes: its digest is in the record")")
        try Output.line("leaf     \(entry.leaf)")
        if let extra = entry.extra { try Output.line("extra    \(String(decoding: extra, as: UTF8.self))") }
        if let file = try store.file(of: source, seq: entry.seq) {
            let whole = file.completed != nil ? "whole" : "\(file.have) of \(file.bytes) bytes"
            try Output.line("file     \(places.state)/\(file.path) (\(whole))")
        }
    }
}
