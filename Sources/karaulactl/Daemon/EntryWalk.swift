import Console
import Journal

/// A walk through the pages of entries, which the daemon notes in its audit once.
struct EntryWalk {
    let daemon: DaemonSocket
    let filter: EntryFilter
    let reason: String?
    let follows: Bool
    /// By what the daemon knows the walk again.
    private(set) var token: String?
    private var isOver = false

    init(daemon: DaemonSocket, filter: EntryFilter, reason: String?, follows: Bool) {
        self.daemon = daemon
        self.filter = filter
        self.reason = reason
        self.follows = follows
    }

    /// The entries after `after`; none once all were given.
    mutating func page(after: Int64) async throws -> [EntryDocument] {
        guard !isOver else { return [] }
        let (entries, begun) = try await daemon.entries(
            after: after, matching: filter, reason: reason, follows: follows, walk: token)
        if let begun { token = begun }
        isOver = entries.count < EntryQuery.largestLimit || token == nil
        return entries
    }
}
