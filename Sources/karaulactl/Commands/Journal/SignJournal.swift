import ArgumentParser
import Journal
import MerkleLog

/// `karaulactl journal checkpoint`
struct SignJournal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Sign the log as it is now, and print the checkpoint.",
        discussion: """
            Keep it elsewhere: `journal verify --anchor FILE` then shows that nothing before it was changed or exchanged.
            With --journal, the newest checkpoint that is there.
            """)

    @OptionGroup var place: JournalPlace

    func run() async throws {
        var text = ""
        if let folder = place.journal {
            guard let note = try Journal.openReadOnly(directory: folder).newestCheckpoint() else {
                throw CommandFailure(
                    place: folder, cause: "this journal was never signed", mend: "start the daemon and ask it",
                    exitCode: 65)
            }
            text = note.encoded
        } else {
            try await DaemonSocket.with(place.socketPath) { daemon in
                text = String(decoding: try await daemon.post("/v1/checkpoint"), as: UTF8.self)
            }
        }
        try StandardOutput.write(String(text.dropLast()))
    }
}
