import ArgumentParser
import MerkleLog

/// `karaulactl hold`
struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep an event: nothing of it is erased until it is released.")

    @Argument(help: "The number of the event, as `events` shows it after #.")
    var event: Int64

    @Option(help: "Why; it goes into the journal.")
    var reason: String

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws { try Reason.check(reason) }

    func run() async throws {
        try await EventMark(event: event, action: "hold", members: ["reason": .string(reason)]).send(to: socket) {
            $0.map { "event \(event) is on hold, by entry \($0)" } ?? "event \(event) was on hold already"
        }
    }
}
