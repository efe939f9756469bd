import Journal
import MerkleLog
import Timekeeping

/// An event as the API tells it.
enum EventDocument {
    static func value(_ event: EventSummary) -> CanonicalValue {
        [
            "event": .integer(event.id), "kind": .string(event.kind.rawValue), "camera": .text(event.camera),
            "opened": .string(event.opened.utc.rfc3339), "closed": .text(event.closed?.utc.rfc3339),
            "reason": .text(event.reason), "rule": .text(event.rule), "alarm_kind": .text(event.alarmKind),
            "last_entry": .integer(event.lastEntry), "held": .bool(event.isHeld),
            "acknowledged": .text(event.acknowledged?.rfc3339), "payload": event.payload,
            "snapshot": .text(event.snapshot), "recordings": .array(event.recordings.map(recording)),
        ]
    }

    private static func recording(_ recording: RecordingSummary) -> CanonicalValue {
        [
            "path": .string(recording.path), "state": .string(recording.state.rawValue),
            "began": .string(recording.began.rfc3339), "frames": .integer(Int64(recording.frames)),
            "bytes": .integer(recording.bytes), "cut_frames": .integer(Int64(recording.cutFrames)),
            "sha256": .text(recording.sha256), "reason": .text(recording.reason),
        ]
    }
}
