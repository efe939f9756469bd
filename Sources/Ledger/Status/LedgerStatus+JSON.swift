import MerkleLog
import Timekeeping

extension LedgerStatus {
    /// The document of `/health`: numbers and states, no entry's content.
    var document: CanonicalValue {
        [
            "status": .string(!isReady ? "failing" : concerns.isEmpty ? "ok" : "degraded"),
            "concerns": .array(concerns.map { .string($0) }),
            "alarms": .array(alarms.map(Self.document)),
            "certificate_expires": certificateExpires.map { .string(Self.time($0)) } ?? .null,
            "sites": .array(logs.map(Self.document)),
        ]
    }

    private static func document(of alarm: LedgerAlarm) -> CanonicalValue {
        [
            "id": .integer(alarm.id), "source": .string(alarm.source), "kind": .string(alarm.kind.rawValue),
            "raised": .string(UTCTime(nanoseconds: alarm.raised).rfc3339), "count": .integer(alarm.count),
            "detail": .string(alarm.detail),
        ]
    }

    private static func document(of log: Log) -> CanonicalValue {
        [
            "source": .string(log.source), "entries": .integer(log.entries), "newest": .integer(log.newest),
            "complete": .integer(log.complete), "receipt": .integer(log.receipt),
            "receipt_time": log.receipt > 0 ? .string(time(Int64(log.receiptTime))) : .null,
            "silent_seconds": log.silentSeconds.map { .integer(Int64($0)) } ?? .null, "key": .bool(log.hasKey),
        ]
    }

    private static func time(_ seconds: Int64) -> String { UTCTime(seconds: seconds).rfc3339 }
}
