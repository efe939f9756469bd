import Imaging
import Journal
import Timekeeping

/// Brings the frames of open events from the pre-roll ring to their recordings.
///
/// It lives on the camera's drain queue and never blocks: the journal's writer copies into a bounded buffer, and a frame
/// that does not fit stays in the ring until there is room. A frame that the ring gave up before it was drained is counted as lost, and said.
struct RecordingDesk {
    private struct Session {
        var token: EventToken
        var writer: RecordingWriter
        var schedule: RecordingSchedule
        var position: UInt64
        /// Set when no further frame will come: the last frame that belongs to it, and why it ends.
        var ending: (before: UInt64, reason: String)?
    }

    private let ring: PrerollRing
    private let scratch = ByteScratch()
    private var sessions: [Session] = []

    /// Frames that recordings lost so far.
    private(set) var lost: UInt64 = 0

    private let resume: @Sendable () -> Void

    /// Makes the desk of the camera that fills `ring`.
    ///
    /// - Parameter resume: called, from any thread, when a recording that was behind can be drained on.
    init(ring: PrerollRing, resume: @escaping @Sendable () -> Void) {
        self.ring = ring
        self.resume = resume
    }

    /// Whether any recording is open.
    var isRecording: Bool { !sessions.isEmpty }

    /// An event opened: its recording begins with what the ring still holds.
    mutating func begin(_ token: EventToken, writer: RecordingWriter, schedule: RecordingSchedule) {
        sessions.append(
            Session(
                token: token, writer: writer, schedule: schedule,
                position: ring.firstIndex(notBefore: schedule.start)))
        drain()
    }

    /// An event closed; its recording goes on for the post-roll.
    mutating func eventClosed(_ token: EventToken, last: Int64, now: Int64) {
        for index in sessions.indices where sessions[index].token == token {
            sessions[index].schedule.eventClosed(last: last, now: now)
        }
        drain()
    }

    /// Moves every frame that came since the last time.
    mutating func drain() {
        var index = 0
        while index < sessions.count {
            if let reason = drainSession(index) {
                sessions[index].writer.finish(reason: reason)
                sessions.remove(at: index)
            } else {
                index += 1
            }
        }
        ring.keep(from: sessions.lazy.map(\.position).min())
    }

    /// No further frame will come: every recording ends with what the ring holds for it, as soon as that is drained.
    mutating func end(reason: String) {
        let end = ring.endIndex
        for index in sessions.indices where sessions[index].ending == nil {
            sessions[index].ending = (end, reason)
        }
        drain()
    }

    /// There is no more time: every recording ends now, and what it does not have is said.
    mutating func finishAll(reason: String) {
        end(reason: reason)
        for session in sessions {
            let left = ring.endIndex - session.position
            if left > 0 { session.writer.noteLoss(frames: Int(left)) }
            lost += left
            session.writer.finish(reason: session.ending?.reason ?? reason)
        }
        sessions.removeAll()
        ring.keep(from: nil)
    }

    /// Moves one recording's frames.
    ///
    /// - Returns: why the recording ends, or `nil` if it goes on.
    private mutating func drainSession(_ index: Int) -> String? {
        while let frame = ring.read(&sessions[index].position, into: scratch) {
            if let ending = sessions[index].ending, frame.index >= ending.before { return ending.reason }
            let writer = sessions[index].writer
            if frame.missed > 0 {
                lost += frame.missed
                writer.noteLoss(frames: Int(frame.missed))
            }
            switch sessions[index].schedule.decision(for: frame.timestamp) {
            case .skip: continue
            case .finish(let reason): return reason
            case .keep:
                guard writer.freeBytes >= scratch.count else {
                    // The disk is behind: the frame stays in the ring, and the bell rings when there is room again.
                    sessions[index].position = frame.index
                    writer.whenFree(bytes: scratch.count, resume)
                    return nil
                }
                writer.append(bytes: scratch.bytes, timestamp: frame.timestamp)
            }
        }
        return sessions[index].ending?.reason
    }
}
