import ArgumentParser
import AsyncHTTPClient
import Console
import MerkleLog
import NIOCore
import NIOHTTP1

/// `karaulactl export`
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take events away as evidence: recordings, snapshots, entries, and what proves them.",
        discussion: """
            The bundle can be checked on a machine without Karaula: `sh verify.sh --key KEY`, where KEY is what
            `karaulactl journal key` prints. That you export, and why, goes into the journal before anything is given out.
            """)

    @Argument(help: "The numbers of the events, as `events` shows them after #.")
    var events: [Int64]

    @Option(help: "Why; it goes into the journal and into the bundle.")
    var reason: String

    @Option(help: "Where to: FILE.tar, or a folder that does not exist yet.", completion: .directory)
    var to: String

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws {
        try Reason.check(reason)
        if let twice = events.first(where: { event in events.filter { $0 == event }.count > 1 }) {
            throw ValidationError("event \(twice) is named twice")
        }
        if to.isEmpty { throw ValidationError("--to: a file or folder is expected") }
    }

    func run() async throws {
        let target = try BundleTarget(to)
        // Recordings are read to their ends before the answer begins, however slow the disk is.
        try await DaemonSocket.with(socket, silence: 3600) { daemon in
            let body: CanonicalValue = [
                "events": .array(events.map(CanonicalValue.integer)), "reason": .string(reason),
            ]
            let response = try await daemon.ask("/v1/export", method: .POST, body: body, deadline: .distantFuture)
            var writer = try target.writer()
            do {
                for try await piece in response.body { try writer.take(piece.readableBytesView) }
                try writer.finish()
            } catch {
                writer.abandon()
                throw error
            }
        }
        try StandardOutput.write(to)
    }
}
