import ArgumentParser
import Console
import MerkleLog

/// `karaulactl watch`
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how long each camera watched on a day, was degraded, or was blind, and why.",
        discussion: """
            It is worked out from the journal, and a whole day sums to 24 hours. When the daemon did not run counts as blind
            (not-running), after a crash or a power cut from the last entry on.
            """)

    @Option(help: "A day of UTC such as 2026-11-22; today if it is left out.")
    var day: String?

    @Option(help: "Only this camera.")
    var camera: String?

    @Flag(help: "Print JSON, a line for each camera; times are nanoseconds.")
    var json = false

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws {
        if let day, WatchQuery.day(day) == nil {
            throw ValidationError("--day takes a day of UTC such as 2026-11-22, not '\(day)'")
        }
    }

    func run() async throws {
        let query = [day.map { "day=\($0)" }, camera.map { "camera=\(DaemonSocket.escaped($0))" }].compactMap(\.self)
        let uri = "/v1/watch" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        try await DaemonSocket.with(socket) { daemon in
            let answer = try daemon.object(try await daemon.get(uri))
            guard case .array(let items)? = answer["days"] else { throw daemon.misunderstood }
            if json { return try StandardOutput.write(items.map(\.canonicalText)) }
            let documents = items.compactMap { WatchDocument($0) }
            guard documents.count == items.count else { throw daemon.misunderstood }
            try StandardOutput.write(WatchReport.lines(documents))
        }
    }
}
