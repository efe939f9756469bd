public import Imaging

/// From gray planes to alarms: a pure, deterministic machine.
///
/// The same planes and timestamps give the same tracks, masks and alarms, bit for bit. It knows no camera, file, clock or
/// database; time is what the timestamps say. It belongs to one queue at a time, and in steady state it allocates nothing.
///
/// A plane goes through these stages, each a type of its own: ``Smoothing`` (of noisy planes), ``Registration`` (of a
/// camera that shakes), ``LightCompensation``, ``BackgroundModel`` (score of every pixel), ``ForegroundMask`` (vote),
/// ``RegionFinder`` and ``RegionJudge``, ``Tracker``, ``RuleEngine``. What the tracker believes goes back to the
/// background model as a ``HoldMap``, so that what stands still is not learnt as background.
public final class Detector {
    /// What the detector makes of the view as a whole.
    public enum Condition: String, Sendable, CaseIterable {
        /// The background is being learnt: the first 0.8 seconds, and again after the view changed. What moves far and
        /// straight is alarmed, but nothing is held: what stands in the view at the start is background.
        case learning
        /// Normal.
        case watching
        /// Most of the view differs from the background: the camera was moved or covered, or the light changed at once.
        /// No track is shown.
        case overwhelmed
    }

    /// The tracks of the last frame, oldest first.
    public var tracks: [Track] { tracker.tracks }
    /// What changed about alarms in the last frame, in the order of the rules.
    public var changes: [AlarmChange] { engine.changes }
    /// The regions of the last frame, in raster order of their first cell.
    public var regions: [Region] { finder.regions }
    /// The foreground of the last frame: 0 background, 255 moving. `width × height` of the planes.
    public let mask: GrayPlane
    /// What the detector makes of the view in the last frame.
    public private(set) var condition = Condition.learning
    /// How often the view changed so much that the background was learnt anew.
    public private(set) var viewChanges = 0

    private let size: FrameSize
    private let depth: GrayPlane.Depth
    private var clock = FrameClock()
    private let contrast: ContrastPlane?
    private let smoothing: Smoothing
    private let registration: Registration
    private var light: LightCompensation
    private let model: BackgroundModel
    private let foreground: ForegroundMask
    private let finder: RegionFinder
    private let judge: RegionJudge
    private let tracker: Tracker
    private let hold: HoldMap
    private let frozen: HoldMap
    private var engine: RuleEngine
    private var overwhelmedSeconds = 0.0
    private var isMaskBlank = true

    /// The share of the view that must differ for it to count as changed, and for how long.
    private static let changedShare = 0.4
    private static let changedSeconds = 0.5

    /// Makes a detector for planes of one size and depth.
    ///
    /// Settings out of range count as the nearest in range; a rule whose zone or tripwire does not exist never alarms.
    public init(settings: DetectionSettings, size: FrameSize, depth: GrayPlane.Depth = .eight) {
        self.size = size
        self.depth = depth
        let thresholds = Thresholds(settings: settings, size: size)
        mask = GrayPlane(size: size)
        contrast = depth == .sixteen ? ContrastPlane(size: size) : nil
        let exclusion = Exclusion.plane(of: settings.zones, size: size)
        smoothing = Smoothing(size: size, exclusion: exclusion)
        registration = Registration(size: size, exclusion: exclusion)
        light = LightCompensation(size: size, exclusion: exclusion)
        model = BackgroundModel(size: size, contrast: thresholds.contrast)
        foreground = ForegroundMask(size: size, votes: thresholds.votes, exclusion: exclusion)
        finder = RegionFinder(
            size: size, minimumArea: thresholds.minimumArea, innerHeight: Int(thresholds.targetHeight))
        judge = RegionJudge(size: size)
        tracker = Tracker(
            size: size, holdSeconds: max(0, settings.holdSeconds),
            targetHeight: thresholds.targetHeight, patience: thresholds.patience)
        hold = HoldMap(size: size)
        frozen = HoldMap(size: size, filledWith: HoldMap.freeze)
        engine = RuleEngine(settings: settings, size: size)
    }

