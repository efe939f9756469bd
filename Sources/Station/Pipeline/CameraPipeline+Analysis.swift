import Detection
import Dispatch
import Forwarding
import Imaging
import Journal
import Logging
import Synchronization
import Timekeeping

/// What happens on the analysis queue.
extension CameraPipeline {
    /// Looks at the newest frame, if one waits.
    func analyse() {
        guard let slot = mailbox.take() else { return }
        album.use { $0.turn() }
        guard slot.epoch > tally.withLock({ $0.deadEpoch }) else { return }
        let outcome = analysis.use { $0.look(at: slot, hour: hourOfDay) }
        switch outcome {
        case .undecodable(let cause):
            let count = tally.withLock { tally in
                tally.undecodable += 1
                return tally.undecodable
            }
            if count == 1 {
                logger.warning("a frame could not be decoded: \(cause)", metadata: ["camera": "\(plan.name)"])
            }
        case .seen(let detector, let patched, let restarted):
            if restarted {
                perform(events.use { $0.closeAll(reason: "stream-changed", now: slot.timestamp) })
            }
            if !detector.changes.isEmpty { tell(detector.changes, slot) }
            let (findings, anew, isUndisturbed) = analysis.use { desk in
                (desk.findings, desk.takeReasonToJudgeAnew(), desk.isUndisturbed(at: slot.timestamp))
            }
            for wish in album.use({ $0.note(slot, isUndisturbed: isUndisturbed) }) {
                takeSnapshot(wish.token, slot, boxes: [], label: wish.label)
            }
            let seen = clock.now().nanoseconds
            tally.withLock { tally in
                tally.analysed += 1
                tally.lastSeen = seen
                tally.lastSeenEpoch = slot.epoch
                tally.pictureAge = Double(seen - slot.timestamp) / 1e9
                if tally.findings != findings { tally.findings = findings }
                if let anew { tally.judgeAnew(anew) }
                if patched { tally.patched += 1 }
            }
        }
    }

    /// The hour of the day in UTC, 0…23.
    private func hourOfDay() -> Int {
        let hours = clock.reading().utc.nanoseconds / 3_600_000_000_000
        return Int(((hours % 24) + 24) % 24)
    }

    /// A watch event began, or has another reason: its pictures are one from before and the present one.
    func picture(_ token: EventToken, reason: String) {
        if let before = album.use({ $0.before }) { takeSnapshot(token, before, boxes: [], label: "before \(reason)") }
        pictureNow(token, label: reason)
    }

    /// A watch event ended: its last picture shows what the camera sees again.
    func pictureAfter(_ token: EventToken, reason: String) {
        pictureNow(token, label: "after \(reason)")
    }

    private func pictureNow(_ token: EventToken, label: String) {
        guard let present = album.use({ $0.want(SightAlbum.Wish(token: token, label: label)) }) else { return }
        takeSnapshot(token, present, boxes: [], label: label)
    }

    private func tell(_ changes: [AlarmChange], _ slot: MailboxSlot) {
        for change in changes {
            perform(events.use { $0.handle(change, now: slot.timestamp) }, picture: slot)
        }
        let counts = events.use { ($0.opened, $0.openCount) }
        tally.withLock { tally in
            tally.alarms = counts.0
            tally.openEvents = counts.1
        }
    }

    /// Carries out what the event book asked for, in order. `picture` is the present frame, for snapshots.
    func perform(_ actions: [EventAction], picture: MailboxSlot? = nil) {
        for action in actions {
            switch action {
            case .append(let draft): write(draft)
            case .beginRecording(let token, let began): beginRecording(token, began: began)
            case .endRecording(let token, let last, let now):
                drainQueue.async { self.recordings?.use { $0.eventClosed(token, last: last, now: now) } }
            case .takeSnapshot(let token, let boxes, let label):
                if let picture { takeSnapshot(token, picture, boxes: boxes, label: label) }
            }
        }
        let openCount = events.use { $0.openCount }
        tally.withLock { $0.openEvents = openCount }
    }

    /// Gives an entry to the journal, and tells people once it is there: never before.
    func write(_ draft: EntryDraft) {
        journal.append(draft) { [logger, plan] result in
            switch result {
            case .success(let entry):
                var metadata: Logger.Metadata = [
                    "camera": "\(plan.name)", "seq": "\(entry.seq)", "event": "\(entry.event ?? entry.seq)",
                    "what": "\(entry.headline)",
                ]
                metadata[LogSubject.key] = LogSubject(of: entry).map { "\($0.rawValue)" }
                logger.notice("\(entry.kind.rawValue)", metadata: metadata)
            case .failure(let error):
                logger.error("an event is not in the journal: \(error)", metadata: ["camera": "\(plan.name)"])
            }
        }
    }
}
