/// Which connections of sites may go on: pure, with times passed in.
///
/// Invariants: no request is taken on a connection that was opened under other certificate files than those in force, or by a
/// certificate that has ended; none of those, and none that is older than ``longestLife``, stays open for longer than its request.
package struct ConnectionBook<Connection: Hashable> {
    /// Seconds after which a connection is made anew, however busy it is: then whoever is at its other end proves again who it is.
    package static var longestLife: Double { 3600 }

    /// What becomes of a request.
    package enum Admission: Sendable, Hashable {
        /// It may be taken.
        case admitted
        /// The certificate files of the ledger have changed since the connection was opened, or the connection is being closed.
        case outdated
    }

    /// The moment.
    package struct Moment: Sendable {
        /// Seconds on the monotonic clock.
        package var monotonic: Double
        /// Seconds since 1970.
        package var utc: Int64
        /// How often the certificate files have been read.
        package var epoch: Int

        /// Names a moment.
        package init(monotonic: Double, utc: Int64, epoch: Int) {
            self.monotonic = monotonic
            self.utc = utc
            self.epoch = epoch
        }
    }

    private struct Entry {
        var opened: Double
        var epoch: Int
        var certificateEnds = Int64.max
        var isBusy = false
        var isClosing = false

        func isOver(at moment: Moment) -> Bool {
            epoch != moment.epoch || certificateEnds <= moment.utc
                || moment.monotonic - opened >= ConnectionBook.longestLife
        }
    }

    private var entries: [Connection: Entry] = [:]

    /// Knows no connection.
    package init() {}

    /// How many there are.
    package var count: Int { entries.count }

    /// A connection was opened.
    package mutating func open(_ connection: Connection, at moment: Moment) {
        entries[connection] = Entry(opened: moment.monotonic, epoch: moment.epoch)
    }

    /// A connection has ended.
    package mutating func remove(_ connection: Connection) { entries[connection] = nil }

    /// A request begins.
    package mutating func begin(_ connection: Connection, at moment: Moment) -> Admission {
        guard let entry = entries[connection], !entry.isClosing, entry.epoch == moment.epoch else {
            // It is closed after the answer that says so.
            entries[connection]?.isClosing = true
            return .outdated
        }
        entries[connection]?.isBusy = true
        return .admitted
    }

    /// Notes when the certificate ends with which a connection was opened; `false` if it has.
    package mutating func note(certificateEnds end: Int64, of connection: Connection, at moment: Moment) -> Bool {
        entries[connection]?.certificateEnds = end
        return end > moment.utc
    }

    /// A request has ended; whether its answer is the last one on its connection.
    package mutating func end(_ connection: Connection, at moment: Moment) -> Bool {
        entries[connection]?.isBusy = false
        guard let entry = entries[connection], !entry.isOver(at: moment) else {
            entries[connection]?.isClosing = true
            return true
        }
        return entry.isClosing
    }

    /// The connections to close now: those that may not go on and have no request.
    package mutating func takeOver(at moment: Moment) -> [Connection] {
        let over = entries.filter { !$0.value.isBusy && !$0.value.isClosing && $0.value.isOver(at: moment) }.map(\.key)
        for connection in over { entries[connection]?.isClosing = true }
        return over
    }
}
