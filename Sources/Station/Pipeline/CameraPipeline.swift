package import Capture
package import Dispatch
import Imaging
package import Journal
package import Logging
import Synchronization
package import Timekeeping

/// One camera's way from frames to events.
///
/// Three serial queues, all on the shared global ones so that threads are bounded by cores: *capture* takes frames and
/// decides whether the camera sees, *analysis* looks at the newest frame, *drain* brings frames to recordings. Invariants:
/// - capture never waits: it copies a frame into the ring and the mailbox and returns;
/// - the privacy masks are laid over a frame first of all; ring and mailbox take nothing but a ``MaskedFrame``, and a frame
///   that cannot be masked goes nowhere;
/// - nothing here waits for disk, database or network: the journal takes what it is given and calls back;
/// - after ``stop(reason:completion:)`` completes, every event of this camera is closed and every recording finished, none
///   is opened any more, and its device is free, unless the driver does not let go of it;
/// - trouble of one camera touches no other: pipelines share nothing but the journal.
package final class CameraPipeline: Sendable {
    /// As it was started; what may change while it runs stands in the desks and in ``keeping``.
    let plan: CameraPlan
    let journal: Journal
    let clock: any SiteClock
    let logger: Logger
    let source: any FrameSource

    package let captureQueue: DispatchQueue
    package let analysisQueue: DispatchQueue
    package let drainQueue: DispatchQueue

    let mailbox = FrameMailbox()
    let ring: PrerollRing?
    let tally: Mutex<PipelineTally>
    let keeping: Mutex<CameraKeeping>
    let capture: QueueConfined<CaptureDesk>
    let analysis: QueueConfined<AnalysisDesk>
    let album: QueueConfined<SightAlbum>
    let events: QueueConfined<EventBook>
    let recordings: QueueConfined<RecordingDesk>?
    let signals: PipelineSignals

    /// Makes the pipeline of a camera; nothing runs before ``start()``.
    package init(plan: CameraPlan, source: any FrameSource, journal: Journal, clock: any SiteClock, logger: Logger) {
        self.plan = plan
        self.source = source
        self.journal = journal
        self.clock = clock
        self.logger = logger
        captureQueue = DispatchQueue(
            label: "karaula.capture.\(plan.name)", target: .global(qos: .userInitiated))
        analysisQueue = DispatchQueue(label: "karaula.analysis.\(plan.name)", target: .global(qos: .default))
        drainQueue = DispatchQueue(label: "karaula.drain.\(plan.name)", target: .global(qos: .utility))

        let now = clock.now()
        let watch = WatchMachine(blindAfter: plan.blindAfter, limits: plan.watch, now: now.nanoseconds)
        tally = Mutex(PipelineTally(watchState: watch.state, since: now))
        keeping = Mutex(CameraKeeping(plan))
        ring = plan.recording.map { PrerollRing(byteBudget: $0.memory, span: $0.span) }
        capture = QueueConfined(
            CaptureDesk(
                watch: watch,
                book: WatchBook(camera: plan.name, clock: clock, makeToken: { journal.makeEventToken() }),
                masks: plan.masks, quality: plan.recording?.quality),
            on: captureQueue)
        analysis = QueueConfined(
            AnalysisDesk(
                settings: plan.detection, masks: plan.masks, scale: plan.scale, limits: plan.sensor),
            on: analysisQueue)
        album = QueueConfined(SightAlbum(), on: analysisQueue)
        events = QueueConfined(
            EventBook(camera: plan.name, clock: clock, makeToken: { journal.makeEventToken() }), on: analysisQueue)
        let signals = PipelineSignals(capture: captureQueue, analysis: analysisQueue, drain: drainQueue)
        self.signals = signals
        recordings = ring.map { [drainQueue] ring in
            QueueConfined(RecordingDesk(ring: ring, resume: { signals.ringDrain() }), on: drainQueue)
        }
    }

    /// Starts the camera.
    ///
    /// - Parameter isLate: whether the site runs already, so that `site.started` says nothing of this camera.
    package func start(isLate: Bool = false) {
        if isLate { captureQueue.async { self.beginWatch() } }
        signals.activate(
            tick: { [weak self] in self?.tick() },
            frames: { [weak self] in self?.analyse() },
            drain: { [weak self] in self?.drain() })
        source.start(on: captureQueue) { [weak self] event in self?.handle(event) }
    }

    /// Stops the camera: closes what is open, finishes recordings, waits for the device to be free, then calls `completion`.
    ///
    /// It completes in time also while the disk or the driver hangs.
    ///
    /// - Parameter reason: why its events end: `interrupted` with the site, `removed` or `reconfigured` by themselves.
    package func stop(reason: String = "interrupted", completion: @escaping @Sendable () -> Void) {
        let halves = StopHalves(completion)
        source.stop()
        captureQueue.async { self.endLooking { halves.sourceEnded() } }
        captureQueue.async {
            self.endWatch(reason: reason)
            self.analysisQueue.async {
                self.perform(self.events.use { $0.closeAll(reason: reason, now: self.clock.now().nanoseconds) })
                self.drainQueue.async {
                    self.recordings?.use { $0.end(reason: reason) }
                    self.finishRecordings(attempts: Self.stopAttempts, reason: reason) { halves.eventsEnded() }
                }
            }
        }
    }

    /// How the camera is; `now` tells since when in today's UTC, also if the clock has been set meanwhile.
    package func status(at now: TimeReading) -> CameraStatus {
        let tally = tally.withLock { $0 }
        var status = CameraStatus(name: plan.name, watchState: tally.watchState, since: now.utc(of: tally.since))
        status.format = tally.format
        status.source = source.counters
        status.analysed = tally.analysed
        status.skipped = mailbox.replaced
        status.undecodable = tally.undecodable
        status.patched = tally.patched
        status.unmaskable = tally.unmaskable
        status.measuredFramesPerSecond = tally.measuredRate
        status.newestFrameAge = tally.newestFrame.map { Double(now.monotonic.nanoseconds - $0) / 1e9 }
        status.alarms = tally.alarms
        status.openEvents = tally.openEvents
        status.watchSeconds = tally.watchSeconds(at: now.monotonic)
        status.recordingLoss = tally.recordingLoss + tally.drainLoss
        return status
    }
}
