package import Journal
package import MerkleLog
import Timekeeping

/// One refused entry as `/v1/quarantine` tells it; nothing of the entry itself.
package struct QuarantineDocument: Sendable, Hashable {
    /// The destination.
    package var destination: String
    /// The entry.
    package var seq: Int64
    /// The lane in which it was sent.
    package var lane: String
    /// What kind of refusal it was.
    package var code: String
    /// Why, in the receiver's words.
    package var reason: String
    /// `held`, `retrying` or `dropped`.
    package var state: String
    /// When it was refused last, in UTC.
    package var refused: String

    /// Tells a record in the words of the document.
    package init(_ record: QuarantineRecord) {
        destination = record.destination
        seq = record.seq
        lane = record.lane.rawValue
        code = record.code
        reason = record.reason
        state = record.state.rawValue
        refused = record.refused.rfc3339
    }

    /// Reads back what ``value`` wrote; `nil` if `value` is no such object.
    package init?(_ value: CanonicalValue) {
        guard let destination = value["destination"]?.string, let seq = value["seq"]?.integer,
            let lane = value["lane"]?.string, let code = value["code"]?.string, let reason = value["reason"]?.string,
            let state = value["state"]?.string, let refused = value["refused"]?.string
        else { return nil }
        self.destination = destination
        self.seq = seq
        self.lane = lane
        self.code = code
        self.reason = reason
        self.state = state
        self.refused = refused
    }

    /// The document.
    package var value: CanonicalValue {
        [
            "destination": .string(destination), "seq": .integer(seq), "lane": .string(lane), "code": .string(code),
            "reason": .string(reason), "state": .string(state), "refused": .string(refused),
        ]
    }
}
