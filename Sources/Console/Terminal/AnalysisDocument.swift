import Detection
import Imaging
package import MerkleLog
package import Station

/// What an analysis of footage found, as JSON without floating-point numbers: times in nanoseconds of footage,
/// coordinates in millionths.
package enum AnalysisDocument {
    /// The document.
    package static func value(_ result: FootageAnalysisSummary) -> CanonicalValue {
        .object([
            "frames": .integer(Int64(result.frames)),
            "undecodable": .integer(Int64(result.undecodable)),
            "patched": .integer(Int64(result.patched)),
            "duration": .integer(result.duration),
            "width": .number(result.size.map { Int64($0.width) }),
            "height": .number(result.size.map { Int64($0.height) }),
            "scale": .number(result.scale.map { Int64($0.rawValue) }),
            "confirmed_tracks": .integer(Int64(result.confirmedTracks)),
            "events": .array(result.events.map(event)),
        ])
    }

    private static func event(_ event: FootageAnalysisSummary.Event) -> CanonicalValue {
        let alarm = event.alarm
        return .object([
            "rule": .string(alarm.rule), "alarm_kind": .string(alarm.kind.rawValue), "place": .text(alarm.place),
            "direction": .text(alarm.direction?.rawValue), "began": .integer(alarm.began),
            "last": .integer(alarm.last), "closed": .number(event.closed), "track": .integer(Int64(alarm.track)),
            "tracks": .integer(Int64(alarm.trackCount)), "peak_height": millionths(event.peakHeight),
            "box": .object([
                "x": millionths(alarm.box.x), "y": millionths(alarm.box.y), "w": millionths(alarm.box.width),
                "h": millionths(alarm.box.height),
            ]),
        ])
    }

    private static func millionths(_ value: Double) -> CanonicalValue {
        .integer(Int64((value * 1_000_000).rounded()))
    }
}
