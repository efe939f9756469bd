public import Imaging

/// Whether a camera that delivers frames shows anything by them: a pure, deterministic machine.
///
/// It is shown a plane about once a second, holds what it learnt of the camera's usual view, and says what is wrong. It knows no
/// clock: time is what the timestamps say, and the hour of the day is told. It belongs to one queue at a time, and allocates
/// nothing after the initialiser but for the few findings. Invariants:
/// - a symptom is found only after it has lasted as long as its limit asks, and ends by itself;
/// - nothing is learnt while anything is suspected, so that what covers a camera never becomes its usual view;
/// - excluded pixels have no voice.
///
/// The figures by which it judges stand beside it in `docs/detection.md`.
public final class SensorDiagnosis {
    /// Seconds between two looks.
    public static let interval = 1.0

    /// What is wrong, worst first; empty if nothing is.
    public private(set) var findings: [SensorFinding] = []

    let limits: SensorLimits
    let meter: BlockMeter
    var field: EdgeField
    var view: ViewReference
    var sharpness = SharpnessMemory()
    var clocks: [SymptomClock]
    private var lastLook: Int64?
    private var sorted: [Int32] = []
    private var usualStir = 0.0
    private var stirSeconds = 0.0
    /// Median change from look to look in a picture without trouble; negative until it is known.
    private var usualNoise = -1.0
    /// The most contrast that the view had, and how much of it there is, in the sum of all gradients.
    private var richest = 0.0
    private var isBlinding = [Bool](repeating: false, count: SensorSymptom.allCases.count)
    private var percents = [Int](repeating: 0, count: SensorSymptom.allCases.count)
    private var moveFound = 0
    private var looksSinceSearch = 0
    private var isUsual = false

    /// Makes a diagnosis of 8-bit planes of one size.
    ///
    /// - Parameters:
    ///   - limits: from where on something counts as wrong.
    ///   - size: of the planes; below 64 × 32 pixels there is nothing to judge by, and nothing is found.
    ///   - zones: those with the role `exclude` have no voice.
    public init(limits: SensorLimits, size: FrameSize, zones: [Zone] = []) {
        self.limits = limits
        meter = BlockMeter(size: size, exclusion: Exclusion.plane(of: zones, size: size))
        field = EdgeField(columns: meter.cellColumns, rows: meter.cellRows)
        view = ViewReference(
            columns: meter.cellColumns, rows: meter.cellRows, blockColumns: meter.columns, blocks: meter.voiced,
            blockCount: meter.columns * meter.rows)
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
        let isBars = stir.isStill && showsBars()
        note(
            .noSignal, limits.noSignalSeconds != nil && (isNoise >= 80 || isBars), seconds, blinds: true,
            max(isNoise, isBars ? 100 : 0))
        note(.frozen, limits.frozenSeconds != nil && stir.isStill, seconds, blinds: true, 100)
        noteLight(.tooDark, dark, seconds)
        noteLight(.tooBright, bright, seconds)

        // Where there is no light, or no picture, edges say nothing about the camera's place.
        let comparison = view.compare(field)
        let isSeeing = isNoise < 80 && dark < 50 && bright < 50
        isUsual = isSeeing && comparison.agreement >= 75
        judgeView(comparison, isSeeing, seconds)
        judgeSharpness(stir.noise, comparison, isSeeing, hour, seconds)
        guard isSeeing, !clocks.contains(where: { $0.isSuspected }) else { return }
        view.learn(field, seconds: seconds)
    }

    // MARK: Frozen

    /// Whether the picture is the same as at the last look, and how much noise there is, in 1/16 gray level.
    private func judgeStir(_ seconds: Double) -> (isStill: Bool, noise: Int32) {
        guard meter.hasStir else { return (false, 0) }
        // A clock that the camera writes into its picture, in one block in fifty, is no life.
        let stir = Double(quantile(meter.stir, 0.98))
        let noise = quantile(meter.stir, 0.5)
        let limit = stirSeconds >= 30 ? min(usualStir * 0.1, 3) : 0
        let isStill = stir <= limit
        if !isStill {
            stirSeconds += seconds
            usualStir += (stir - usualStir) * (stir < usualStir ? 0.1 : 0.02)
            if usualStir == 0 { usualStir = stir }
        }
        return (isStill, noise)
    }

