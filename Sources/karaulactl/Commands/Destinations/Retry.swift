import ArgumentParser
import MerkleLog

/// `karaulactl retry`
struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a destination now, instead of when its wait is over.")

    @Argument(help: "The destination's name.")
    var destination: String

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func run() async throws {
        try await DestinationMark(action: "retry", members: ["destination": .string(destination)]).send(to: socket) {
            _ in "destination \(destination) is tried now"
        }
    }
}
