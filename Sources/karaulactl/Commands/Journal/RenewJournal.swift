import ArgumentParser
import Console
import Journal

/// `karaulactl journal renew`
struct RenewJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Let a new log begin at the daemon's next start.",
        discussion: """
            For a site that was restored from an old copy: its receivers know a longer history of the old log, and take nothing of
            another one under its name. The old database is kept beside the new one, under the name journal.sqlite.damaged-TIME; what
            was not delivered of it stays there. Nothing happens before the daemon is started again.
            """)

    @Option(help: "The daemon's state folder.", completion: .directory)
    var journal = "/var/lib/karaula"

    @Option(help: "Why; it becomes a part of the new log's first entries.")
    var reason: String

    func run() throws {
        try Renewal.request(in: journal, because: reason)
        try StandardOutput.write(["a new log begins at the next start of karaulad on \(journal)"])
    }
}
