import ArgumentParser
import MerkleLog

/// `karaulactl release`
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Release an event that was on hold: it is erased when its time comes.")

    @Argument(help: "The number of the event, as `events` shows it after #.")
    var event: Int64

    @Option(help: "Why; it goes into the journal.")
    var reason: String

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws { try Reason.check(reason) }

    func run() async throws {
        try await EventMark(event: event, action: "release", members: ["reason": .string(reason)]).send(to: socket) {
            $0.map { "event \(event) is released, by entry \($0)" } ?? "event \(event) was not on hold"
        }
    }
}
