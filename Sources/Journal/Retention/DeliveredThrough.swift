import GRDB

/// Up to which entry everything has arrived at every configured destination, for what entries say and for each kind of file.
///
/// "Arrived" is what the destination's ``DeliveryDemand`` calls so. `Int64.max` where no destination demands anything.
package struct DeliveredThrough: Sendable, Hashable {
    /// For the details of entries.
    package var entries: Int64
    /// For pictures.
    package var snapshots: Int64
    /// For films.
    package var recordings: Int64

    /// The same for all.
    package init(all seq: Int64 = .max) {
        entries = seq
        snapshots = seq
        recordings = seq
    }

    /// What holds for a class: a file stays until it has arrived, and what its event's entries say of it too.
    package subscript(_ retentionClass: RetentionClass) -> Int64 {
        switch retentionClass {
        case .snapshots: min(entries, snapshots)
        case .recordings: min(entries, recordings)
        case .events, .audit: entries
        }
    }

    /// What the journal knows of `destinations`; 0 where one of them never acknowledged anything.
    static func read(_ database: Database, _ destinations: [DeliveryDemand]) throws -> DeliveredThrough {
        var through = DeliveredThrough()
        let cursor = try database.cachedStatement(sql: "SELECT seq FROM cursor WHERE destination = ? AND lane = ?")
        let receipt = try database.cachedStatement(sql: "SELECT max(size) FROM receipt WHERE destination = ?")
        func seq(_ name: String, _ lane: Lane) throws -> Int64 {
            try Int64.fetchOne(cursor, arguments: [name, lane.rawValue]) ?? 0
        }
        for destination in destinations {
            // A receipt says nothing any more of what the receiver has lost since: its cursor went back then.
            through.entries = min(through.entries, try seq(destination.name, .routine))
            if destination.needsReceipt {
                through.entries = min(
                    through.entries, try Int64.fetchOne(receipt, arguments: [destination.name]) ?? 0)
            }
            if destination.evidence.contains(.snapshots) {
                through.snapshots = min(through.snapshots, try seq(destination.name, .snapshots))
            }
            if destination.evidence.contains(.recordings) {
                through.recordings = min(through.recordings, try seq(destination.name, .recordings))
            }
        }
        return through
    }
}