    // MARK: No signal

    /// Share of the picture, in percent, that is noise and nothing else: as different from one pixel to the next as from one
    /// picture to the next, and no more over a distance.
    private func judgeNoise() -> Int {
        guard meter.hasStir else { return 0 }
        var count = 0
        for block in meter.voiced {
            let (stir, fine, wide) = (meter.stir[block], meter.fine[block], meter.wide[block])
            if stir >= 4 * 16, fine * 10 >= stir * 7, wide * 10 <= stir * 14, wide * 10 <= fine * 14 { count += 1 }
        }
        return count * 100 / meter.voiced.count
    }

    /// Whether the upper half of the picture is upright bars without any texture.
    private func showsBars() -> Bool {
        let columns = meter.cellColumns
        let rows = meter.cellRows / 2
        guard rows > 4 else { return false }
        var (edges, odd) = (0, 0)
        for column in 0..<columns - 1 {
            var (least, isFlat) = (Int32.max, true)
            for row in 1..<rows {
                let index = row * columns + column
                least = min(least, abs(meter.cells[index + 1] - meter.cells[index]))
                if abs(meter.cells[index] - meter.cells[index - columns]) > 2 * 16 { isFlat = false }
            }
            if least >= 6 * 16 { edges += 1 }
            if !isFlat { odd += 1 }
        }
        return edges >= 5 && odd * 50 <= columns
    }

    // MARK: Light

    private func noteLight(_ symptom: SensorSymptom, _ percent: Int, _ seconds: Double) {
        let needed = clocks[symptom].isBelieved ? 88 : 95
        var isFeatureless = true
        for length in field.length where length > 4 * 16 { isFeatureless = false }
        note(symptom, percent >= needed, seconds, blinds: isFeatureless, percent)
    }

    // MARK: Cover and move

    private func judgeView(_ comparison: ViewReference.Comparison, _ isSeeing: Bool, _ seconds: Double) {
        var contrast = 0.0
        for block in meter.voiced { contrast += Double(meter.wide[block]) }
        richest = max(richest * (1 - seconds / 43200), isSeeing ? contrast : 0)
        let isJudged = isSeeing && view.isReady
        // A view that has lost nearly all contrast is covered, however slowly that came: fog, frost.
        let isFaint = contrast < richest * (clocks[.covered].isBelieved ? 0.16 : 0.12)
        let known = meter.voiced.count < comparison.known * 33
        let isEmpty = view.isReady && structuredBlocks() * 33 < meter.voiced.count
        let limit = limits.coveredShare.map { Int($0 * 100) } ?? 101
        let needed = clocks[.covered].isBelieved ? limit * 8 / 10 : limit
        let isCovered = isJudged && known && comparison.blank >= needed
        note(
            .covered, limits.coveredShare != nil && isSeeing && (isCovered || isFaint || isEmpty), seconds,
            blinds: isFaint || isEmpty || comparison.blank >= 85, isCovered ? comparison.blank : 100)

        guard let limit = limits.movedShare else { return }
        let isElsewhere = isJudged && known && comparison.lost >= 75 && comparison.blank < 40
        looksSinceSearch += 1
        if !isJudged || comparison.agreement >= 75 {
            moveFound = 0
        } else if looksSinceSearch >= 3 {
            looksSinceSearch = 0
            let place = view.search(field)
            let cells = Double(place.dx * place.dx + place.dy * place.dy).squareRoot()
            let share = cells / Double(meter.cellColumns)
            let isClear = place.agreement >= 45 && place.agreement >= comparison.agreement + 20
            moveFound = isClear && share >= limit ? max(1, Int((share * 100).rounded())) : 0
        }
        note(.moved, moveFound > 0 || isElsewhere, seconds, blinds: false, moveFound > 0 ? moveFound : 100)
        if clocks[.moved].isBelieved, clocks[.moved].age >= limits.newViewSeconds {
            view.forget()
            sharpness = SharpnessMemory()
            moveFound = 0
            clocks[.moved].reset()
        }
    }

