import ArgumentParser

/// `karaulactl journal`
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract:
            "Verify the journal, prove entries, sign it, look after its key, salvage a damaged one, and begin a new one.",
        subcommands: [
            VerifyJournal.self, ProveEntry.self, SignJournal.self, JournalKey.self, RotateKey.self, SalvageJournal.self,
            RenewJournal.self,
        ])
}
