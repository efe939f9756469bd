import ArgumentParser
import MerkleLog

/// `karaulactl acknowledge`
struct Acknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Note in the journal that you took note of an event.")

    @Argument(help: "The number of the event, as `events` shows it after #.")
    var event: Int64

    @Option(help: "What you saw or did; it goes into the journal.")
    var note: String?

    @Option(help: "The daemon's socket.", completion: .file())
    var socket = DaemonSocket.usualPath

    func validate() throws { if let note { try Reason.check(note, option: "--note") } }

    func run() async throws {
        let members: [String: CanonicalValue] = note.map { ["note": .string($0)] } ?? [:]
        try await EventMark(event: event, action: "acknowledge", members: .object(members)).send(to: socket) {
            $0.map { "event \(event) is acknowledged, by entry \($0)" } ?? "event \(event): nothing changed"
        }
    }
}
