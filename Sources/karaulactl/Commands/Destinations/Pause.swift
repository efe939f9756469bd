import ArgumentParser
import Console
import MerkleLog

/// `karaulactl pause`
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send a destination nothing but calls for assistance for a while.",
        discussion: "A pause is an entry of the journal, and ends by itself. What waits meanwhile is sent afterwards.")

    @Argument(help: "The destination's name.")
    var destination: String

    @Option(help: "Why; it goes into the journal.")
    var reason: String

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("For how long, such as 30m or 2h; at most 7d.", valueName: "duration"))
    var duration = "1h"

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws {
        try Reason.check(reason)
        guard let seconds = WholeSeconds.parse(duration), (1...7 * 86_400).contains(seconds) else {
            throw ValidationError("--for: '\(duration)' is no duration from 1s to 7d, such as 30m, 2h or 1d")
        }
    }

    func run() async throws {
        // What is no duration was refused above.
        let seconds = WholeSeconds.parse(duration) ?? 3600
        let members: CanonicalValue = [
            "destination": .string(destination), "reason": .string(reason), "seconds": .integer(seconds),
        ]
        try await DestinationMark(action: "pause", members: members).send(to: socket) { entry in
            "destination \(destination) is paused for \(DurationText.text(seconds: Double(seconds))), by entry \(entry ?? 0)"
        }
    }
}
