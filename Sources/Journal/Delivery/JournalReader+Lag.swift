import GRDB
import Timekeeping

extension JournalReader {
    /// What waits behind these cursors. Takes time that grows with what waits.
    ///
    /// - Parameter evidence: the lanes of files that the destination gets.
    public func lag(behind cursors: [Lane: Int64], evidence: Set<Lane>) throws(JournalError) -> DeliveryLag {
        try read { database in
            var lag = DeliveryLag()
            let entries = try Row.fetchOne(
                try database.cachedStatement(
                    sql: """
                        SELECT count(*), coalesce(sum(length(e.record) + coalesce(length(p.body), 0)), 0)
                        FROM entry e LEFT JOIN payload p ON p.seq = e.seq WHERE e.seq > ?
                        """), arguments: [cursors[.routine] ?? 0])
            lag.entries = entries?[0] ?? 0
            lag.bytes = entries?[1] ?? 0
            lag.oldest = try Int64.fetchOne(
                try database.cachedStatement(sql: "SELECT utc FROM entry WHERE seq > ? ORDER BY seq LIMIT 1"),
                arguments: [cursors[.routine] ?? 0]
            ).map { UTCTime(nanoseconds: $0) }
            for (lane, sql) in [
                (
                    Lane.snapshots,
                    "SELECT count(*), coalesce(sum(bytes), 0) FROM snapshot WHERE seq > ? AND erased IS NULL"
                ),
                (
                    .recordings,
                    "SELECT count(*), coalesce(sum(bytes), 0) FROM recording WHERE entry > ? AND erased IS NULL"
                ),
            ] where evidence.contains(lane) {
                let row = try Row.fetchOne(
                    try database.cachedStatement(sql: sql), arguments: [cursors[lane] ?? 0])
                lag.files += row?[0] ?? 0
                lag.fileBytes += row?[1] ?? 0
            }
            return lag
        }
    }

    /// Whether entries behind `seq`, up to `last`, tell of more than the site's own starts, stops and deliveries.
    public func hasNews(after seq: Int64, through last: Int64 = .max) throws(JournalError) -> Bool {
        let quiet: [EntryKind] = [
            .siteStarted, .siteStopped, .siteCrashed, .configurationChanged, .configurationRefused, .keyCreated,
            .timeState,
            .timeStepped, .retentionErased, .deliveryDegraded, .deliveryStalled, .deliveryRecovered, .deliveryAbandoned,
            .deliveryPaused, .deliveryResumed,
        ]
        let kinds = quiet.map { "'\($0.rawValue)'" }.joined(separator: ",")
        return try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE seq > ? AND seq <= ? AND +kind NOT IN (\(kinds)))",
                arguments: [seq, last]) ?? false
        }
    }
}
