import Dispatch
import MerkleLog
import Synchronization
import Timekeeping

/// Keeps the files of events: recordings and snapshots, on one serial disk queue.
///
/// That queue is the only one that waits for the disk on behalf of footage. A row about a file is submitted only after
/// the file and its directory are synced.
final class MediaKeeper: Sendable {
    private struct State {
        var open: [ObjectIdentifier: RecordingWriter] = [:]
        var waitingForEvent: Set<ObjectIdentifier> = []
        var snapshotBytes = 0
        var writtenBytes: Int64 = 0
        /// Why nothing is recorded now.
        var recordingsStopped: JournalError?
        /// Why no snapshot is stored now.
        var snapshotsStopped: JournalError?
        var watcher: (@Sendable (JournalError) -> Void)?
        var isClosed = false
    }

    let paths: JournalPaths
    // It waits for the disk; with the default target that costs a thread of its own and none of the cameras'.
    let queue = DispatchQueue(label: "karaula.journal.disk")
    let operations: FileOperations
    /// What recordings hold in memory while their event is not open yet.
    let unopened: ByteBudget
    let report: @Sendable (JournalError) -> Void
    private let committer: Committer
    private let clock: any SiteClock
    private let options: JournalOptions
    private let state = Mutex(State())

    init(paths: JournalPaths, committer: Committer, clock: any SiteClock, options: JournalOptions) {
        self.paths = paths
        self.committer = committer
        self.clock = clock
        self.options = options
        operations = options.fileOperations
        unopened = ByteBudget(limit: options.unopenedRecordingBuffer)
        report = options.report
    }

    var openRecordings: Int { state.withLock { $0.open.count } }

    var writtenBytes: Int64 { state.withLock { $0.writtenBytes } }

    func count(bytes: Int) { state.withLock { $0.writtenBytes += Int64(bytes) } }

    // MARK: Space

    /// Lets `watcher` know of every file that could not be written.
    func watch(_ watcher: @escaping @Sendable (JournalError) -> Void) { state.withLock { $0.watcher = watcher } }

    /// Why nothing is recorded now; `nil` if recordings are taken.
    var recordingsStopped: JournalError? { state.withLock { $0.recordingsStopped } }

    /// Ends every recording and begins none until `resumeRecordings()`.
    func stopRecordings(_ error: JournalError) {
        let writers = state.withLock { state in
            state.recordingsStopped = error
            return state.open.filter { !state.waitingForEvent.contains($0.key) }.map(\.value)
        }
        for writer in writers { writer.finish(reason: Self.stoppedReason) }
    }

    func resumeRecordings() { state.withLock { $0.recordingsStopped = nil } }

    /// Refuses snapshots until it is called with `nil`.
    func stopSnapshots(_ error: JournalError?) { state.withLock { $0.snapshotsStopped = error } }

    /// What a recording's row and entry give as the reason for ending when recording stops for want of space.
    static let stoppedReason = "storage"

    private func tellWatcher(_ error: JournalError) { state.withLock { $0.watcher }?(error) }

    // MARK: Recordings

    func begin(token: EventToken, camera: String, began: TimeReading) -> RecordingWriter {
        let writer = RecordingWriter(camera: camera, began: began, keeper: self, options: options)
        let isClosed = state.withLock { state in
            guard !state.isClosed else { return true }
            state.open[ObjectIdentifier(writer)] = writer
            state.waitingForEvent.insert(ObjectIdentifier(writer))
            return false
        }
        guard !isClosed else {
            queue.async { @Sendable [paths] in writer.detach(.closed(paths.directory)) }
            return writer
        }
        committer.whenOpened(token) { [self] answer in
            queue.async { @Sendable [self] in
                // Whoever takes the writer out of the set decides; closing may have done so already.
                guard state.withLock({ $0.waitingForEvent.remove(ObjectIdentifier(writer)) }) != nil else { return }
                switch answer {
                case .success(let event): writer.attach(event: event)
                case .failure(let error): writer.detach(error)
                }
            }
        }
        return writer
    }

    func opened(_ writer: RecordingWriter, event: Int64, path: String) {
        committer.submit(
            draft: nil, step: .none,
            media: .recordingOpened(event: event, camera: writer.camera, path: path, began: writer.began.utc))
    }

