/// What `/events` was asked for.
package struct StreamQuery: Sendable, Hashable {
    /// The last `seq` that the client has; `nil` for what comes from now on.
    package var after: Int64?
    /// Why the client follows, for the audit.
    package var reason: String?
    /// The walk through pages that the stream goes on with.
    package var walk: String?

    /// Reads the query of a request. The header of a client that reconnects goes before the query it began with.
    ///
    /// - Throws: `QueryError` for a parameter that does not exist on this door, or has a value out of its range.
    package init(
        _ parameters: [(key: String, value: String)], lastEventID: String?, on door: Door
    ) throws(QueryError) {
        for (key, value) in parameters {
            switch key {
            case "after": after = try EntryQuery.sequenceNumber(value, key: key)
            case "reason" where door.isSocket: reason = try EntryQuery.reason(value, key: key)
            case "walk" where door.isSocket: walk = value
            default:
                throw QueryError(
                    key: key,
                    cause: "there is no such parameter; after\(door.isSocket ? ", reason, walk are" : " is") known")
            }
        }
        if let lastEventID { after = try EntryQuery.sequenceNumber(lastEventID, key: "Last-Event-ID") }
    }
}