    /// Looks at the next frame, and sets ``tracks``, ``changes`` and ``mask``.
    ///
    /// - Parameters:
    ///   - plane: of the size and depth given at the start; not kept.
    ///   - timestamp: nanoseconds; equal or backward steps are taken as the smallest step forward.
    /// - Precondition: the plane has the size and depth given at the start.
    public func process(_ plane: GrayPlane, at timestamp: Int64) {
        precondition(plane.size == size && plane.depth == depth, "a detector takes planes of one size and depth")
        let step = clock.advance(to: timestamp)
        let pixels: GrayPlane
        if let contrast {
            guard contrast.update(from: plane) else { return idle(step.now) }
            contrast.follow(model)
            pixels = contrast.plane
        } else {
            smoothing.judge(model, seconds: step.seconds)
            pixels = registration.align(smoothing.smooth(plane), to: model, hold: hold, seconds: step.seconds)
            if !model.isLearning { light.relight(model, for: pixels, hold: hold) }
        }
        // While most of the view differs nothing is learnt, or a turned camera would become background unnoticed.
        model.process(pixels, ticks: step.ticks, hold: condition == .overwhelmed ? frozen : hold)
        if registration.isShifted {
            model.blankEdges(shiftX: registration.shiftX, shiftY: registration.shiftY)
        }
        foreground.update(from: model)
        watchView(step.seconds)
        finder.find(in: foreground, model: model)
        if condition == .overwhelmed {
            // What is seen is the camera or the light that changed, and not things.
            tracker.pause(seconds: step.seconds)
            blankMask()
        } else {
            if depth == .eight { judge.judge(finder, pixels, model, foreground) }
            finder.findInner(pixels, model: model, mask: foreground, hold: hold)
            tracker.update(finder.regions, seconds: step.seconds, isLearning: condition == .learning)
            judge.testGhosts(tracker, finder, pixels, model, foreground)
            hold.update(from: tracker.holds, leads: tracker.leads, finder: finder)
            writeMask()
        }
        engine.update(tracker.tracks, at: step.now)
    }

    /// Takes up the rules of `settings` with their zones and tripwires, and sets ``changes``.
    ///
    /// What was learnt of the background and the tracks stay; a rule that is as it was keeps its open alarm, those of the
    /// others are closed. Everything else in `settings`, excluding zones too, must be as the detector was made with: it is
    /// not looked at.
    public func replaceRules(_ settings: DetectionSettings) {
        engine = RuleEngine(settings: settings, size: size, continuing: engine)
    }

    /// Closes the alarms that are open, because no more frames will come, and sets ``changes``.
    public func finish() {
        engine.finish()
    }

    /// A frame in which nothing can be looked at yet.
    private func idle(_ now: Int64) {
        condition = .learning
        engine.update(tracker.tracks, at: now)
    }

    /// Learns the background anew when most of the view has differed from it for a while.
    private func watchView(_ seconds: Double) {
        let isChanged = Double(foreground.area) > Self.changedShare * Double(max(1, foreground.watchedArea))
        if model.isLearning {
            condition = .learning
            overwhelmedSeconds = 0
            return
        }
        overwhelmedSeconds = isChanged ? overwhelmedSeconds + min(seconds, 0.2) : 0
        condition = isChanged ? .overwhelmed : .watching
        guard overwhelmedSeconds > Self.changedSeconds else { return }
        overwhelmedSeconds = 0
        viewChanges += 1
        condition = .learning
        model.restart()
        registration.restart()
        contrast?.restart()
        tracker.reset()
        hold.clear()
    }

    /// Copies the foreground of regions that are objects and no nuisance.
    private func writeMask() {
        blankMask()
        let grid = finder.grid
        for index in finder.regions.indices {
            let region = finder.regions[index]
            guard region.nature == .object && !region.isInner && !tracker.nuisances[index] else { continue }
            isMaskBlank = false
            let (rows, columns) = finder.cells(of: index)
            for row in rows {
                let labels = finder.labels + row * grid.columns
                for y in (row * grid.side)..<min((row + 1) * grid.side, size.height) {
                    let from = foreground.plane.row(y)
                    let out = (mask.base + y * mask.bytesPerRow).assumingMemoryBound(to: UInt8.self)
                    for column in columns where labels[column] == Int32(index + 1) {
                        let start = column << grid.shift
                        for x in start..<min(start + grid.side, size.width) { out[x] = from[x] }
                    }
                }
            }
        }
    }

    private func blankMask() {
        if isMaskBlank { return }
        mask.base.initializeMemory(as: UInt8.self, repeating: 0, count: mask.bytesPerRow * size.height)
        isMaskBlank = true
    }
}
