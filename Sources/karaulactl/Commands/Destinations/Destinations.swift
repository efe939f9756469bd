import ArgumentParser
import Console
import MerkleLog
import Timekeeping

/// `karaulactl destinations`
struct Destinations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what has arrived at each destination, and what has not.",
        discussion: """
            NOT DELIVERED counts entries behind the cursor, wanted or not. RECEIPT is how many entries the newest receipt
            covers, and how old it is; where no receipt is demanded, the newest answer.
            """)

    @Flag(help: "Print JSON, a line for each destination.")
    var json = false

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func run() async throws {
        try await DaemonSocket.with(socket) { daemon in
            let answer = try daemon.object(try await daemon.get("/v1/destinations"))
            guard case .array(let items)? = answer["destinations"] else { throw daemon.misunderstood }
            if json { return try StandardOutput.write(items.map(\.canonicalText)) }
            let documents = items.compactMap { DestinationDocument($0) }
            guard documents.count == items.count else { throw daemon.misunderstood }
            try StandardOutput.write(DestinationReportText.lines(documents, now: try SystemSiteClock().reading().utc))
        }
    }
}
