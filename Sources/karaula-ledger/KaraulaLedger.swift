import ArgumentParser

/// The receiving side: serves sites, and tells and verifies what is stored of them.
@main
struct KaraulaLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karaula-ledger",
        abstract: "Stores what sites deliver, and signs receipts for it.",
        discussion: """
            Without a command it serves. Exit codes follow sysexits(3): 78 for a wrong configuration, 69 if a port or the \
            ledger is in use, 65 if it is damaged or does not verify, 66, 74 or 77 if something is missing, cannot be \
            written or may not be.
            """,
        subcommands: [
            Serve.self, Key.self, List.self, Show.self, Verify.self, End.self, AcceptClock.self, CheckConfig.self,
        ],
        defaultSubcommand: Serve.self)
}
