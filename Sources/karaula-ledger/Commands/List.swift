import ArgumentParser
import Glibc
import Ledger
import MerkleLog
import Timekeeping

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List sites, a log's entries or files, or the ledger's alarms.")

    enum What: String, ExpressibleByArgument, CaseIterable {
        case sites, entries, files, alarms
    }

    @Argument(help: "sites, entries, files or alarms.")
    var what: What

    @Argument(help: "The log, as urn:karaula:SITE; for entries and files.")
    var source: String?

    @OptionGroup var places: Places

    @Option(help: "Begin behind this entry.")
    var after: Int64 = 0

    @Option(help: "At most so many entries or files.")
    var limit = 100

    @Flag(help: "Alarms that have ended too.")
    var all = false

    func run() async throws {
        try await CommandFailure.telling {
            let store = try SQLiteLedgerStore(besides: places.state)
            switch what {
            case .sites: try sites(store)
            case .entries: try entries(store, try log(store))
            case .files: try files(store, try log(store))
            case .alarms: try alarms(store)
            }
        }
    }

    private func log(_ store: SQLiteLedgerStore) throws -> String {
        let known = try store.logs().map(\.log.origin.description)
        guard let source else {
            throw CommandFailure(
                text: "say which log: \(known.isEmpty ? "there is none yet" : known.joined(separator: ", "))",
                exitCode: EX_USAGE)
        }
        guard known.contains(source) else {
            throw CommandFailure(
                text: "\(source): there is no such log; \(known.joined(separator: ", ")) are here", exitCode: EX_DATAERR
            )
        }
        return source
    }

    private func sites(_ store: SQLiteLedgerStore) throws {
        var rows = [["SOURCE", "ENTRIES", "COMPLETE", "NEWEST", "RECEIPT", "AT", "STORED LAST"]]
        for stored in try store.logs() {
            let log = stored.log
            rows.append([
                log.origin.description, "\(log.count)", "\(log.complete)", "\(log.newest)",
                log.witnessed.map { "\($0.size)" } ?? "none",
                log.witnessed.map { Self.time(Int64($0.time) &* 1_000_000_000) } ?? "-", Self.time(stored.heard),
            ])
        }
        try Output.table(rows)
    }

    private func entries(_ store: SQLiteLedgerStore, _ source: String) throws {
        var rows = [["SEQ", "TIME", "KIND", "CAMERA", "PAYLOAD"]]
        for stored in try store.entries(of: source, after: after, limit: limit) {
            let entry = stored.entry
            let payload = entry.payload.map { String(decoding: $0, as: UTF8.self) } ?? "erased"
            rows.append([
                "\(entry.seq)", entry.time, entry.kind, entry.camera ?? "-",
                payload.count > 120 ? payload.prefix(119) + "…" : payload,
            ])
        }
        try Output.table(rows)
    }

    private func files(_ store: SQLiteLedgerStore, _ source: String) throws {
        var rows = [["SEQ", "BYTES", "HAVE", "COMPLETE SINCE", "PATH"]]
        for file in try store.files(of: source, after: after, limit: limit) {
            rows.append([
                "\(file.seq)", "\(file.bytes)", "\(file.have)", file.completed.map(Self.time) ?? "-", file.path,
            ])
        }
        try Output.table(rows)
    }

    private func alarms(_ store: SQLiteLedgerStore) throws {
        var rows = [["ID", "SOURCE", "KIND", "RAISED", "COUNT", "ENDED", "DETAIL"]]
        for alarm in try store.alarms(includingEnded: all) {
            let ended = alarm.ended.map { "\(Self.time($0)) (\(alarm.ending ?? ""))" } ?? "-"
            rows.append([
                "\(alarm.id)", alarm.source, alarm.kind.rawValue, Self.time(alarm.raised), "\(alarm.count)", ended,
                alarm.detail,
            ])
        }
        try Output.table(rows)
    }

    /// To the second.
    private static func time(_ nanoseconds: Int64) -> String {
        UTCTime(nanoseconds: nanoseconds).rfc3339.prefix(19) + "Z"
    }
}
