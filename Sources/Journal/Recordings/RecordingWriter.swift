import Dispatch
import Synchronization
import Timekeeping

/// Takes the frames of one recording and never waits for the disk.
///
/// `append` copies a frame into a bounded buffer; the journal's disk queue writes it out, syncs about once per second of
/// footage, and seals the file after `finish`. Until the event's opening is committed there is no file, and the frames
/// wait in memory; all recordings in that state share one budget (`JournalOptions.unopenedRecordingBuffer`). Invariants:
/// frames are written in the order they were taken, whole or not at all; what did not fit is counted and stated in the
/// row and the entry; a file that could not be written or synced is given up, once, and the entry says so; the disk
/// queue writes at most one buffer before it turns to other recordings.
public final class RecordingWriter: Sendable {
    /// What only the disk queue touches.
    private struct Output {
        var event: Int64 = 0
        var file: MediaFile?
        var index = RecordingIndex()
        var securedIndex = RecordingIndex()
        var spare = RecordingBuffer()
        var firstUnsecured: Int64?
    }

    let camera: String
    let began: TimeReading
    private let keeper: MediaKeeper
    private let limit: Int
    private let unopened: ByteBudget
    private let syncNanoseconds: Int64
    private let intake = Mutex(RecordingIntake())
    private let output = Mutex(Output())

    init(camera: String, began: TimeReading, keeper: MediaKeeper, options: JournalOptions) {
        self.camera = camera
        self.began = began
        self.keeper = keeper
        limit = options.recordingBuffer
        unopened = keeper.unopened
        syncNanoseconds = Int64(options.syncSeconds * 1e9)
    }

    // MARK: Taking frames

    /// Takes one frame, a whole JPEG image, with its timestamp in nanoseconds of the monotonic clock.
    ///
    /// Never waits. Call it from one queue at a time; the bytes are copied before it returns. An empty buffer takes a frame
    /// of any size.
    ///
    /// - Returns: `false` if the frame was cut: the buffer is full, recordings of events that are not open yet hold too
    ///   much together, or the recording has ended or was given up.
    @discardableResult
    public func append(bytes: UnsafeRawBufferPointer, timestamp: Int64) -> Bool {
        guard !bytes.isEmpty else { return true }
        let (isTaken, schedules, isStarved) = intake.withLock { intake -> (Bool, Bool, Bool) in
            guard intake.admit(bytes.count, limit: limit, unopened: unopened) else {
                intake.cutFrames += 1
                return (false, false, intake.noteShortage(bytes.count, limit: limit))
            }
            intake.takenFrames += 1
            intake.buffer.bytes.append(contentsOf: bytes)
            intake.buffer.frames.append(.init(length: bytes.count, timestamp: timestamp))
            return (true, intake.schedule(), false)
        }
        if schedules { scheduleDrain() }
        if isStarved { keeper.tellUnopenedShortage() }
        return isTaken
    }

    /// Notes that `frames` frames were lost before they reached this recording, so that its row and entry say so.
    public func noteLoss(frames: Int) {
        intake.withLock { $0.cutFrames += frames }
    }

    /// How many bytes `append` takes now.
    ///
    /// `Int.max` when the buffer is empty and nothing is being written, because any frame is taken then, and when the
    /// recording has ended, because any frame is cut then. Until the event's opening is committed it is never more than
    /// is left of `JournalOptions.unopenedRecordingBuffer`, which other recordings may take at any time.
    public var freeBytes: Int {
        intake.withLock { $0.room(limit: limit, unopened: unopened) }
    }

    /// Whether frames found no room because the event's opening was not committed.
    var wasStarved: Bool { intake.withLock { $0.wasStarved } }

    /// How many frames were cut so far.
    public var cutFrames: Int { intake.withLock { $0.cutFrames } }

    /// Calls `handler` once, as soon as `freeBytes` is at least `bytes`, on a queue of the journal's: leave it at once. A
    /// later call replaces an earlier one that has not been answered. Who waits because recordings of events that are not
    /// open yet hold too much together is called when its own event opens, or never will.
    ///
    /// With this a pre-roll of any length drains into a recording without a frame being cut.
    public func whenFree(bytes: Int, _ handler: @escaping @Sendable () -> Void) {
        let (isFree, isStarved) = intake.withLock { intake -> (Bool, Bool) in
            if bytes <= intake.room(limit: limit, unopened: unopened) { return (true, false) }
            intake.waiting = (bytes, handler)
            return (false, intake.noteShortage(bytes, limit: limit))
        }
        if isFree { keeper.queue.async(execute: handler) }
        if isStarved { keeper.tellUnopenedShortage() }
    }

    /// Ends the recording: what was taken is written, synced, hashed and sealed, and an `event.recording` entry follows.
    ///
    /// Never waits; a second call changes nothing. The reason goes into the row and the entry.
    public func finish(reason: String) {
        let schedules = intake.withLock { intake -> Bool in
            guard !intake.isEnded, intake.finishReason == nil else { return false }
            intake.finishReason = reason
            return intake.schedule()
        }
        if schedules { scheduleDrain() }
    }

