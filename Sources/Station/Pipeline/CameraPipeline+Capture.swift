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
            if let ring { keep(frame, at: timestamp, in: ring, encoder: desk.encoder) }
            mailbox.put(frame, timestamp: timestamp, epoch: desk.epoch)
            return timestamp
        }
        tally.withLock { $0.newestFrame = timestamp }
        signals.ringFrames()
        if ring != nil { signals.ringDrain() }
    }

    /// Puts the compressed frame into the ring; raw frames are encoded here, once.
    private func keep(_ frame: Frame, at timestamp: Int64, in ring: PrerollRing, encoder: JPEGEncoder?) {
        if frame.format == .mjpeg {
            ring.append(frame.bytes, timestamp: timestamp)
        } else if let encoder {
            do {
                ring.append(try encoder.encode(frame), timestamp: timestamp)
            } catch {
                tally.withLock { $0.recordingLoss += 1 }
            }
        }
    }

    private func began(_ format: StreamFormat) {
        capture.use { desk in
            desk.epoch += 1
            desk.isStreaming = true
            desk.timeOffset = nil
            desk.rate.reset()
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
    }

    /// The camera delivers nothing any more: what was open ends, and is not mistaken for something that went on.
    private func went(_ event: WatchMachine.Event, _ reason: String) {
        capture.use { desk in
            desk.isStreaming = false
            advance(&desk, event)
        }
        tally.withLock {
            $0.format = nil
            $0.measuredRate = 0
        }
        closeEvents(reason: reason)
    }

    /// Time passes.
    package func tick() {
        let now = clock.now().nanoseconds
        let seen = tally.withLock { ($0.undecodable, $0.lastSeen, $0.lastSeenEpoch) }
        var silenced = false
        let rate = capture.use { desk in
            let rate = desk.rate.add(count: desk.arrived, at: now)
            let before = desk.watch.state
            if let lastSeen = seen.1, lastSeen != desk.lastSeen, desk.isStreaming, seen.2 == desk.epoch {
                desk.lastSeen = lastSeen
                advance(&desk, .seen(at: lastSeen))
            }
            advance(&desk, .tick(at: now, undecodable: seen.0, rate: rate))
            if case .blind = desk.watch.state, desk.watch.state != before { silenced = true }
            return rate
        }
        tally.withLock { $0.measuredRate = rate }
        if silenced { closeEvents(reason: "camera-blind") }
    }

    /// The site stops: an open watch event ends as interrupted.
    func interruptWatch() {
        let draft = capture.use { desk in desk.book.interrupted(in: desk.watch.state, at: clock.now()) }
        if let draft { write(draft) }
    }

    private func advance(_ desk: inout CaptureDesk, _ event: WatchMachine.Event) {
        guard let state = desk.watch.handle(event) else { return }
        let now = clock.now()
        let since = clock.reading(at: now).utc
        tally.withLock {
            $0.watchState = state
            $0.since = since
        }
        write(desk.book.changed(to: state, at: now))
    }

    private func closeEvents(reason: String) {
        analysisQueue.async {
            self.perform(self.events.use { $0.closeAll(reason: reason, now: self.clock.now().nanoseconds) })
            self.drainQueue.async { self.recordings?.use { $0.finishAll(reason: reason) } }
        }
    }
}
