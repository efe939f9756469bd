import Forwarding
import Journal
import MerkleLog
import TestKit
import Timekeeping

/// Entries for tests.
enum Samples {
    /// An entry of 2026-11-22T08:30:00Z and as many seconds later as its number.
    static func entry(
        _ seq: Int64, kind: EntryKind = .eventOpened, camera: String? = "north gate", padding: Int = 0
    ) -> Entry {
        let clock = ManualSiteClock()
        clock.advance(bySeconds: Double(seq))
        return Entry(
            seq: seq, kind: kind, camera: camera, time: clock.reading(), event: seq,
            payload: [
                "rule": "fence \"A\" – čuvar", "track": .integer(seq),
                "pad": .string(String(repeating: "x", count: padding)),
            ],
            salt: [0x00, 0x7f, 0xff])
    }

    /// The same, as a destination sees it that may see everything.
    static func disclosed(
        _ seq: Int64, kind: EntryKind = .eventOpened, camera: String? = "north gate", padding: Int = 0
    ) -> DisclosedEntry {
        disclosed(entry(seq, kind: kind, camera: camera, padding: padding))
    }

    /// `entry`, as a destination sees it that may see everything.
    static func disclosed(_ entry: Entry) -> DisclosedEntry {
        guard let seen = Disclosure.everything.disclosed(entry) else { preconditionFailure("everything hides nothing") }
        return seen
    }
}
