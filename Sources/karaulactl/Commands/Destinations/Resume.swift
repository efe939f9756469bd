import ArgumentParser
import MerkleLog

/// `karaulactl resume`
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a destination's pause.")

    @Argument(help: "The destination's name.")
    var destination: String

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func run() async throws {
        try await DestinationMark(action: "resume", members: ["destination": .string(destination)]).send(to: socket) {
            $0.map { "destination \(destination) is served again, by entry \($0)" }
                ?? "destination \(destination) was not paused"
        }
    }
}
