import ArgumentParser

/// `karaulactl journal`
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Verify the journal, prove entries, sign it, and look after its key.",
        subcommands: [
            VerifyJournal.self, ProveEntry.self, SignJournal.self, JournalKey.self, RotateKey.self,
        ])
}