    /// Blocks in which anything stands out: whose gradients have a mean of at least two gray levels.
    private func structuredBlocks() -> Int {
        var count = 0
        for block in meter.voiced where view.contrast(field, block) >= 2 * 16 * 16 { count += 1 }
        return count
    }

    // MARK: Focus

    private func judgeSharpness(
        _ noise: Int32, _ comparison: ViewReference.Comparison, _ isSeeing: Bool, _ hour: Int, _ seconds: Double
    ) {
        guard let limit = limits.sharpnessShare else { return }
        // Rain and snow put edges of their own everywhere.
        let isCalm = usualNoise < 0 || Double(noise) <= 1.5 * usualNoise + 6
        guard isSeeing, view.isReady, meter.hasStir, isCalm, let value = measureSharpness(noise) else {
            note(.defocused, false, seconds, blinds: false, 0)
            return
        }
        let usual = sharpness.usual(hour: hour)
        let needed = clocks[.defocused].isBelieved ? limit * 1.2 : limit
        // What was never sharp cannot lose its focus.
        let percent = usual.map { $0 >= 0.08 ? Int(value / $0 * 100) : 100 } ?? 100
        note(.defocused, Double(percent) < needed * 100, seconds, blinds: false, percent)
        guard !clocks.contains(where: { $0.isSuspected }) else { return }
        sharpness.learn(value, hour: hour, seconds: seconds)
        usualNoise += (Double(noise) - usualNoise) * (usualNoise < 0 ? 1 : seconds / 1800)
    }

    /// Contrast over one pixel as a share of that over several, less the noise and less what any slope has; `nil` if there is too little
    /// but noise.
    private func measureSharpness(_ noise: Int32) -> Double? {
        let noiseSquare = Double(noise) * Double(noise)
        var (fine, wide, blocks) = (0.0, 0.0, 0.0)
        // What moves has its own sharpness: people, leaves, flakes.
        let calm = Int32(usualNoise < 0 ? 2 * Double(noise) + 16 : 1.5 * usualNoise + 6)
        for block in meter.voiced where view.isKnown(block) && meter.stir[block] <= calm {
            blocks += 1
            fine += max(0, Double(meter.fine[block]) * Double(meter.fine[block]) - noiseSquare)
            wide += max(0, Double(meter.wide[block]) * Double(meter.wide[block]) - noiseSquare)
        }
        guard blocks * 10 >= Double(meter.voiced.count), wide > 2 * noiseSquare * blocks, wide > 16 * 16 * blocks else {
            return nil
        }
        let slope = 1 / Double(meter.reach)
        return max(0, ((fine / wide).squareRoot() - slope) / (1 - slope))
    }

    // MARK: Findings

    private func note(_ symptom: SensorSymptom, _ holds: Bool, _ seconds: Double, blinds: Bool, _ percent: Int) {
        clocks[symptom].note(holds, seconds: seconds)
        guard holds else { return }
        isBlinding[symptom.index] = blinds
        percents[symptom.index] = percent
    }

    private func list() {
        findings.removeAll(keepingCapacity: true)
        for blinding in [true, false] {
            for symptom in SensorSymptom.allCases
            where clocks[symptom].isBelieved && isBlinding[symptom.index] == blinding {
                findings.append(
                    SensorFinding(symptom: symptom, isBlinding: blinding, percent: percents[symptom.index]))
            }
        }
    }

    /// Percent of the blocks whose mean is as `isSo` says.
    private func share(_ isSo: (Int32) -> Bool) -> Int {
        var count = 0
        for block in meter.voiced where isSo(meter.mean[block]) { count += 1 }
        return count * 100 / meter.voiced.count
    }

    private func quantile(_ values: [Int32], _ share: Double) -> Int32 {
        sorted.removeAll(keepingCapacity: true)
        for block in meter.voiced { sorted.append(values[block]) }
        sorted.sort()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

extension SensorSymptom {
    /// Its place in the order of judgement.
    var index: Int { Self.allCases.firstIndex(of: self)! }  // every case is among all cases
}

extension [SymptomClock] {
    subscript(symptom: SensorSymptom) -> SymptomClock {
        get { self[symptom.index] }
        set { self[symptom.index] = newValue }
    }
}
