import Capture
import Dispatch
import Imaging
import Journal
import Logging
import Synchronization
import Timekeeping

/// What happens on the capture queue.
extension CameraPipeline {
    /// The source tells something.
    func handle(_ event: SourceEvent) {
        if case .ended = event { noteEnd() }
        guard capture.use({ !$0.isStopping }) else { return }
        switch event {
        case .frame(let frame): take(frame)
        case .streaming(let format): began(format)
        case .lost(let problem): went(.lost(problem, at: clock.now().nanoseconds), problem.code.rawValue)
        case .ended(.stopped): break
        case .ended(let end): went(.ended(end, at: clock.now().nanoseconds), "camera-ended")
        }
    }

    private func take(_ frame: Frame) {
        let timestamp: Int64? = capture.use { desk in
            desk.arrived += 1
            if desk.timeOffset == nil {
                desk.timeOffset = plan.ownTimeBase ? clock.now().nanoseconds - frame.timestamp : 0
            }
            let timestamp = frame.timestamp + (desk.timeOffset ?? 0)
            do throws(ImagingError) {
                let masked = try desk.masker.mask(frame)
                if let ring { keep(masked, at: timestamp, in: ring, encoder: desk.encoder) }
                mailbox.put(masked, timestamp: timestamp, epoch: desk.epoch)
            } catch {
                refuse(error, &desk)
            }
            return timestamp
        }
        tally.withLock { $0.newestFrame = timestamp }
        signals.ringFrames()
        if ring != nil { signals.ringDrain() }
    }

    /// The masks could not be laid over a frame: nobody gets to see it. It is counted, and told once a stream and cause.
    private func refuse(_ error: ImagingError, _ desk: inout CaptureDesk) {
        tally.withLock { $0.unmaskable += 1 }
        guard desk.toldRefusals.insert(error.code).inserted else { return }
        logger.warning(
            "a frame is dropped because its privacy masks cannot be applied: \(error)",
            metadata: ["camera": "\(plan.name)"])
    }

    /// Puts the compressed frame into the ring; raw frames are encoded here, once.
    ///
    /// A frame that cannot be encoded, or is larger than the whole ring, is lost to recordings, and counted.
    private func keep(_ masked: MaskedFrame, at timestamp: Int64, in ring: PrerollRing, encoder: JPEGEncoder?) {
        let frame = masked.frame
        var isKept = false
        if frame.format == .mjpeg {
            isKept = ring.append(frame.bytes, timestamp: timestamp)
        } else if let encoder {
            do {
                isKept = ring.append(try encoder.encode(frame), timestamp: timestamp)
            } catch {
                isKept = false
            }
        }
        guard !isKept else { return }
        let losses = tally.withLock { tally in
            tally.recordingLoss += 1
            return tally.recordingLoss
        }
        if losses == 1 {
            logger.warning(
                "a frame of \(frame.bytes.count) bytes cannot be kept for recordings; raise recording.memory",
                metadata: ["camera": "\(plan.name)"])
        }
    }

    private func began(_ format: StreamFormat) {
        capture.use { desk in
            desk.epoch += 1
            desk.isStreaming = true
            desk.timeOffset = nil
            desk.arrivedRate.reset()
            desk.analysedRate.reset()
            desk.patchedRate.reset()
            desk.unmaskableRate.reset()
            desk.toldRefusals.removeAll(keepingCapacity: true)
            advance(&desk, .streaming(format, at: clock.now().nanoseconds))
        }
        tally.withLock {
            $0.format = format
            $0.measuredRate = 0
        }
        logger.notice(
            "camera streams",
            metadata: [
                "camera": "\(plan.name)", "format": "\(format.pixelFormat.rawValue)", "size": "\(format.size)",
                "fps": "\(format.framesPerSecond)",
            ])
        for remark in format.remarks {
            logger.warning("\(remark)", metadata: ["camera": "\(plan.name)"])
        }
    }

    /// The camera delivers nothing any more: what was open ends, and is not mistaken for something that went on.
    private func went(_ event: WatchMachine.Event, _ reason: String) {
        let epoch = capture.use { desk in
            desk.isStreaming = false
            advance(&desk, event)
            return desk.epoch
        }
        tally.withLock {
            $0.format = nil
            $0.measuredRate = 0
            // A frame that still waits must not open an event that nothing would close.
            $0.deadEpoch = epoch
        }
        closeEvents(reason: reason)
    }

    // MARK: Stopping

    /// Seconds for which a stop waits for the driver to let go of the device.
    static let releasePatience = 2.0

