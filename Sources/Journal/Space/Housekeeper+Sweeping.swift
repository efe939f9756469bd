import Dispatch
import GRDB
import MerkleLog
import Synchronization
import Timekeeping

/// Erasing, step by step: no step waits for a commit, so that the queue stays free for what the disk does meanwhile.
extension Housekeeper {
    /// Erases what is due, and what `need` asks for; `completion` is called, on the queue, when that is done or has failed.
    ///
    /// Runs on the queue. While a sweep is under way, another one follows it if a completion waits for it.
    func sweep(need: SpaceNeed = SpaceNeed(), completion: (@Sendable () -> Void)? = nil) {
        let isUnderWay = state.withLock { state in
            guard state.sweep != nil else { return false }
            if let completion { state.sweep?.followers.append(completion) }
            return true
        }
        guard !isUnderWay else { return }
        do throws(JournalError) {
            collectGarbage()
            let delivered = try store.deliveredThrough(options.destinations)
            let usage = try store.usage()
            note(usage)
            let planner = RetentionPlanner(
                policy: options.retention, now: retentionClock.now(clock.reading()), deliveredThrough: delivered)
            let budget = SpaceBudget(
                policy: options.retention, used: usage.bytes, site: usage.site, disk: need)
            state.withLock { state in
                state.lastSweep = clock.now()
                state.sweep = Sweep(
                    planner: planner, deliveredThrough: delivered, budget: budget, classes: RetentionClass.allCases,
                    isForSpace: !need.isMet, completion: completion)
            }
            step()
        } catch {
            if !isClosed { report(error) }
            completion?()
        }
    }

    /// Frees space at once, unless that was in vain a moment ago.
    func free(_ need: SpaceNeed) {
        let now = clock.now()
        let isWorthIt = state.withLock { state in
            state.lastInVain.map { now.seconds(since: $0) >= SpaceMachine.settling } ?? true
        }
        if isWorthIt { sweep(need: need) }
    }

    private func step() {
        guard !isClosed else { return endSweep() }
        guard let erasure = state.withLock({ $0.sweep?.takeErasure() }) else { return choose() }
        committer.submit(draft: nil, step: .none, erasure: erasure) { [self] answer in
            queue.async { @Sendable [self] in erased(erasure, answer) }
        }
    }

    private func erased(_ erasure: Erasure, _ answer: Result<Entry?, JournalError>) {
        switch answer {
        case .success(nil): break
        case .success(let entry?):
            let record = ErasureRecord(entry.payload)
            state.withLock { state in
                state.sweep?.gave = true
                state.sweep?.erased += 1
                state.status.erasedFiles += record.files.count
                state.status.erasedBytes += entry.payload["bytes"]?.integer ?? 0
                let payloads = record.entries.reduce(0) { $0 + $1.count }
                state.status.erasedPayloads += payloads
                if payloads > 0 { state.mustEmptyLog = true }
            }
            if !record.files.isEmpty { collectGarbage() }
        case .failure(let error):
            if !isClosed { report(error) }
            return endSweep()
        }
        step()
    }

    /// Takes the next page of candidates.
    private func choose() {
        guard var sweep = state.withLock({ $0.sweep }), let present = sweep.classes.first else { return endSweep() }
        var floors = state.withLock { $0.floors }
        do throws(JournalError) {
            // A page of which nothing could be erased would come again and again.
            let isStuck = !sweep.isFirstPage && !sweep.gave
            let candidates =
                isStuck
                ? []
                : try store.candidates(
                    of: present, deliveredThrough: sweep.deliveredThrough[present], before: sweep.planner.due(present),
                    floors: &floors)
            let choices = sweep.planner.choose(candidates, of: present, budget: &sweep.budget)
            sweep.erasures = Self.erasures(
                of: choices, present, destinations: options.destinations, time: clock.reading())
            sweep.isFirstPage = choices.isEmpty
            sweep.gave = false
            if choices.isEmpty { sweep.classes.removeFirst() }
        } catch {
            if !isClosed { report(error) }
            return endSweep()
        }
        let (now, newFloors) = (sweep, floors)
        state.withLock { state in
            let followers = state.sweep?.followers ?? []
            state.sweep = now
            state.sweep?.followers = followers
            state.floors = newFloors
        }
        step()
    }

    private static func erasures(
        of choices: [RetentionPlanner.Choice], _ retentionClass: RetentionClass, destinations: [DeliveryDemand],
        time: TimeReading
    ) -> [Erasure] {
        [RetentionPlanner.Reason.age, .space].compactMap { reason in
            let targets = choices.filter { $0.reason == reason }.map(\.candidate.target)
            guard !targets.isEmpty else { return nil }
            return Erasure(
                reason: reason, retentionClass: retentionClass, targets: targets, destinations: destinations, time: time
            )
        }
    }

    private func endSweep() {
        let (sweep, now) = (state.withLock { $0.sweep }, clock.reading())
        if let sweep, !isClosed {
            do throws(JournalError) {
                let held = try store.heldBack(sweep.planner, sweep.deliveredThrough)
                let usage = try store.usage()
                note(usage)
                state.withLock { state in
                    state.status.overdueHeld = held.onHold
                    state.status.overdueUndelivered = held.undelivered
                    state.status.lastSweep = now.utc
                    if sweep.isForSpace { state.lastInVain = sweep.erased == 0 ? now.monotonic : nil }
                }
            } catch {
                report(error)
            }
            if state.withLock({ $0.mustEmptyLog }) { emptyLog() }
        }
        let ended = state.withLock { state in
            defer { state.sweep = nil }
            return state.sweep
        }
        ended?.completion?()
        guard let followers = ended?.followers, !followers.isEmpty else { return }
        let all: @Sendable () -> Void = { for follower in followers { follower() } }
        if isClosed { all() } else { self.sweep(completion: all) }
    }

    private func note(_ usage: RetentionStore.Usage) {
        state.withLock { state in
            state.status.recordingBytes = usage.bytes[.recordings] ?? 0
            state.status.snapshotBytes = usage.bytes[.snapshots] ?? 0
            state.status.databaseBytes = usage.database
        }
    }

    // MARK: What erasing leaves behind

    private func collectGarbage() {
        do throws(JournalError) {
            let garbage = try store.garbage()
            let gone = GarbageCollector(paths: paths, report: report).collect(garbage)
            guard !gone.isEmpty else { return }
            committer.submit(draft: nil, step: .none, media: .garbageGone(gone))
            // Two days back: a recording that began before midnight may be making its file just now.
            let yesterday = UTCTime(nanoseconds: clock.reading().utc.nanoseconds &- 86_400_000_000_000)
            let day = String(yesterday.rfc3339.prefix(10))
            let collector = GarbageCollector(paths: paths, report: report)
            keeper.queue.async { @Sendable in collector.removeEmptyDays(before: day) }
        } catch {
            if !isClosed { report(error) }
        }
    }

    /// Empties the write-ahead log, which still holds what was erased; a reader that is in the way is waited for at the
    /// next look.
    func emptyLog() {
        do {
            try committer.pool.writeWithoutTransaction { try JournalDatabase.truncateLog($0) }
            state.withLock { $0.mustEmptyLog = false }
        } catch {
            return
        }
    }
}