    private func scheduleDrain() {
        keeper.queue.async { @Sendable [self] in drain() }
    }

    // MARK: On the disk queue

    /// The event is known: the file can be created.
    func attach(event: Int64) {
        if let stopped = keeper.recordingsStopped {
            output.withLock { $0.event = event }
            return end(.abandoned, MediaKeeper.stoppedReason, stopped)
        }
        let parts = MediaName.parts(event: event, camera: camera, at: began.utc)
        do throws(JournalError) {
            let path = try output.withLock { output throws(JournalError) -> String in
                output.event = event
                let file = try MediaFile(
                    paths: keeper.paths, day: parts.day, stem: parts.stem, fileExtension: "mjpeg",
                    operations: keeper.operations)
                output.file = file
                return file.path
            }
            keeper.opened(self, event: event, path: path)
        } catch {
            return end(.abandoned, error.cause, error)
        }
        unopened.giveBack(
            intake.withLock { intake in
                intake.isAttached = true
                return intake.takeReserved()
            })
        drain()
    }

    /// The event will never be known.
    func detach(_ error: JournalError) {
        let (handler, reserved) = intake.withLock { ($0.end(), $0.takeReserved()) }
        unopened.giveBack(reserved)
        handler?()
        keeper.gone(self, error)
    }

    /// Writes what is there now, and no more: what comes meanwhile has scheduled a drain of its own, behind those of other
    /// recordings. After `finish` nothing comes, and the file is sealed in the same turn.
    private func drain() {
        var spare = output.withLock { output in
            var spare = RecordingBuffer()
            swap(&spare, &output.spare)
            return spare
        }
        let (isReady, reason) = intake.withLock { intake -> (Bool, String?) in
            guard intake.isAttached, !intake.isEnded else { return (false, nil) }
            intake.isScheduled = false
            swap(&spare, &intake.buffer)
            intake.beingWritten = spare.bytes.count
            return (true, intake.finishReason)
        }
        guard isReady else { return }
        if !spare.frames.isEmpty {
            do {
                try write(spare)
            } catch {
                return end(.abandoned, error.cause, error)
            }
            spare.empty()
        }
        if let reason { return seal(reason) }
        giveBack(spare)
    }

    private func giveBack(_ buffer: RecordingBuffer) {
        output.withLock { $0.spare = buffer }
        intake.withLock { intake -> (@Sendable () -> Void)? in
            intake.beingWritten = 0
            return intake.wake(limit: limit, unopened: unopened)
        }?()
    }

    private func write(_ buffer: RecordingBuffer) throws(JournalError) {
        // The disk queue is the only one that takes this lock, so that nobody waits for the disk here.
        try output.withLock { output throws(JournalError) in
            guard let file = output.file else { return }
            var failure: JournalError?
            buffer.bytes.withUnsafeBytes { bytes in
                do throws(JournalError) {
                    try file.write(bytes)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            keeper.count(bytes: buffer.bytes.count)
            for frame in buffer.frames {
                output.index.append(length: frame.length, timestamp: frame.timestamp)
            }
            guard let newest = buffer.frames.last?.timestamp, let oldest = buffer.frames.first?.timestamp else {
                return
            }
            let since = output.firstUnsecured ?? oldest
            output.firstUnsecured = since
            if newest &- since >= syncNanoseconds {
                try file.synchronizeData()
                output.securedIndex = output.index
                output.firstUnsecured = nil
            }
        }
    }

    private func seal(_ reason: String) {
        do throws(JournalError) {
            try output.withLock { output throws(JournalError) in
                try output.file?.synchronize()
                output.securedIndex = output.index
            }
        } catch {
            return end(.abandoned, error.cause, error)
        }
        end(.sealed, reason, nil)
    }

    private func end(_ state: RecordingState, _ reason: String, _ error: JournalError?) {
        let (handler, reserved, offered) = intake.withLock { intake in
            (intake.end(), intake.takeReserved(), intake.takenFrames + intake.cutFrames)
        }
        unopened.giveBack(reserved)
        let (event, path, outcome) = output.withLock { output -> (Int64, String?, RecordingOutcome) in
            defer { output = Output() }
            if state == .abandoned { salvage(&output) }
            let outcome = RecordingOutcome(
                state: state, frames: output.securedIndex.count, bytes: output.file?.secured.bytes ?? 0,
                cutFrames: offered - output.securedIndex.count,
                sha256: output.file?.securedSum ?? SHA256Sum.of([]), index: output.securedIndex.bytes, reason: reason)
            return (output.event, output.file?.path, outcome)
        }
        keeper.ended(self, event: event, path: path, outcome: outcome, error: error)
        handler?()
    }

    /// Keeps what can be kept of a recording that is given up: after a failed write the frames before it are synced;
    /// after a failed sync nothing is, and the file ends at the last sync that succeeded.
    private func salvage(_ output: inout Output) {
        guard let file = output.file else { return }
        do throws(JournalError) {
            if file.maySync {
                try file.synchronize()
                output.securedIndex = output.index
            }
            try file.cutToSecured()
        } catch {
            keeper.report(error)
        }
    }
}
