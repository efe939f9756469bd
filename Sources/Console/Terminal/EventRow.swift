import Journal
import MerkleLog
package import Timekeeping

/// One line about an entry, or about a whole event, for a person.
package struct EventRow: Sendable, Hashable {
    /// When it happened, or began.
    package var time: UTCTime
    /// The camera, if it is about one.
    package var camera: String?
    /// What happened: the kind of alarm, `watch`, or the kind of the entry.
    package var what: String
    /// The zone or tripwire and the direction.
    package var place: String
    /// How it stands.
    package var state: String
    /// The event's id, if it belongs to one.
    package var event: Int64?
    /// The snapshot or recording.
    package var file: String?
    /// Whether it is on hold.
    package var isHeld = false
    /// Whether a person took note of it.
    package var isAcknowledged = false

    /// What one entry tells by itself, as it is printed while following.
    ///
    /// - Parameter directory: the folder of the journal, put before relative paths of files.
    package init(_ entry: EntryDocument, directory: String? = nil) {
        let payload = entry.payload
        time = entry.utc
        camera = entry.camera
        event = entry.event
        what = payload.member("alarm_kind")?.text ?? "event"
        place = [payload.member("place")?.text, payload.member("direction")?.text].compactMap(\.self)
            .joined(separator: " ")
        file = payload.member("path")?.text.map { path in
            guard let directory, !path.hasPrefix("/") else { return path }
            return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
        }
        switch EntryKind(rawValue: entry.kind) {
        case .eventOpened: state = "opened"
        case .eventUpdated: state = "updated"
        case .eventClosed: state = Self.closed(reason: payload.member("reason")?.text)
        case .eventSnapshot: state = "snapshot"
        case .eventRecording: state = "recording"
        case .watchChanged:
            what = "watch"
            state = Self.watch(payload)
        case .timeStepped:
            what = "clock"
            state = Self.step(payload)
        case .timeState:
            what = "clock"
            state = Self.clock(payload)
        case .storageChanged:
            what = "storage"
            let cause = payload.member("cause")?.text ?? "?"
            let detail = payload.member("detail")?.text
            state = "\(cause) \(payload.member("state")?.text ?? "?")" + (detail.map { ": \($0)" } ?? "")
        case .eventAcknowledged:
            state = Self.said("acknowledged", payload.member("note")?.text)
        case .holdPlaced: state = Self.said("put on hold", payload.member("reason")?.text)
        case .holdReleased: state = Self.said("released", payload.member("reason")?.text)
        case .auditRead, .auditExported:
            what = entry.kind
            let who = payload.member("who")?.member("user")?.text ?? "somebody"
            state = Self.said("by \(who)", payload.member("reason")?.text)
        default:
            what = entry.kind
            state = ""
        }
    }

    /// The line: local time, camera, what, where, state, event, file.
    package func text(localTime: (UTCTime) -> String = LocalTime.text) -> String {
        func column(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        var line =
            "\(localTime(time))  \(column(camera ?? "-", 10))  \(column(what, 10))  \(column(place, 14))  \(state)"
        if isAcknowledged { line += ", acknowledged" }
        if isHeld { line += ", on hold" }
        if let event { line += "  #\(event)" }
        if let file { line += "  \(file)" }
        return TextTable.printable(line)
    }

    private static func said(_ what: String, _ text: String?) -> String {
        text.map { "\(what): \($0)" } ?? what
    }

    static func closed(reason: String?) -> String {
        guard let reason, !reason.isEmpty, reason != "ended" else { return "closed" }
        return "closed (\(reason))"
    }

    private static func step(_ payload: CanonicalValue) -> String {
        guard let by = payload.member("by")?.text.flatMap({ Double($0) }) else { return "set" }
        return "set \(by < 0 ? "back" : "forward") by \(DurationText.text(seconds: abs(by) / 1e9))"
    }

    private static func clock(_ payload: CanonicalValue) -> String {
        var state = payload.member("to")?.text ?? "?"
        if let bound = payload.member("bound")?.text.flatMap({ Double($0) }) {
            state += ", right to \(DurationText.fine(seconds: bound / 1e9))"
        }
        if let slept = payload.member("suspended")?.text.flatMap({ Double($0) }) {
            state += ", after \(DurationText.text(seconds: slept / 1e9)) of suspension"
        }
        return state
    }

    private static func watch(_ payload: CanonicalValue) -> String {
        let state = payload.member("state")?.text ?? "?"
        guard let reason = payload.member("detail")?.text ?? payload.member("reason")?.text else { return state }
        return "\(state): \(reason)"
    }
}
