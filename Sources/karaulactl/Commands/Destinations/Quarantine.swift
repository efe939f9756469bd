import ArgumentParser
import Console
import MerkleLog

/// `karaulactl quarantine`
struct Quarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Entries that a destination refuses: see them, send them again, or do without.",
        subcommands: [List.self, Show.self, RetryOne.self, Drop.self], defaultSubcommand: List.self)

    /// What a destination refuses, as the daemon tells it.
    static func records(_ daemon: DaemonSocket) async throws -> [CanonicalValue] {
        let answer = try daemon.object(try await daemon.get("/v1/quarantine"))
        guard case .array(let items)? = answer["quarantine"] else { throw daemon.misunderstood }
        return items
    }

    /// `karaulactl quarantine list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what is refused.")

        @Flag(help: "Print JSON, a line for each.")
        var json = false

        @Option(help: "The daemon's socket.", completion: .file())
        var socket = DaemonSocket.usualPath

        func run() async throws {
            try await DaemonSocket.with(socket) { daemon in
                let items = try await Quarantine.records(daemon)
                if json { return try StandardOutput.write(items.map(\.canonicalText)) }
                try StandardOutput.write(DestinationReportText.lines(items.compactMap { QuarantineDocument($0) }))
            }
        }
    }

    /// `karaulactl quarantine show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one refused entry: why, and its record.",
            discussion:
                "The record holds no details of the event; `karaulactl events` shows those, and notes who looked.")

        @Argument(help: "The number of the entry.")
        var seq: Int64

        @Option(help: "The daemon's socket.", completion: .file())
        var socket = DaemonSocket.usualPath

        func run() async throws {
            try await DaemonSocket.with(socket) { daemon in
                let found = try await Quarantine.records(daemon).compactMap { QuarantineDocument($0) }
                    .filter { $0.seq == seq }
                guard !found.isEmpty else {
                    throw CommandFailure(
                        place: "entry \(seq)", cause: "it is not quarantined",
                        mend: "see `karaulactl quarantine list`", exitCode: 65)
                }
                var lines = DestinationReportText.lines(found)
                let proof = try await daemon.get("/v1/proofs/\(seq)")
                if let record = try daemon.object(proof)["record"]?.string { lines += ["", "record  \(record)"] }
                try StandardOutput.write(lines)
            }
        }
    }

    /// `karaulactl quarantine retry`
    struct RetryOne: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Send a refused entry, or its file, again.")

        @Argument(help: "The number of the entry.")
        var seq: Int64

        @Option(help: "The destination, if several refuse it.")
        var destination: String?

        @Option(help: "The daemon's socket.", completion: .file())
        var socket = DaemonSocket.usualPath

        func run() async throws {
            try await Quarantine.decide("retry", seq, destination, [:], socket) {
                "entry \(seq) is sent again, by entry \($0)"
            }
        }
    }

    /// `karaulactl quarantine drop`
    struct Drop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide that a destination does without an entry that it refuses.")

        @Argument(help: "The number of the entry.")
        var seq: Int64

        @Option(help: "Why; it goes into the journal.")
        var reason: String

        @Option(help: "The destination, if several refuse it.")
        var destination: String?

        @Option(help: "The daemon's socket.", completion: .file())
        var socket = DaemonSocket.usualPath

        func validate() throws { try Reason.check(reason) }

        func run() async throws {
            try await Quarantine.decide("drop", seq, destination, ["reason": .string(reason)], socket) {
                "entry \(seq) is dropped, by entry \($0)"
            }
        }
    }

    private static func decide(
        _ action: String, _ seq: Int64, _ destination: String?, _ members: [String: CanonicalValue],
        _ socket: String, _ line: (Int64) -> String
    ) async throws {
        var members = members
        if let destination { members["destination"] = .string(destination) }
        try await DaemonSocket.with(socket) { daemon in
            let answer = try daemon.object(
                try await daemon.post("/v1/quarantine/\(seq)/\(action)", .object(members)))
            try StandardOutput.write([line(answer["entry"]?.integer ?? 0)])
        }
    }
}
