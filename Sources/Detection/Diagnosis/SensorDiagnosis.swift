public import Imaging

/// Whether a camera that delivers frames shows anything by them: a pure, deterministic machine.
///
/// It is shown a plane about once a second, holds what it learnt of the camera's usual view, and says what is wrong. It knows no
/// clock: time is what the timestamps say, and the hour of the day is told. It belongs to one queue at a time, and allocates
/// nothing after the initialiser but for the few findings. Invariants:
/// - a symptom is found only after it has lasted as long as its limit asks, and ends by itself when its condition is surely gone;
/// - nothing is learnt while anything is suspected, so that what covers a camera does not become its usual view, but where the
///   limits say that it may stay: never while nothing can be seen;
/// - excluded pixels have no voice.
///
/// The figures by which it judges stand beside it in `docs/detection.md`.
public final class SensorDiagnosis {
    /// Seconds between two looks.
    public static let interval = 1.0

    /// What is wrong, worst first; empty if nothing is.
    public private(set) var findings: [SensorFinding] = []
    /// How often what was found stayed for so long that it is the usual view now.
    public private(set) var acceptances = 0

    let limits: SensorLimits
    private let size: FrameSize
    private let zones: [Zone]
    let meter: BlockMeter
    var field: EdgeField
    var view: ViewReference
    var sharpness = SharpnessMemory()
    var clocks: [SymptomClock]
    private var lastLook: Int64?
    private var sorted: [Int32] = []
    /// Median change from look to look, in gray levels a pixel, in pictures that surely were alive; negative until it is known.
    var quietChange = -1.0
    /// Seconds for which pictures were alive.
    var livedSeconds = 0.0
    /// Median change from look to look in a picture without trouble; negative until it is known.
    var usualNoise = -1.0
    /// The most contrast that the view had, as the mean over its blocks.
    var richest = 0.0
    private var isBlinding = [Bool](repeating: false, count: SensorSymptom.allCases.count)
    private var percents = [Int](repeating: 0, count: SensorSymptom.allCases.count)
    var moveFound = 0
    /// Whether the view was last found where it always was.
    var isHome = false
    var looksSinceSearch = 0
    private var isUsual = false

    /// Makes a diagnosis of 8-bit planes of one size.
    ///
    /// - Parameters:
    ///   - limits: from where on something counts as wrong.
    ///   - size: of the planes; below 64 × 32 pixels there is nothing to judge by, and nothing is found.
    ///   - zones: those with the role `exclude` have no voice.
    ///   - before: the diagnosis of the same camera up to now, by other limits, zones, or at another scale: what it learnt and found
    ///     stays, as far as it means the same.
    public init(limits: SensorLimits, size: FrameSize, zones: [Zone] = [], continuing before: SensorDiagnosis? = nil) {
        self.limits = limits
        self.size = size
        self.zones = zones
        meter = BlockMeter(size: size, exclusion: Exclusion.plane(of: zones, size: size))
        field = EdgeField(columns: meter.cellColumns, rows: meter.cellRows, voice: meter.clearCells)
        view = ViewReference(
            columns: meter.cellColumns, rows: meter.cellRows, blockColumns: meter.columns, blocks: meter.voiced,
            blockCount: meter.columns * meter.rows, voice: meter.clearCells)
        let patience = limits.patienceSeconds
        clocks = SensorSymptom.allCases.map { symptom in
            switch symptom {
            case .noSignal: SymptomClock(patience: limits.noSignalSeconds ?? 0)
            case .frozen: SymptomClock(patience: limits.frozenSeconds ?? 0)
            case .tooDark, .tooBright: SymptomClock(patience: min(Self.lightSeconds, patience))
            case .covered, .moved, .defocused: SymptomClock(patience: patience)
            }
        }
        findings.reserveCapacity(SensorSymptom.allCases.count)
        sorted.reserveCapacity(meter.voiced.count)
        if let before { adopt(before) }
    }

    private func adopt(_ before: SensorDiagnosis) {
        guard view.adopt(before.view) else { return }
        for symptom in SensorSymptom.ordered where isLooked(for: symptom) {
            // How sharp a picture is hangs on the scale.
            guard symptom != .defocused || before.size == size else { continue }
            let patience = clocks[symptom].patience
            clocks[symptom] = before.clocks[symptom]
            clocks[symptom].patience = patience
        }
        if before.size == size {
            sharpness = before.sharpness
            usualNoise = before.usualNoise
        }
        (isBlinding, percents) = (before.isBlinding, before.percents)
        (quietChange, livedSeconds) = (before.quietChange, before.livedSeconds)
        (richest, moveFound, isHome) = (before.richest, before.moveFound, before.isHome)
        lastLook = before.lastLook
        list()
    }

    private func isLooked(for symptom: SensorSymptom) -> Bool {
        switch symptom {
        case .noSignal: limits.noSignalSeconds != nil
        case .frozen: limits.frozenSeconds != nil
        case .tooDark: limits.darkLevel != nil
        case .tooBright: limits.brightLevel != nil
        case .covered: limits.coveredShare != nil
        case .moved: limits.movedShare != nil
        case .defocused: limits.sharpnessShare != nil
        }
    }

    /// Whether it is one for these.
    public func isMade(of limits: SensorLimits, size: FrameSize, zones: [Zone]) -> Bool {
        self.limits == limits && self.size == size && self.zones == zones
    }

    /// Seconds for which a picture must be black or white: longer than headlights take.
    static let lightSeconds = 20.0

