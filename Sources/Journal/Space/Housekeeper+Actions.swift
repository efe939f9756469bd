import MerkleLog
import Synchronization
import Timekeeping

/// Doing what the machine decides.
extension Housekeeper {
    func perform(_ action: SpaceMachine.Action) {
        switch action {
        case .stopRecording: keeper.stopRecordings(error(for: .low, "recording is stopped: \(figures)"))
        case .resumeRecording: keeper.resumeRecordings()
        case .makeReserve: makeReserve()
        case .releaseReserve: releaseReserve()
        case .holdCommits:
            committer.hold(
                JournalError(
                    code: .missing, place: paths.directory, cause: detail(of: .missing),
                    mend: StorageCondition.missing.mend))
        case .allowCommits: committer.hold(nil)
        case .free(let need): free(need)
        case .probe: handle(.probed(probe.attempt()))
        case .open(let condition): open(condition)
        case .end(let condition): end(condition)
        }
    }

    // MARK: The reserve

    private func makeReserve() {
        do throws(JournalError) {
            try reserve.make()
            handle(.reserve(isThere: true))
        } catch {
            // The next look tries again; what keeps it from being made is told as a condition of its own.
            handle(.reserve(isThere: false))
        }
    }

    private func releaseReserve() {
        do throws(JournalError) {
            try reserve.release()
        } catch {
            report(error)
        }
    }

    // MARK: Conditions

    private func open(_ condition: StorageCondition) {
        let detail = detail(of: condition)
        let time = clock.reading()
        let trouble = Trouble(token: makeToken(), since: time.utc, detail: detail)
        state.withLock { $0.troubles[condition] = trouble }
        var payload = figuresForEntry
        payload["state"] = "opened"
        payload["cause"] = .string(condition.rawValue)
        payload["detail"] = .string(detail)
        committer.submit(
            draft: EntryDraft(kind: .storageChanged, time: time, payload: .object(payload)),
            step: .draft(.open(trouble.token)))
        let failure = error(for: condition, detail)
        if condition == .full { keeper.stopSnapshots(failure) }
        report(failure)
    }

    private func end(_ condition: StorageCondition) {
        if condition == .full { keeper.stopSnapshots(nil) }
        guard let trouble = state.withLock({ $0.troubles.removeValue(forKey: condition) }) else { return }
        submitEnd(of: condition, trouble, reason: "mended")
    }

    func submitEnd(of condition: StorageCondition, _ trouble: Trouble, reason: String) {
        var payload = figuresForEntry
        payload["state"] = "ended"
        payload["cause"] = .string(condition.rawValue)
        payload["closed"] = .string(reason)
        committer.submit(
            draft: EntryDraft(kind: .storageChanged, time: clock.reading(), payload: .object(payload)),
            step: .draft(.close(trouble.token, reason: reason)))
    }

    private var figuresForEntry: [String: CanonicalValue] {
        guard let measurement = state.withLock({ $0.measurement }), measurement.isPresent else { return [:] }
        return ["free_bytes": .integer(measurement.freeBytes), "total_bytes": .integer(measurement.totalBytes)]
    }

    private var figures: String {
        guard let measurement = state.withLock({ $0.measurement }), measurement.isPresent else {
            return "nothing known"
        }
        return "\(Self.size(measurement.freeBytes)) of \(Self.size(measurement.totalBytes)) are free"
    }

    private func detail(of condition: StorageCondition) -> String {
        let limits = state.withLock { $0.machine.limits }
        switch condition {
        case .filling:
            let hours = Int(((state.withLock { $0.status.fullInSeconds } ?? 0) / 3600).rounded())
            return "full in \(hours) h at this rate: \(figures)"
        case .low: return "recording is stopped: \(figures), and \(Self.size(limits.stop)) must be"
        case .full: return "the disk is full, and the journal lives on its reserve: \(figures)"
        case .noInodes: return "recording is stopped: the file system takes no more files"
        case .readOnly: return "the file system cannot be written to"
        case .failing: return "writing to the disk fails"
        case .missing: return "the directory is not the one that was opened any more"
        }
    }

    private func error(for condition: StorageCondition, _ detail: String) -> JournalError {
        let code: JournalError.Code =
            switch condition {
            case .filling, .low, .full, .noInodes: .full
            case .readOnly: .permission
            case .failing: .inputOutput
            case .missing: .missing
            }
        return JournalError(code: code, place: paths.directory, cause: detail, mend: condition.mend)
    }

    /// Bytes as a person says them.
    static func size(_ bytes: Int64) -> String {
        var value = Double(max(0, bytes))
        for unit in ["bytes", "KiB", "MiB", "GiB", "TiB"] {
            if value < 1024 || unit == "TiB" {
                let tenths = Int64((value * 10).rounded())
                let text =
                    tenths.isMultiple(of: 10) || tenths >= 1000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
                return "\(text) \(unit)"
            }
            value /= 1024
        }
        return "\(bytes) bytes"
    }

    // MARK: Status

    /// How it is; never waits.
    var status: StorageStatus {
        state.withLock { state in
            var status = state.status
            status.freeBytes = state.measurement?.freeBytes ?? 0
            status.totalBytes = state.measurement?.totalBytes ?? 0
            status.troubles = state.troubles
                .map { .init(condition: $0.key, since: $0.value.since, detail: $0.value.detail) }
                .sorted { ($0.since, $0.condition.rawValue) < ($1.since, $1.condition.rawValue) }
            return status
        }
    }
}
