import ArgumentParser
import Console
import Glibc
import Journal
import Timekeeping

/// `karaulactl events`
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what happened, and with --follow what happens.",
        discussion: """
            One line an event: local time, camera, what, where, how it stands, number, snapshot. Changes of a camera's
            watch state stand among them. --follow goes on with a line for each step of an event; it outlives a restart of
            the daemon and misses nothing.
            That you look is itself an entry, audit.read, shown with --kind or --json only.
            With --kind, one line an entry. The kinds: \(EntryKind.allCases.map(\.rawValue).joined(separator: ", ")).
            """)

    @Flag(name: .shortAndLong, help: "Go on as events happen, until Ctrl-C.")
    var follow = false

    @Option(help: "From when: 90s, 15m, 1h, 2d, 1w ago, or a time such as 2026-11-22T08:30:00Z.")
    var since = "1d"

    @Option(help: "Only this camera; may be given several times.")
    var camera: [String] = []

    @Option(help: "Only entries of this kind; may be given several times.")
    var kind: [String] = []

    @Flag(help: "Print entries as JSON, one a line.")
    var json = false

    @Option(help: "Why you look, for the audit.")
    var reason: String?

    @Option(help: "The daemon's socket (\(DaemonSocket.usualPath) if left out).", completion: .file())
    var socket: String?

    @Option(help: "Read the journal in this folder instead of asking the daemon.", completion: .directory)
    var journal: String?

    func validate() throws {
        if journal != nil, socket != nil { throw ValidationError("--socket and --journal exclude each other") }
        if journal != nil, follow { throw ValidationError("--follow needs the running daemon, not --journal") }
        _ = try filter()
    }

    func run() async throws {
        let filter = try filter()
        if let journal {
            var printer = EventPrinter(filter: filter, json: json, perEntry: !kind.isEmpty, directory: journal)
            let reader = try Journal.openReadOnly(directory: journal)
            try await printer.history { after, filter in
                try reader.entries(after: after, limit: EntryQuery.largestLimit, matching: filter)
                    .map(EntryDocument.init)
            }
        } else {
            try await DaemonSocket.with(socket ?? DaemonSocket.usualPath) { daemon in
                let state = try await daemon.health().journal
                var printer = EventPrinter(
                    filter: filter, json: json, perEntry: !kind.isEmpty, directory: state.directory)
                var walk = EntryWalk(daemon: daemon, filter: filter, reason: reason, follows: follow)
                try await printer.history { after, _ in try await walk.page(after: after) }
                // What the history left out, up to the head before it, lies before `since` or was not wanted.
                printer.skip(to: state.head)
                if follow { try await Follower(daemon: daemon, reason: reason).run(&printer, after: walk) }
            }
        }
    }

    private func filter() throws -> EntryFilter {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let present = UTCTime(nanoseconds: Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec))
        guard let moment = Moment.parse(since, now: present) else {
            throw ValidationError(
                "--since \(since): expected 90s, 15m, 1h, 2d, 1w, or a time such as 2026-11-22T08:30:00Z")
        }
        var kinds: Set<EntryKind> = []
        for names in kind {
            do throws(QueryError) { kinds.formUnion(try EntryQuery.kinds(names)) } catch {
                throw ValidationError("--kind: \(error.cause)")
            }
        }
        return EntryFilter(
            kinds: kinds.isEmpty ? nil : kinds, cameras: camera.isEmpty ? nil : Set(camera), since: moment)
    }
}
