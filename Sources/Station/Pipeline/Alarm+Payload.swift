import Detection
import Imaging
import MerkleLog

extension Alarm {
    /// The alarm as an event's payload: integers only, coordinates in millionths.
    var payload: [String: CanonicalValue] {
        var payload: [String: CanonicalValue] = [
            "rule": .string(rule),
            "alarm_kind": .string(kind.rawValue),
            "track": .integer(Int64(track)),
            "tracks": .integer(Int64(trackCount)),
            "box": box.payload,
        ]
        if let place { payload["place"] = .string(place) }
        if let direction { payload["direction"] = .string(direction.rawValue) }
        return payload
    }

    /// The words drawn on the event's snapshot.
    var label: String {
        [rule, place, direction?.rawValue].compactMap(\.self).joined(separator: " ")
    }
}

extension NormalizedBox {
    /// The box in integer millionths of the image.
    var payload: CanonicalValue {
        func millionths(_ value: Double) -> CanonicalValue { .integer(Int64((value * 1_000_000).rounded())) }
        return .object([
            "x": millionths(x), "y": millionths(y), "w": millionths(width), "h": millionths(height),
        ])
    }
}