    /// Whether the plane of this time was looked at, and shows the usual view without anything that is even suspected.
    public func isUndisturbed(at timestamp: Int64) -> Bool {
        lastLook == timestamp && isUsual && !clocks.contains { $0.isSuspected }
    }

    /// Whether a plane of this time is to be shown.
    public func isDue(at timestamp: Int64) -> Bool {
        guard let lastLook else { return true }
        return timestamp - lastLook >= Int64((Self.interval - 0.05) * 1e9) || timestamp < lastLook
    }

    /// The camera was away, and delivers again: what it showed last says nothing about now.
    public func restart() {
        meter.restart()
        lastLook = nil
        clocks[.frozen].reset()
        clocks[.noSignal].reset()
        list()
    }

    /// Looks at a plane, and sets ``findings``.
    ///
    /// - Parameters:
    ///   - plane: 8 bits deep, of the size given at the start; not kept.
    ///   - timestamp: nanoseconds.
    ///   - hour: of the day, 0…23: whatever clock, if it is always the same.
    /// - Precondition: the plane has the size and depth given at the start.
    public func look(_ plane: GrayPlane, at timestamp: Int64, hour: Int) {
        let seconds = lastLook.map { max(0, Double(timestamp - $0) / 1e9) } ?? 0
        lastLook = timestamp
        guard meter.voiced.count >= 8 else { return }
        meter.measure(plane)
        field.update(from: meter.cells)
        judge(min(seconds, SymptomClock.longestStep), hour: min(max(hour, 0), 23))
        list()
    }

    private func judge(_ seconds: Double, hour: Int) {
        let stir = judgeStir(seconds)
        let isNoise = judgeNoise()
        let dark = limits.darkLevel.map { level in share { $0 < Int32(level * 16) } } ?? 0
        let bright = limits.brightLevel.map { level in share { $0 > Int32(level * 16) } } ?? 0
        let isBars = stir.isStill == true && showsBars()
        if limits.noSignalSeconds != nil {
            note(
                .noSignal, meter.hasStir ? isNoise >= 80 || isBars : nil, seconds, blinds: true,
                max(isNoise, isBars ? 100 : 0))
        }
        if limits.frozenSeconds != nil { note(.frozen, stir.isStill, seconds, blinds: true, 100) }
        noteLight(.tooDark, dark, seconds)
        noteLight(.tooBright, bright, seconds)

        // Where there is no light, or no picture, edges say nothing about the camera's place.
        let comparison = view.compare(field)
        let isSeeing = isNoise < 80 && dark < 50 && bright < 50
        isUsual = isSeeing && comparison.agreement >= 75
        judgeView(comparison, isSeeing, seconds)
        judgeSharpness(stir.noise, isSeeing, hour, seconds)
        if isSeeing { acceptWhatStays() }
        guard isSeeing, !clocks.contains(where: { $0.isSuspected }) else { return }
        view.learn(field, seconds: seconds)
    }

    // MARK: Findings

    /// A symptom's condition holds, does not, or cannot be judged.
    func note(_ symptom: SensorSymptom, _ holds: Bool?, _ seconds: Double, blinds: Bool, _ percent: Int) {
        clocks[symptom].note(holds, seconds: seconds)
        guard holds == true else { return }
        isBlinding[symptom.index] = blinds
        percents[symptom.index] = percent
    }

    /// What has been so for very long is the camera's view now, if anything can be seen in it.
    private func acceptWhatStays() {
        guard !(clocks[.covered].isBelieved && isBlinding[SensorSymptom.covered.index]) else { return }
        let isOld =
            clocks[.moved].isOld(limits.newViewSeconds) || clocks[.covered].isOld(limits.acceptSeconds)
            || clocks[.defocused].isOld(limits.acceptSeconds)
        guard isOld else { return }
        acceptances += 1
        view.forget()
        sharpness = SharpnessMemory()
        richest = 0
        moveFound = 0
        for symptom in [SensorSymptom.covered, .moved, .defocused] { clocks[symptom].reset() }
    }

    private func list() {
        findings.removeAll(keepingCapacity: true)
        list(blinding: true)
        list(blinding: false)
    }

    private func list(blinding: Bool) {
        for symptom in SensorSymptom.ordered
        where clocks[symptom].isBelieved && isBlinding[symptom.index] == blinding {
            findings.append(
                SensorFinding(symptom: symptom, isBlinding: blinding, percent: percents[symptom.index]))
        }
    }

    /// Percent of the blocks whose mean is as `isSo` says.
    func share(_ isSo: (Int32) -> Bool) -> Int {
        var count = 0
        for block in meter.voiced where isSo(meter.mean[block]) { count += 1 }
        return count * 100 / meter.voiced.count
    }

    func quantile(_ values: [Int32], _ share: Double) -> Int32 {
        sorted.removeAll(keepingCapacity: true)
        for block in meter.voiced { sorted.append(values[block]) }
        sorted.sort()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension SensorSymptom {
    /// All of them, in the order of judgement; made once, because `allCases` makes an array each time.
    static let ordered = allCases

    /// Its place in the order of judgement.
    var index: Int {
        switch self {
        case .noSignal: 0
        case .frozen: 1
        case .tooDark: 2
        case .tooBright: 3
        case .covered: 4
        case .moved: 5
        case .defocused: 6
        }
    }
}

extension [SymptomClock] {
    subscript(symptom: SensorSymptom) -> SymptomClock {
        get { self[symptom.index] }
        set { self[symptom.index] = newValue }
    }
}
