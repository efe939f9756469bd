import GRDB

/// Up to which entry every configured destination has acknowledged everything.
enum DeliveredThrough {
    /// The lowest cursor; 0 if one of them never acknowledged anything, `Int64.max` if none is configured.
    static func seq(_ database: Database, destinations: [String]) throws -> Int64 {
        var lowest = Int64.max
        let statement = try database.cachedStatement(sql: "SELECT seq FROM cursor WHERE destination = ?")
        for destination in destinations {
            lowest = min(lowest, try Int64.fetchOne(statement, arguments: [destination]) ?? 0)
        }
        return lowest
    }
}
