package import Journal
package import MerkleLog
package import Timekeeping

/// One entry as the API tells it: on the Unix socket in full, over TCP as a bare outline.
///
/// The outline holds seq, kind, camera, event and time, and for a change of watch state the new state; never where
/// something is, what raised an alarm, or what a picture shows.
package struct EntryDocument: Sendable, Hashable {
    /// The number of the entry.
    package var seq: Int64
    /// What it tells; text, so that a kind which this version does not know passes through.
    package var kind: String
    /// The camera it is about, if it is about one.
    package var camera: String?
    /// The `seq` of the opening entry of the event it belongs to.
    package var event: Int64?
    /// When it happened.
    package var utc: UTCTime
    /// How far `utc` may be off, in nanoseconds; `nil` if nothing bounds it.
    package var uncertainty: Int64?
    /// The boot in which `monotonic` counts; empty if it is not known.
    package var boot: String
    /// When it happened on the monotonic clock, in nanoseconds. On the wire it is decimal text, as in the record: it exceeds
    /// what a JSON number can hold for every reader (2^53) after 104 days.
    package var monotonic: Int64
    /// The content, by kind.
    package var payload: CanonicalValue

    /// Tells `entry` in the words of the API.
    package init(_ entry: Entry) {
        seq = entry.seq
        kind = entry.kind.rawValue
        camera = entry.camera
        event = entry.event
        utc = entry.time.utc
        uncertainty = entry.time.uncertainty
        boot = entry.time.boot.value
        monotonic = entry.time.monotonic.nanoseconds
        payload = entry.payload
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object. Members it does not know are passed over.
    package init?(_ value: CanonicalValue) {
        guard case .object(let members) = value,
            case .integer(let seq)? = members["seq"],
            case .string(let kind)? = members["kind"],
            case .string(let time)? = members["utc"], let utc = UTCTime(rfc3339: time)
        else { return nil }
        let monotonic = members["mono"]?.text.flatMap { Int64($0) }
        self.seq = seq
        self.kind = kind
        self.utc = utc
        camera = members["camera"]?.text
        event = members["event"]?.number
        uncertainty = members["uncertainty"]?.number
        // One is worth nothing without the other.
        boot = monotonic == nil ? "" : members["boot"]?.text ?? ""
        self.monotonic = monotonic ?? 0
        payload = members["payload"] ?? .object([:])
    }

    /// How long before this entry `earlier` happened: on the monotonic clock if both are of one boot, otherwise by UTC.
    package func elapsed(since earlier: EntryDocument) -> Elapsed {
        guard !boot.isEmpty, !earlier.boot.isEmpty else {
            return Elapsed(seconds: utc.seconds(since: earlier.utc), basis: .utc, uncertainty: nil)
        }
        return time.elapsed(since: earlier.time)
    }

    private var time: TimeReading {
        TimeReading(
            boot: BootID(boot), monotonic: MonotonicTime(nanoseconds: monotonic), utc: utc, uncertainty: uncertainty)
    }

    /// Everything, for the Unix socket.
    package var value: CanonicalValue {
        .object([
            "seq": .integer(seq), "kind": .string(kind), "camera": .text(camera), "event": .number(event),
            "utc": .string(utc.rfc3339), "uncertainty": .number(uncertainty), "boot": .string(boot),
            "mono": .string(String(monotonic)), "payload": payload,
        ])
    }

    /// What TCP carries.
    package var outline: CanonicalValue {
        var members: [String: CanonicalValue] = [
            "seq": .integer(seq), "kind": .string(kind), "camera": .text(camera), "event": .number(event),
            "utc": .string(utc.rfc3339),
        ]
        if kind == EntryKind.watchChanged.rawValue, let state = payload.member("state")?.text {
            members["watch_state"] = .string(state)
        }
        return .object(members)
    }
}
