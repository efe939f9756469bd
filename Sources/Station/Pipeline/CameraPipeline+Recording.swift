import Dispatch
import Imaging
import Journal
import Logging
import Synchronization
import Timekeeping

/// What happens on the drain queue.
extension CameraPipeline {
    /// Moves new frames to the open recordings.
    func drain() {
        guard let recordings else { return }
        let lost = recordings.use { desk in
            desk.drain()
            return desk.lost
        }
        tally.withLock { $0.drainLoss = lost }
    }

    /// How often a stop looks whether the disk has taken what the recordings still hold, every 50 ms.
    static let stopAttempts = 40

    /// Waits, without blocking, until every recording has its frames, and ends what is left after the last attempt.
    func finishRecordings(attempts: Int, reason: String, completion: @escaping @Sendable () -> Void) {
        let isDone = recordings?.use { desk in
            desk.drain()
            if attempts == 0 { desk.finishAll(reason: reason) }
            return !desk.isRecording
        }
        if isDone ?? true {
            signals.cancel()
            completion()
        } else {
            drainQueue.asyncAfter(deadline: .now() + 0.05) { [self] in
                finishRecordings(attempts: attempts - 1, reason: reason, completion: completion)
            }
        }
    }

    /// An event opened: its recording begins with the pre-roll.
    func beginRecording(_ token: EventToken, began: Int64) {
        guard let recordings, let recording = keeping.withLock({ $0.recording }) else { return }
        drainQueue.async { [self] in
            let schedule = RecordingSchedule(
                began: began, preroll: recording.preroll, postroll: recording.postroll, longest: recording.longest)
            let writer = journal.beginRecording(
                of: token, camera: plan.name, began: clock.reading(at: MonotonicTime(nanoseconds: began)))
            recordings.use { $0.begin(token, writer: writer, schedule: schedule) }
        }
    }

    /// Copies the present frame and makes the event's picture of it, away from the analysis queue.
    func takeSnapshot(_ token: EventToken, _ slot: MailboxSlot, boxes: [NormalizedBox], label: String) {
        let frame = slot.frame
        let bytes = [UInt8](frame.bytes)
        let (format, size, bytesPerRow) = (frame.format, frame.size, frame.bytesPerRow)
        let (sequence, timestamp) = (frame.sequence, frame.timestamp)
        drainQueue.async { [self] in
            let taken = clock.reading(at: MonotonicTime(nanoseconds: timestamp))
            do {
                let jpeg = try bytes.withUnsafeBytes { raw in
                    try SnapshotArtist.draw(
                        frame: Frame(
                            bytes: raw, format: format, size: size, bytesPerRow: bytesPerRow, sequence: sequence,
                            timestamp: timestamp),
                        boxes: boxes, label: "\(plan.name) \(taken.utc.rfc3339.prefix(19))Z \(label)",
                        quality: keeping.withLock { $0.snapshotQuality })
                }
                journal.storeSnapshot(jpeg, of: token, camera: plan.name, taken: taken)
            } catch {
                logger.error("no snapshot: \(error)", metadata: ["camera": "\(plan.name)"])
            }
        }
    }
}
