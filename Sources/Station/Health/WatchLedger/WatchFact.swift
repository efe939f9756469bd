package import Journal
import MerkleLog
package import Timekeeping

/// What one entry of the journal says about whether cameras saw.
package struct WatchFact: Sendable, Hashable {
    /// What it says.
    package enum Kind: Sendable, Hashable {
        /// The site started with these cameras.
        case started(cameras: [String])
        /// The site stopped in good order; its cameras had been stopped so many nanoseconds before.
        case stopped(after: Int64)
        /// The run before ended without a word; it was last known to be alive then.
        case crashed(lastAlive: TimeReading)
        /// A camera changed its state; one that is ``WatchTime/starting`` may be a new one.
        case changed(camera: String, WatchTime)
        /// A camera is configured no more.
        case removed(camera: String)
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
        case .siteStopped: kind = .stopped(after: max(0, Self.nanoseconds(entry.payload[Self.afterCameras]) ?? 0))
        case .siteCrashed:
            let last = try entry.payload["last_entry"]?.integer.flatMap { try lastAlive($0) }
            let silent = Self.nanoseconds(entry.payload["alive_after"]) ?? 0
            kind = .crashed(lastAlive: last.map { Self.advance($0, by: max(0, silent)) } ?? entry.time)
        case .watchChanged where entry.payload["closed"]?.string == WatchBook.interruptedBySite:
            // The site stops, and says so next; the camera's state is what it was.
            kind = .clock
        case .watchChanged:
            let state = entry.payload["state"]?.string
            let reason = entry.payload["reason"]?.string
            let camera = entry.camera ?? ""
            kind =
                state != nil && reason == WatchReason.removed
                ? .removed(camera: camera)
                : .changed(
                    camera: camera, WatchTime(state: state ?? "blind", reason: state == nil ? "erased" : reason))
        default: kind = Self.nanoseconds(entry.payload["suspended"]).map { .suspended($0) } ?? .clock
        }
    }

    /// How `site.stopped` says for how long its cameras had been stopped then.
    static let afterCameras = "after_cameras"

    /// Amounts of nanoseconds are text in payloads.
    private static func nanoseconds(_ value: CanonicalValue?) -> Int64? { value?.string.flatMap { Int64($0) } }

    private static func advance(_ time: TimeReading, by nanoseconds: Int64) -> TimeReading {
        var time = time
        time.monotonic.nanoseconds &+= nanoseconds
        time.utc = UTCTime(nanoseconds: time.utc.nanoseconds &+ nanoseconds)
        return time
    }

    private static func names(_ value: CanonicalValue?) -> [String] {
        guard case .array(let names)? = value else { return [] }
        return names.compactMap(\.string)
    }
}
