import ArgumentParser
import Console
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
            Lines stand in the order in which things happened, and how long an event lasted is measured on the monotonic
            clock, whatever was done to UTC meanwhile. An age such as --since 1h goes by that clock too, as far back as the
            machine has been running; a time such as --since 2026-11-22T08:30:00Z goes by the UTC that entries carry.
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
        _ = try filter(now())
    }

    func run() async throws {
        if let journal {
            let reader = try Journal.openReadOnly(directory: journal)
            let page: EventPrinter.Page = { after, filter in
                try reader.entries(after: after, limit: EntryQuery.largestLimit, matching: filter)
                    .map(EntryDocument.init)
            }
            var printer = try await printer(directory: journal, page)
            try await printer.history(page)
        } else {
            try await DaemonSocket.with(socket ?? DaemonSocket.usualPath) { daemon in
                let state = try await daemon.health().journal
                var printer = try await printer(directory: state.directory) { after, _ in
                    try await daemon.steps(after: after)
                }
                var walk = EntryWalk(daemon: daemon, filter: printer.filter, reason: reason, follows: follow)
                try await printer.history { after, _ in try await walk.page(after: after) }
                // What the history left out, up to the head before it, lies before `since` or was not wanted.
                printer.skip(to: state.head)
                if follow { try await Follower(daemon: daemon, reason: reason).run(&printer, after: walk) }
            }
        }
    }

    private func now() throws -> TimeReading { try SystemSiteClock().reading() }

    /// A printer of what was asked for. An age is looked for by steps of the clock first.
    ///
    /// - Parameter page: pages of entries that hold at least those about steps.
    private func printer(directory: String, _ page: EventPrinter.Page) async throws -> EventPrinter {
        let now = try now()
        var filter = try filter(now)
        var window: AgeWindow?
        if let since = filter.since, !Moment.isAbsolute(self.since) {
            let ages = AgeWindow(now: now, since: since)
            filter.since = ages.since(steps: try await EventPrinter.all(EntryFilter(kinds: [.timeStepped]), page))
            window = ages
        }
        return EventPrinter(filter: filter, window: window, json: json, perEntry: !kind.isEmpty, directory: directory)
    }

    private func filter(_ now: TimeReading) throws -> EntryFilter {
        guard let moment = Moment.parse(since, now: now.utc) else {
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
