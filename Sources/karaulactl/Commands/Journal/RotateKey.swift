import ArgumentParser
import Console
import MerkleLog

/// `karaulactl journal rotate-key`
struct RotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key",
        abstract: "Give the log a new key, which the present one signs; print it.",
        discussion: "Whoever knows the old key can follow: the log keeps the statement by which it was handed on.")

    @Option(help: "Why; it goes into the log.")
    var reason: String?

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func run() async throws {
        try await DaemonSocket.with(socket) { daemon in
            let value = try daemon.object(
                try await daemon.post("/v1/key/rotate", .object(reason.map { ["reason": .string($0)] } ?? [:])))
            try StandardOutput.write(value["key"]?.string ?? "")
        }
    }
}