    func ended(
        _ writer: RecordingWriter, event: Int64, path: String?, outcome: RecordingOutcome, error: JournalError?
    ) {
        state.withLock { $0.open[ObjectIdentifier(writer)] = nil }
        let draft = EntryDraft(
            kind: .eventRecording, camera: writer.camera, time: clock.reading(),
            payload: outcome.payload(path: path, began: writer.began.utc))
        committer.submit(
            draft: draft, step: .resolved(.update(event)), media: path.map { .recordingEnded(path: $0, outcome) })
        if let error {
            report(error)
            if path != nil || recordingsStopped == nil { tellWatcher(error) }
        } else if outcome.cutFrames > 0 {
            let why =
                writer.wasStarved
                ? "its event could not be committed in time" : "the disk was slower than the camera"
            report(
                JournalError(
                    code: .overloaded, place: path.map(paths.absolute) ?? paths.recordings,
                    cause: "\(outcome.cutFrames) frames were cut: \(why)",
                    mend: "Lower the camera's rate or size, or use a faster disk"))
        }
    }

    /// A frame found no room because recordings of events that are not open yet hold too much together.
    func tellUnopenedShortage() {
        guard unopened.isShortageNews() else { return }
        let failure = committer.state.failure?.cause ?? "the disk is too slow"
        let error = JournalError(
            code: .overloaded, place: paths.recordings,
            cause: "recordings that wait for the commit of their event hold \(unopened.limit) bytes (\(failure)); "
                + "their frames are being cut",
            mend: "See the journal's failure in /health; recordings go on by themselves when it is mended")
        queue.async { @Sendable [report] in report(error) }
    }

    func gone(_ writer: RecordingWriter, _ error: JournalError) {
        state.withLock { $0.open[ObjectIdentifier(writer)] = nil }
        report(error)
    }

    // MARK: Snapshots

    func store(
        _ jpeg: [UInt8], token: EventToken, camera: String, taken: TimeReading,
        completion: (@Sendable (Result<Entry, JournalError>) -> Void)?
    ) {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.snapshotBytes + jpeg.count <= options.snapshotBuffer else { return false }
            state.snapshotBytes += jpeg.count
            return true
        }
        guard isTaken else {
            let error = JournalError(
                code: .overloaded, place: paths.recordings, cause: "too many snapshots wait for the disk",
                mend: "See the journal's failure in /health")
            queue.async { @Sendable [report] in
                report(error)
                completion?(.failure(error))
            }
            return
        }
        committer.whenOpened(token) { [self] answer in
            queue.async { @Sendable [self] in
                state.withLock { $0.snapshotBytes -= jpeg.count }
                do throws(JournalError) {
                    let event = try answer.get()
                    if let stopped = state.withLock({ $0.snapshotsStopped }) { throw stopped }
                    let file = try write(jpeg, event: event, camera: camera, taken: taken)
                    submit(file, event: event, camera: camera, taken: taken, completion: completion)
                } catch {
                    report(error)
                    if case .success = answer { tellWatcher(error) }
                    completion?(.failure(error))
                }
            }
        }
    }

    private func write(
        _ jpeg: [UInt8], event: Int64, camera: String, taken: TimeReading
    ) throws(JournalError) -> MediaFile {
        let parts = MediaName.parts(event: event, camera: camera, at: taken.utc)
        let file = try MediaFile(
            paths: paths, day: parts.day, stem: parts.stem, fileExtension: "jpg", operations: operations)
        var failure: JournalError?
        jpeg.withUnsafeBytes { bytes in
            do throws(JournalError) {
                try file.write(bytes)
                try file.synchronize()
            } catch {
                failure = error
            }
        }
        if let failure {
            file.discard()
            throw failure
        }
        return file
    }

    private func submit(
        _ file: MediaFile, event: Int64, camera: String, taken: TimeReading,
        completion: (@Sendable (Result<Entry, JournalError>) -> Void)?
    ) {
        let sum = file.securedSum
        let draft = EntryDraft(
            kind: .eventSnapshot, camera: camera, time: clock.reading(),
            payload: [
                "path": .string(file.path), "bytes": .integer(file.bytes), "sha256": .string(Hexadecimal.text(sum)),
                "taken": .string(taken.utc.rfc3339),
            ])
        committer.submit(
            draft: draft, step: .resolved(.update(event)),
            media: .snapshotStored(
                event: event, camera: camera, path: file.path, taken: taken.utc, bytes: file.bytes, sha256: sum)
        ) { answer in
            // Work with a draft that succeeds always answers with its entry.
            completion?(answer.flatMap { entry in entry.map { .success($0) } ?? .failure(.closed("journal")) })
        }
    }

    // MARK: Ending

    /// Finishes every open recording and takes no new one.
    func finishAll(reason: String) {
        let writers = state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
        for writer in writers { writer.finish(reason: reason) }
    }

    /// Gives up the recordings whose event never opened; runs on the disk queue.
    func detachWaiting(_ error: JournalError) {
        let writers = state.withLock { state in
            defer { state.waitingForEvent = [] }
            return state.waitingForEvent.compactMap { state.open[$0] }
        }
        for writer in writers { writer.detach(error) }
    }
}
