package import Journal
import MerkleLog
package import Timekeeping

/// What one entry of the journal says about whether cameras saw.
package struct WatchFact: Sendable, Hashable {
    /// What it says.
    package enum Kind: Sendable, Hashable {
        /// The site started with these cameras.
        case started(cameras: [String])
        /// The site stopped in good order.
        case stopped
        /// The run before ended without a word; it was last known to be alive then.
        case crashed(lastAlive: TimeReading)
        /// A camera changed its state.
        case changed(camera: String, WatchTime)
        /// The machine slept for so many nanoseconds, in which the monotonic clock stood still.
        case suspended(Int64)
        /// Nothing but that the clock said so then.
        case clock
    }

    /// When it was written.
    package var time: TimeReading
    /// What it says.
    package var kind: Kind

    package init(time: TimeReading, kind: Kind) {
        self.time = time
        self.kind = kind
    }

    /// The kinds of entries that say anything about it.
    package static let kinds: Set<EntryKind> = [
        .siteStarted, .siteStopped, .siteCrashed, .watchChanged, .timeState, .timeStepped,
    ]

    /// Reads an entry.
    ///
    /// - Parameter entry: of one of ``kinds``.
    /// - Parameter lastAlive: when the last entry before a crash was written; asked for by its `seq`.
    package init(_ entry: Entry, lastAlive: (Int64) throws -> TimeReading?) rethrows {
        time = entry.time
        switch entry.kind {
        case .siteStarted: kind = .started(cameras: Self.names(entry.payload["cameras"]))
        case .siteStopped: kind = .stopped
        case .siteCrashed:
            let last = try entry.payload["last_entry"]?.integer.flatMap { try lastAlive($0) }
            kind = .crashed(lastAlive: last ?? entry.time)
        case .watchChanged where entry.payload["closed"]?.string == "interrupted":
            // The site stops, and says so next; the camera's state is what it was.
            kind = .clock
        case .watchChanged:
            let state = entry.payload["state"]?.string
            kind = .changed(
                camera: entry.camera ?? "",
                WatchTime(state: state ?? "blind", reason: state == nil ? "erased" : entry.payload["reason"]?.string))
        default:
            // Amounts of nanoseconds are text in payloads.
            let slept = entry.payload["suspended"]?.string.flatMap { Int64($0) }
            kind = slept.map { .suspended($0) } ?? .clock
        }
    }

    private static func names(_ value: CanonicalValue?) -> [String] {
        guard case .array(let names)? = value else { return [] }
        return names.compactMap(\.string)
    }
}
