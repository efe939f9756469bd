import Detection
import Imaging

/// One camera's analysis: decodes the luma of a frame and shows it to the detector.
///
/// It lives on the camera's analysis queue. Once the first frame of a stream was seen it allocates nothing per frame. A
/// frame that cannot be decoded is counted and costs nothing else.
struct AnalysisDesk {
    /// What came of a frame.
    enum Outcome {
        /// It was looked at; the detector's results are those of this frame. `restarted` says that the stream changed and
        /// that this detector, the first frame of which this was, knows nothing of the alarms of the one before.
        case seen(Detector, patched: Bool, restarted: Bool)
        /// It could not be decoded.
        case undecodable(String)
    }

    private struct Stream {
        var epoch: UInt64
        var size: FrameSize
        var format: PixelFormat
        var scale: LumaScale
        var plane: GrayPlane
        var detector: Detector
    }

    private var settings: DetectionSettings
    private let masks: [Polygon]
    private var fixedScale: LumaScale?
    private var limits: SensorLimits
    private let decoder = JPEGDecoder()
    private var extractor = LumaExtractor()
    private var stream: Stream?
    /// What watches over the pictures themselves; `nil` for 16-bit planes, whose counts have no black and no white. It outlives
    /// the stream and the detector: what it has learnt of the camera's view is about the camera.
    private var diagnosis: SensorDiagnosis?
    /// Why findings ended that nobody mended.
    private var reasonToJudgeAnew: String?
    /// A stream ended and no frame of the new one was seen yet.
    private var hasRestarted = false

    /// Makes the desk of one camera.
    ///
    /// - Parameters:
    ///   - settings: what to find.
    ///   - masks: what was covered in every frame that comes: it is not looked at either.
    ///   - scale: the analysis scale; `nil` chooses it by the smallest target.
    ///   - limits: from where on something is wrong with the pictures.
    init(settings: DetectionSettings, masks: [Polygon], scale: LumaScale?, limits: SensorLimits = .none) {
        self.limits = limits
        self.settings = settings
        self.masks = masks
        fixedScale = scale
    }

    /// Looks at a frame; `hour` is that of the day, 0…23, and asked for when it is needed.
    mutating func look(at slot: MailboxSlot, hour: () -> Int) -> Outcome {
        let outcome = look(at: slot.frame, timestamp: slot.timestamp, epoch: slot.epoch)
        if case .seen = outcome, let stream, let diagnosis, diagnosis.isDue(at: slot.timestamp) {
            let accepted = diagnosis.acceptances
            diagnosis.look(stream.plane, at: slot.timestamp, hour: hour())
            if diagnosis.acceptances != accepted { reasonToJudgeAnew = "accepted" }
        }
        return outcome
    }

    /// What is wrong with the pictures, worst first.
    var findings: [SensorFinding] { diagnosis?.findings ?? [] }

    /// Why findings ended that nobody mended, once.
    mutating func takeReasonToJudgeAnew() -> String? {
        defer { reasonToJudgeAnew = nil }
        return reasonToJudgeAnew
    }

    /// Whether the picture of this time was looked at, and nothing was wrong with it as far as is known.
    func isUndisturbed(at timestamp: Int64) -> Bool { diagnosis?.isUndisturbed(at: timestamp) ?? false }

    /// Looks at a frame of the stream that began with `epoch`.
    mutating func look(at frame: Frame, timestamp: Int64, epoch: UInt64) -> Outcome {
        do {
            let size = frame.format == .mjpeg ? try decoder.header(of: frame.bytes).size : frame.size
            guard frame.size.area == 0 || size == frame.size else {
                // A flipped bit in a header must not cost the detector what it has learnt.
                return .undecodable("its header says \(size), but the camera agreed on \(frame.size)")
            }
            if prepare(size: size, format: frame.format, epoch: epoch) { hasRestarted = true }
            guard let stream else { return .undecodable("no stream") }
            var patched = false
            if frame.format == .mjpeg {
                let warnings = try decoder.decodeLuma(frame.bytes, scale: stream.scale, into: stream.plane)
                patched = warnings.count > 0
            } else {
                try extractor.extract(frame, scale: stream.scale, into: stream.plane)
            }
            stream.detector.process(stream.plane, at: timestamp)
            let restarted = hasRestarted
            hasRestarted = false
            return .seen(stream.detector, patched: patched, restarted: restarted)
        } catch {
            return .undecodable("\(error)")
        }
    }

