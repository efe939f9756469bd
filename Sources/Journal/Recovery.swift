import Crypto
import Glibc
import GRDB
import MerkleLog
import Timekeeping

/// Finds at start-up what a crash left behind, and accounts for it.
///
/// Invariants: after it every event has an end; every recording that was open is closed at its last complete frame, and
/// its row says how long the file is; every file without a row is set aside under `recordings/orphans`, and an entry
/// names it. It may be interrupted anywhere and run again: an orphan is moved only after the entry that names it is
/// committed.
struct Recovery {
    let paths: JournalPaths
    let committer: Committer
    let clock: any SiteClock
    let report: @Sendable (JournalError) -> Void

    /// Submits the work of recovery; the caller commits it.
    func run() throws(JournalError) {
        try finishErasures()
        try noteCrash()
        try closeRecordings()
        try closeEvents()
        try setOrphansAside()
    }

    func read<T: Sendable>(_ body: (Database) throws -> T) throws(JournalError) -> T {
        do {
            return try committer.pool.read(body)
        } catch {
            throw .database(error, paths.database, doing: "read what a crash left behind")
        }
    }

    // MARK: Erasures

    /// Removes the files that were erased, and of which the run before did not come to remove the last.
    private func finishErasures() throws(JournalError) {
        let garbage = try read { try GarbageRow.all($0) }
        guard !garbage.isEmpty else { return }
        let gone = GarbageCollector(paths: paths, report: report).collect(garbage)
        if !gone.isEmpty { committer.submit(draft: nil, step: .none, media: .garbageGone(gone)) }
    }

    // MARK: The run before

    /// A run that began and did not stop in good order ended by a crash, a kill or a power cut.
    private func noteCrash() throws(JournalError) {
        let last = try read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT seq, kind, utc, (SELECT max(seq) FROM entry) AS head FROM entry
                    WHERE kind IN ('site.started', 'site.stopped', 'site.crashed') ORDER BY seq DESC LIMIT 1
                    """
            ).map {
                try (kind: $0.value("kind") as String, seq: $0.value("seq") as Int64, head: $0.value("head") as Int64)
            }
        }
        guard let last, last.kind == EntryKind.siteStarted.rawValue else { return }
        var payload: [String: CanonicalValue] = ["started": .integer(last.seq), "last_entry": .integer(last.head)]
        let reader = JournalReader(database: committer.pool, paths: paths, isLive: false)
        if let newest = try reader.entry(seq: last.head),
            let survival = LifeSign.survival(after: newest.time, in: paths)
        {
            payload["alive_after"] = .string("\(survival)")
        }
        committer.submit(
            draft: EntryDraft(kind: .siteCrashed, time: clock.reading(), payload: .object(payload)), step: .none)
    }

    // MARK: Events

    private func closeEvents() throws(JournalError) {
        let open = try read { database in
            try Row.fetchAll(database, sql: "SELECT id, camera FROM event WHERE closing IS NULL ORDER BY id").map {
                try (id: $0.value("id") as Int64, camera: $0.value("camera") as String?)
            }
        }
        for event in open {
            committer.submit(
                draft: EntryDraft(kind: .eventClosed, camera: event.camera, time: clock.reading()),
                step: .resolved(.close(event.id, reason: "crashed")))
        }
    }

    // MARK: Recordings

    private func closeRecordings() throws(JournalError) {
        let open = try read { database in
            try Row.fetchAll(
                database, sql: "SELECT event, camera, path, began FROM recording WHERE state = 'open' ORDER BY id"
            ).map { row in
                try (
                    event: row.value("event") as Int64, camera: row.value("camera") as String,
                    path: row.value("path") as String,
                    began: UTCTime(nanoseconds: row.value("began"))
                )
            }
        }
        for recording in open {
            let outcome = close(recording.path)
            committer.submit(
                draft: EntryDraft(
                    kind: .eventRecording, camera: recording.camera, time: clock.reading(),
                    payload: outcome.payload(path: recording.path, began: recording.began)),
                step: .resolved(.update(recording.event)), media: .recordingEnded(path: recording.path, outcome))
        }
    }

    /// Closes one file at its last complete frame.
    private func close(_ path: String) -> RecordingOutcome {
        let absolute = paths.absolute(path)
        var outcome = RecordingOutcome(
            state: .lost, frames: 0, bytes: 0, cutFrames: 0, sha256: SHA256Sum.of([]),
            index: RecordingIndex(hasTimes: false).bytes, reason: "the file is missing")
        guard path.hasPrefix("\(JournalPaths.recordingsName)/"), !path.contains("/../") else {
            outcome.reason = "its row names a file outside of the recordings"
            return outcome
        }
        do throws(JournalError) {
            guard try Disk.kind(of: absolute) == .file else { return outcome }
            var scanner = FrameScanner()
            try Disk.scan(absolute, with: &scanner)
            outcome.cutBytes = try Disk.size(of: absolute) - scanner.end
            try cut(absolute, to: scanner.end)
            var index = RecordingIndex(hasTimes: false)
            for length in scanner.lengths { index.append(length: length, timestamp: 0) }
            outcome.state = .crashed
            outcome.frames = scanner.lengths.count
            outcome.bytes = scanner.end
            outcome.cutFrames = scanner.damagedFrames
            outcome.skippedBytes = scanner.skippedBytes
            outcome.sha256 = try sum(of: absolute)
            outcome.index = index.bytes
            outcome.reason = "crashed"
        } catch {
            report(error)
            outcome.reason = "cannot be read after a crash: \(error.cause)"
        }
        return outcome
    }

    private func cut(_ path: String, to length: Int64) throws(JournalError) {
        let descriptor = try Disk.open(path, O_WRONLY, doing: "cut it at its last complete frame")
        defer { Glibc.close(descriptor) }
        guard ftruncate(descriptor, off_t(length)) == 0, fsync(descriptor) == 0 else {
            throw .system(errno, path, doing: "cut it at its last complete frame")
        }
    }

    func sum(of path: String) throws(JournalError) -> [UInt8] {
        var hasher = SHA256()
        try Disk.read(path) { piece in
            hasher.update(bufferPointer: piece)
            return true
        }
        return Array(hasher.finalize())
    }
}