    /// From now on nothing is looked at and nothing said of whether the camera sees: what would be opened now, nobody would
    /// close.
    ///
    /// - Parameter ended: called once, when the source has ended, or is not waited for any longer.
    func endLooking(ended: @escaping @Sendable () -> Void) {
        signals.endLooking()
        tally.withLock { $0.deadEpoch = .max }
        let ending = FirstCall(ended)
        let isOver = capture.use { desk in
            desk.isStopping = true
            desk.whenEnded = ending
            return desk.hasEnded
        }
        if isOver { return ending.call() }
        captureQueue.asyncAfter(deadline: .now() + Self.releasePatience) { [self] in
            if capture.use({ !$0.hasEnded }) {
                logger.warning(
                    "the driver does not let go of the device; what opens it next may find it in use",
                    metadata: ["camera": "\(plan.name)"])
            }
            ending.call()
        }
    }

    private func noteEnd() {
        let waiting = capture.use { desk in
            desk.hasEnded = true
            return desk.whenEnded
        }
        waiting?.call()
    }

    // MARK: Watching

    /// Time passes.
    package func tick() {
        guard capture.use({ !$0.isStopping }) else { return }
        let now = clock.now().nanoseconds
        let seen = tally.withLock { $0 }
        var silenced = false
        let rate = capture.use { desk in
            let reading = WatchReading(
                arrived: desk.arrived, undecodable: seen.undecodable, unmaskable: seen.unmaskable,
                arrivedRate: desk.arrivedRate.add(count: desk.arrived, at: now),
                analysedRate: desk.analysedRate.add(count: seen.analysed, at: now),
                patchedRate: desk.patchedRate.add(count: seen.patched, at: now),
                unmaskableRate: desk.unmaskableRate.add(count: seen.unmaskable, at: now),
                pictureAge: seen.pictureAge)
            let before = desk.watch.flow
            // What the pictures show comes before that they come: else what was wrong with those before a loss would be told
            // of those after it.
            if seen.findings != desk.findings || seen.judgedAnew != desk.judgedAnew {
                let reason = seen.judgedAnew == desk.judgedAnew ? WatchBook.recovered : seen.anewReason
                desk.findings = seen.findings
                desk.judgedAnew = seen.judgedAnew
                advance(&desk, .diagnosed(seen.findings), reason: reason)
            }
            if let lastSeen = seen.lastSeen, lastSeen != desk.lastSeen, desk.isStreaming,
                seen.lastSeenEpoch == desk.epoch
            {
                desk.lastSeen = lastSeen
                advance(&desk, .seen(at: lastSeen))
            }
            advance(&desk, .tick(at: now, reading))
            if case .blind = desk.watch.flow, desk.watch.flow != before {
                silenced = true
                // What comes after the silence is looked at afresh, so that what is there then is alarmed again.
                tally.withLock { $0.deadEpoch = desk.epoch }
                desk.epoch += 1
            }
            return reading.arrivedRate
        }
        tally.withLock { $0.measuredRate = rate }
        if silenced { closeEvents(reason: "camera-blind") }
    }

    /// The camera begins while the site runs.
    func beginWatch() {
        write(capture.use { desk in desk.book.began(in: desk.watch.state, at: clock.now()) })
    }

    /// The camera ends, with the site or by itself, and its open watch event with it.
    func endWatch(reason: String) {
        let draft = capture.use { desk in desk.book.interrupted(in: desk.watch.state, at: clock.now(), reason: reason) }
        if let draft { write(draft) }
    }

    /// - Parameter reason: why an open watch event ends, if it does.
    private func advance(
        _ desk: inout CaptureDesk, _ event: WatchMachine.Event, reason: String = WatchBook.recovered
    ) {
        guard let state = desk.watch.handle(event) else { return }
        let now = clock.now()
        tally.withLock { $0.enter(state, at: now) }
        let draft = desk.book.changed(to: state, at: now, reason: reason)
        write(draft)
        keepPictures(of: draft, state, &desk)
    }

    /// What is wrong with a camera's pictures is shown by them: before, during and after.
    private func keepPictures(of draft: EntryDraft, _ state: WatchState, _ desk: inout CaptureDesk) {
        let token: EventToken
        switch draft.event {
        case .open(let opened)?: token = opened
        case .update(let updated)?: token = updated
        case .close(let closed, _)?:
            if let reason = desk.pictured { analysisQueue.async { self.pictureAfter(closed, reason: reason) } }
            desk.pictured = nil
            return
        case nil: return
        }
        guard let code = state.reason?.code, WatchReason.isAboutPicture(code), desk.pictured != code else { return }
        desk.pictured = code
        analysisQueue.async { self.picture(token, reason: code) }
    }

    private func closeEvents(reason: String) {
        analysisQueue.async {
            self.perform(self.events.use { $0.closeAll(reason: reason, now: self.clock.now().nanoseconds) })
            self.drainQueue.async { self.recordings?.use { $0.end(reason: reason) } }
        }
    }
}