    /// Takes up other rules, zones and tripwires; what the detector has learnt stays.
    ///
    /// - Returns: the alarms that are closed because their rule is another one now, or gone.
    mutating func replaceRules(_ settings: DetectionSettings) -> [AlarmChange] {
        self.settings = settings
        guard let stream else { return [] }
        stream.detector.replaceRules(self.settings(forFramesOf: stream.size))
        return stream.detector.changes
    }

    /// Looks for other things, or at another scale: from the next frame on with a new detector. What the one before has
    /// alarmed is for the caller to close. What is known of the camera's view stays, as far as it fits.
    mutating func replaceAnalysis(_ settings: DetectionSettings, scale: LumaScale?) {
        self.settings = settings
        fixedScale = scale
        stream = nil
        hasRestarted = false
    }

    /// Judges the pictures by other limits; what is known of the camera's view stays.
    mutating func replaceLimits(_ limits: SensorLimits) {
        self.limits = limits
        guard let stream else { return }
        diagnose(stream.plane.size, stream.plane.depth, settings(forFramesOf: stream.size).zones, isNewStream: false)
    }

    /// The scale at which the present stream is analysed.
    var scale: LumaScale? { stream?.scale }

    /// The size of the present stream's frames.
    var frameSize: FrameSize? { stream?.size }

    /// A mask without foreground, of the size of the present stream's masks; `nil` before the first frame.
    func blankMask() -> GrayPlane? { stream.map { GrayPlane(size: $0.plane.size) } }

    /// Makes planes and detector anew if the stream is another one.
    ///
    /// - Returns: whether a stream before this one ended.
    private mutating func prepare(size: FrameSize, format: PixelFormat, epoch: UInt64) -> Bool {
        if let stream, stream.epoch == epoch, stream.size == size, stream.format == format { return false }
        let before = stream != nil
        let scale = fixedScale ?? AnalysisScale.choose(for: size, smallestTarget: settings.minimumTargetHeight)
        let depth: GrayPlane.Depth = format == .y16 ? .sixteen : .eight
        let planeSize = scale.size(of: size)
        let settings = settings(forFramesOf: size)
        stream = Stream(
            epoch: epoch, size: size, format: format, scale: scale,
            plane: GrayPlane(size: planeSize, depth: depth),
            detector: Detector(settings: settings, size: planeSize, depth: depth))
        diagnose(planeSize, depth, settings.zones, isNewStream: before)
        return before
    }

    /// What was learnt of the view outlives a loss of the camera, which may have been turned meanwhile, and another configuration.
    private mutating func diagnose(
        _ size: FrameSize, _ depth: GrayPlane.Depth, _ zones: [Zone], isNewStream: Bool
    ) {
        if isNewStream { diagnosis?.restart() }
        let before = Set(findings.map(\.symptom))
        let excluded = zones.filter { $0.role == .exclude }
        if depth == .eight, diagnosis?.isMade(of: limits, size: size, zones: excluded) == true { return }
        let isWanted = depth == .eight && limits != .none
        diagnosis = isWanted ? SensorDiagnosis(limits: limits, size: size, zones: excluded, continuing: diagnosis) : nil
        if !before.isSubset(of: findings.map(\.symptom)) { reasonToJudgeAnew = WatchReason.reconfigured }
    }

    /// What to find outside of the masks, whose blocks reach a little beyond their polygons.
    ///
    /// The covered area is constant, but a detector that carries its background through changes of light would see it
    /// stand out, and what passes under its border would be judged by a shape that nobody has.
    private func settings(forFramesOf size: FrameSize) -> DetectionSettings {
        var settings = settings
        settings.zones += MaskedArea(of: masks, size: size).boxes.map { box in
            Zone(
                name: "", role: .exclude,
                polygon: [
                    NormalizedPoint(x: box.x, y: box.y), NormalizedPoint(x: box.x + box.width, y: box.y),
                    NormalizedPoint(x: box.x + box.width, y: box.y + box.height),
                    NormalizedPoint(x: box.x, y: box.y + box.height),
                ])
        }
        return settings
    }
}
