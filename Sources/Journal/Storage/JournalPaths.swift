/// Where a journal keeps what.
struct JournalPaths: Sendable, Hashable {
    let directory: String

    init(_ directory: String) {
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.directory = path
    }

    var database: String { "\(directory)/journal.sqlite" }
    var unfinishedDatabase: String { "\(directory)/journal.sqlite.new" }
    var writeAheadLog: String { "\(database)-wal" }
    var sharedMemory: String { "\(database)-shm" }
    /// There while a database was found damaged in use and has not been looked at since.
    var damageMark: String { "\(directory)/journal.damaged" }
    /// There while somebody wants a new log to begin at the next start; it holds the reason.
    var renewalMark: String { "\(directory)/journal.renew" }
    /// When the process that writes the journal was last alive.
    var lifeSign: String { "\(directory)/alive" }
    var keys: String { "\(directory)/keys" }
    var recordings: String { "\(directory)/\(Self.recordingsName)" }
    var orphans: String { "\(recordings)/\(Self.orphansName)" }

    func absolute(_ relative: String) -> String { "\(directory)/\(relative)" }

    static let recordingsName = "recordings"
    static let orphansName = "orphans"
}
