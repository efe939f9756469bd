import Synchronization

/// How many requests there were, by what was asked for and what was answered.
package final class RequestCounts: Sendable {
    /// What is counted together.
    package struct Key: Hashable, Sendable {
        package var route: String
        package var status: Int
    }

    private let counts = Mutex<[Key: Int64]>([:])

    /// Counts nothing yet.
    package init() {}

    /// Counts one request; paths that nobody serves are counted as one, so that no client makes the page grow.
    package func note(_ path: String, _ status: Int) {
        let route: String =
            switch path {
            case "/v1/entries": "entries"
            case "/v1/checkpoint": "checkpoint"
            default: path.hasPrefix("/v1/files/") ? "files" : "other"
            }
        counts.withLock { $0[Key(route: route, status: status), default: 0] += 1 }
    }

    /// The counts, in the order of their names.
    package var all: [(key: Key, count: Int64)] {
        counts.withLock { $0.map { (key: $0.key, count: $0.value) } }.sorted {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }
    }
}
