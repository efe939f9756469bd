package import Timekeeping

/// Decides what a site does about its disk: pure.
///
/// Invariants: recording stops before the disk is full, and the reserve goes only when a commit finds it full; each
/// condition opens once and ends once, in turn; what stopped goes on by itself, and only when there is clearly more room
/// than where it stopped; the reserve is made again before the disk counts as mended.
package struct SpaceMachine: Sendable {
    /// How writing failed.
    package enum Failure: String, Sendable, Hashable, CaseIterable {
        case full, readOnly, failing
    }

    /// What happened.
    package enum Event: Sendable, Hashable {
        /// The file system was asked.
        case measured(SpaceMeasurement)
        /// A commit failed.
        case commitFailed(Failure)
        /// A commit succeeded after others had failed.
        case committed
        /// A recording or snapshot could not be written.
        case fileFailed(Failure)
        /// A small file was written and synced for a trial; `nil` if that went well.
        case probed(Failure?)
        /// The reserve was made, or could not be.
        case reserve(isThere: Bool)
        /// Seconds until recording would have to stop; `nil` if it would not.
        case forecast(Double?)
    }

    /// What is to be done.
    package enum Action: Sendable, Hashable {
        case stopRecording, resumeRecording
        case makeReserve, releaseReserve
        /// Commits are to wait.
        case holdCommits
        /// Commits may go on.
        case allowCommits
        /// Old recordings and snapshots must go.
        case free(SpaceNeed)
        /// Find out by a trial whether writing works.
        case probe
        /// A condition began.
        case open(StorageCondition)
        /// A condition is over.
        case end(StorageCondition)
    }

    /// Seconds after a failure before a disk counts as mended: whatever says that it is well may not know of a quota, or of
    /// the one sector that is bad.
    package static let settling = 30.0

    package private(set) var limits: SpaceLimits
    /// What is wrong now, and since when.
    package private(set) var conditions: [StorageCondition: MonotonicTime] = [:]
    /// Whether the reserve is there.
    package private(set) var hasReserve = false
    /// Whether recordings are taken.
    package private(set) var isRecording = true
    private var commitFails = false
    private var lastFailure: MonotonicTime?
    private var lastFull: MonotonicTime?
    private var isProbing = false

    /// Makes a machine; nothing is wrong yet.
    package init(limits: SpaceLimits) { self.limits = limits }

    /// Judges what is measured from now on by other limits.
    package mutating func adopt(_ limits: SpaceLimits) { self.limits = limits }

    /// Takes note of an event at `now`.
    package mutating func handle(_ event: Event, at now: MonotonicTime) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .measured(let measurement): measured(measurement, now, &actions)
        case .commitFailed(let failure):
            commitFails = true
            failed(failure, isCommit: true, now, &actions)
        case .fileFailed(let failure): failed(failure, isCommit: false, now, &actions)
        case .committed:
            commitFails = false
            end(.readOnly, &actions)
        case .probed(let failure): probed(failure, now, &actions)
        case .reserve(let isThere):
            hasReserve = isThere
            if isThere { end(.full, &actions) }
        case .forecast(let seconds): forecast(seconds, now, &actions)
        }
        settle(&actions)
        return actions
    }

    // MARK: What happened

    private mutating func measured(_ now: SpaceMeasurement, _ time: MonotonicTime, _ actions: inout [Action]) {
        guard now.isPresent else { return open(.missing, time, &actions, .holdCommits) }
        end(.missing, &actions, .allowCommits)
        if now.isReadOnly { open(.readOnly, time, &actions) }
        judgeSpace(now, time, &actions)
        judgeFiles(now, time, &actions)
        let isFaulty = conditions[.readOnly] != nil || conditions[.failing] != nil
        if isFaulty, !now.isReadOnly, !isProbing {
            isProbing = true
            actions.append(.probe)
        }
    }

    private mutating func judgeSpace(_ now: SpaceMeasurement, _ time: MonotonicTime, _ actions: inout [Action]) {
        if now.freeBytes < limits.keepFree {
            actions.append(.free(SpaceNeed(bytes: limits.keepFree - now.freeBytes)))
        }
        if now.freeBytes < limits.stop {
            open(.low, time, &actions)
        } else if now.freeBytes >= limits.resume, isQuiet(since: lastFull, time) {
            end(.low, &actions)
        }
        guard !commitFails, isQuiet(since: lastFull, time), now.freeBytes >= limits.stop + max(0, limits.reserve) else {
            return
        }
        if limits.reserve <= 0 {
            end(.full, &actions)
        } else if !hasReserve, !now.isReadOnly {
            actions.append(.makeReserve)
        }
    }

    private mutating func judgeFiles(_ now: SpaceMeasurement, _ time: MonotonicTime, _ actions: inout [Action]) {
        guard let files = now.freeFiles else { return }
        if files < limits.stopFiles {
            open(.noInodes, time, &actions)
            actions.append(.free(SpaceNeed(files: limits.resumeFiles - files)))
        } else if files >= limits.resumeFiles {
            end(.noInodes, &actions)
        }
    }

    private mutating func failed(
        _ failure: Failure, isCommit: Bool, _ now: MonotonicTime, _ actions: inout [Action]
    ) {
        switch failure {
        case .full:
            lastFull = now
            // A recording that finds the disk full leaves the reserve to the journal.
            guard isCommit else { return open(.low, now, &actions) }
            open(.full, now, &actions)
            guard hasReserve else { return }
            hasReserve = false
            actions.append(.releaseReserve)
        case .readOnly, .failing:
            lastFailure = now
            open(failure == .readOnly ? .readOnly : .failing, now, &actions)
        }
    }

    private mutating func probed(_ failure: Failure?, _ now: MonotonicTime, _ actions: inout [Action]) {
        isProbing = false
        switch failure {
        case nil, .full:
            guard !commitFails, isQuiet(since: lastFailure, now) else { return }
            end(.readOnly, &actions)
            end(.failing, &actions)
        case .readOnly, .failing:
            lastFailure = now
            open(failure == .readOnly ? .readOnly : .failing, now, &actions)
        }
    }

    private mutating func forecast(_ seconds: Double?, _ now: MonotonicTime, _ actions: inout [Action]) {
        guard let seconds, seconds < limits.horizon * 1.25 else { return end(.filling, &actions) }
        if seconds < limits.horizon { open(.filling, now, &actions) }
    }

    private func isQuiet(since failure: MonotonicTime?, _ now: MonotonicTime) -> Bool {
        failure.map { now.seconds(since: $0) >= Self.settling } ?? true
    }

    // MARK: What follows

    private mutating func open(
        _ condition: StorageCondition, _ now: MonotonicTime, _ actions: inout [Action], _ also: Action? = nil
    ) {
        guard conditions[condition] == nil else { return }
        conditions[condition] = now
        if let also { actions.append(also) }
        actions.append(.open(condition))
    }

    private mutating func end(_ condition: StorageCondition, _ actions: inout [Action], _ also: Action? = nil) {
        guard conditions.removeValue(forKey: condition) != nil else { return }
        if let also { actions.append(also) }
        actions.append(.end(condition))
    }

    private mutating func settle(_ actions: inout [Action]) {
        let mayRecord = !conditions.keys.contains(where: \.stopsRecording)
        guard mayRecord != isRecording else { return }
        isRecording = mayRecord
        // Loudly, but first: what is still being written must not take what is left.
        if mayRecord { actions.append(.resumeRecording) } else { actions.insert(.stopRecording, at: 0) }
    }
}
