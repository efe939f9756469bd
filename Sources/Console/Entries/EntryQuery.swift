package import Journal
package import Timekeeping

/// What `/v1/entries` was asked for.
package struct EntryQuery: Sendable, Hashable {
    /// The largest page.
    package static let largestLimit = 1000

    /// The last `seq` that the client has; 0 for the beginning.
    package var after: Int64 = 0
    /// How many entries at most: 1…1000.
    package var limit = 100
    /// Only entries about these cameras; empty for all.
    package var cameras: Set<String> = []
    /// Only entries of these kinds; empty for all.
    package var kinds: Set<EntryKind> = []
    /// Only entries from this moment on.
    package var since: UTCTime?
    /// Only entries before this moment.
    package var until: UTCTime?
    /// Only entries of this event.
    package var event: Int64?
    /// Why the client reads, for the audit.
    package var reason: String?
    /// Whether the client will follow what comes after its walk through the pages.
    package var follows = false
    /// The walk that this page belongs to; `nil` for a first page.
    package var walk: String?

    /// Asks for the first page of everything.
    package init() {}

    /// Reads the query of a request. `camera` and `kind` may come several times, and `kind` may list kinds with commas.
    ///
    /// - Throws: `QueryError` for a parameter that does not exist, comes twice, or has a value out of its range.
    package init(_ parameters: [(key: String, value: String)]) throws(QueryError) {
        self.init()
        var seen: Set<String> = []
        for (key, value) in parameters {
            if key != "camera", key != "kind", !seen.insert(key).inserted {
                throw QueryError(key: key, cause: "it comes twice")
            }
            switch key {
            case "after": after = try Self.sequenceNumber(value, key: key)
            case "limit":
                guard let number = Int(value), 1...Self.largestLimit ~= number else {
                    throw QueryError(
                        key: key, cause: "a whole number from 1 to \(Self.largestLimit) is expected, not \"\(value)\"")
                }
                limit = number
            case "camera": cameras.insert(value)
            case "kind": kinds.formUnion(try Self.kinds(value))
            case "since": since = try Self.time(value, key: key)
            case "until": until = try Self.time(value, key: key)
            case "event": event = try Self.sequenceNumber(value, key: key)
            case "reason": reason = try Self.reason(value, key: key)
            case "follow":
                guard value == "true" || value == "false" else {
                    throw QueryError(key: key, cause: "true or false is expected, not \"\(value)\"")
                }
                follows = value == "true"
            case "walk": walk = value
            default:
                throw QueryError(
                    key: key,
                    cause:
                        "there is no such parameter; after, limit, camera, kind, since, until, event, reason, follow, "
                        + "walk are known")
            }
        }
    }

    /// The part of the query that chooses entries.
    package var filter: EntryFilter {
        EntryFilter(
            kinds: kinds.isEmpty ? nil : kinds, cameras: cameras.isEmpty ? nil : cameras, since: since, until: until,
            event: event)
    }

    /// Whether this asks for a page of the walk that `first` began.
    package func isPage(of first: EntryQuery) -> Bool {
        after >= first.after && filter == first.filter
    }

    /// A reason: some text, in one line, of a bounded length.
    package static func reason(_ text: String, key: String) throws(QueryError) -> String {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { !$0.properties.isWhitespace }), text.count <= AuditedRead.longestReason,
            !scalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw QueryError(
                key: key, cause: "a text in one line, of at most \(AuditedRead.longestReason) characters, is expected")
        }
        return text
    }

    /// A `seq`: a whole number from 0 to 2^53, beyond which no record counts.
    package static func sequenceNumber(_ text: String, key: String) throws(QueryError) -> Int64 {
        guard let number = Int64(text), (0...1 << 53).contains(number) else {
            throw QueryError(
                key: key, cause: "the seq of an entry, a whole number from 0 to 2^53, is expected, not \"\(text)\"")
        }
        return number
    }

    /// Kinds, separated by commas.
    package static func kinds(_ text: String) throws(QueryError) -> Set<EntryKind> {
        var kinds: Set<EntryKind> = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let kind = EntryKind(rawValue: String(name)) else {
                throw QueryError(
                    key: "kind",
                    cause: "there is no kind \"\(name)\"; "
                        + EntryKind.allCases.map(\.rawValue).joined(separator: ", ") + " exist")
            }
            kinds.insert(kind)
        }
        return kinds
    }

    private static func time(_ text: String, key: String) throws(QueryError) -> UTCTime {
        guard let time = UTCTime(rfc3339: text) else {
            throw QueryError(
                key: key, cause: "a time such as 2026-11-22T08:30:00Z is expected, not \"\(text)\"")
        }
        return time
    }
}
