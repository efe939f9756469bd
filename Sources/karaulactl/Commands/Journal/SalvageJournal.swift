import ArgumentParser
import Console
import Glibc
import Journal
import MerkleLog

import struct FoundationEssentials.Data
import class FoundationEssentials.FileManager
import struct FoundationEssentials.URL

/// `karaulactl journal salvage`
struct SalvageJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "salvage",
        abstract: "Read what can still be read from a damaged database that was set aside.",
        discussion: """
            DATABASE is a file such as /var/lib/karaula/journal.sqlite.damaged-20261122T083000Z; it is only read. Its entries go
            into FOLDER/entries.jsonl, one a line, which nobody else may read, each with how it was found. With checkpoints that were kept elsewhere it is
            said up to which entry what was found is proven. Ends with 1 if nothing was found.
            """)

    @Argument(help: "The damaged database.", completion: .file())
    var database: String

    @Option(help: "The folder to write into; it must not exist yet.", completion: .directory)
    var to: String

    @Option(help: "A checkpoint or receipt that was kept elsewhere; may be given several times.", completion: .file())
    var anchor: [String] = []

    func run() throws {
        let checkpoints = try anchor.map { path in try Checkpoint(parsing: try VerifyJournal.note(path).text) }
        guard !FileManager.default.fileExists(atPath: to) else {
            throw CommandFailure(
                place: to, cause: "it exists already", mend: "name a folder that does not, with --to", exitCode: 73)
        }
        do {
            // It holds what people were seen doing: its owner's alone, from the first copy on.
            try FileManager.default.createDirectory(
                atPath: to, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(
                place: to, cause: "it cannot be made: \(error)", mend: "name another folder with --to", exitCode: 73)
        }
        let salvage: JournalSalvage
        do {
            salvage = try JournalSalvage(path: database, workspace: to)
        } catch {
            rmdir(to)
            throw error
        }
        guard !salvage.entries.isEmpty else {
            rmdir(to)
            throw CommandFailure(
                place: database, cause: "no entry was found in it",
                mend: "keep the file; there is nothing to read in it",
                exitCode: 1)
        }
        let file = "\(to)/entries.jsonl"
        do {
            let text = salvage.lines.map { $0 + "\n" }.joined()
            try Data(text.utf8).write(to: URL(filePath: file))
        } catch {
            throw CommandFailure(
                place: file, cause: "it cannot be written: \(error)", mend: "name another folder with --to",
                exitCode: 73)
        }
        try StandardOutput.write(report(salvage, checkpoints, file))
    }

    private func report(_ salvage: JournalSalvage, _ checkpoints: [Checkpoint], _ file: String) -> [String] {
        let rows = salvage.entries.values.count { $0.isFromRow }
        var lines = [
            "\(salvage.entries.count) entries (\(rows) from rows, \(salvage.entries.count - rows) from bytes), "
                + "\(salvage.payloads) with their details: \(file)"
        ]
        let missing = salvage.missing
        for range in missing.prefix(20) {
            lines.append(
                range.count == 1
                    ? "missing: entry \(range.lowerBound)"
                    : "missing: entries \(range.lowerBound) to \(range.upperBound)")
        }
        if missing.count > 20 { lines.append("missing: \(missing.count - 20) more ranges") }
        for seq in salvage.contradictions.sorted().prefix(20) {
            lines.append("entry \(seq): more than one record was found; the first is kept")
        }
        if let proven = salvage.proven(by: checkpoints) {
            lines.append("proven by a checkpoint: entries 1 to \(proven.size)")
        } else {
            lines.append(
                checkpoints.isEmpty
                    ? "not proven: give a checkpoint or receipt that was kept elsewhere with --anchor"
                    : "not proven: what was found does not reach back without a gap, or is not what was signed")
        }
        return lines
    }
}
