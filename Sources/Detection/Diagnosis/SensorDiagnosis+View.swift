/// Whether the picture shows what the camera usually sees, as sharp as it usually does.
extension SensorDiagnosis {
    // MARK: Cover and move

    func judgeView(_ comparison: ViewReference.Comparison, _ isSeeing: Bool, _ seconds: Double) {
        var contrast = 0.0
        for block in meter.voiced { contrast += Double(meter.wide[block]) }
        contrast /= Double(meter.voiced.count)
        richest = max(richest * (1 - seconds / 43200), isSeeing ? contrast : 0)
        judgeCover(comparison, isSeeing, contrast, seconds)
        judgeMove(comparison, isSeeing && view.isReady, seconds)
    }

    private func judgeCover(
        _ comparison: ViewReference.Comparison, _ isSeeing: Bool, _ contrast: Double, _ seconds: Double
    ) {
        guard let share = limits.coveredShare else { return }
        guard isSeeing else { return note(.covered, nil, seconds, blinds: false, 0) }
        let isBelieved = clocks[.covered].isBelieved
        // A view that has lost nearly all contrast is covered, however slowly that came: fog, frost.
        let isFaint = contrast < richest * (isBelieved ? 0.16 : 0.12)
        let isEmpty = view.isReady && structuredBlocks() * 33 < meter.voiced.count
        let needed = isBelieved ? Int(share * 100) * 8 / 10 : Int(share * 100)
        let isCovered = view.isReady && isEnough(comparison) && comparison.blank >= needed
        note(
            .covered, isCovered || isFaint || isEmpty, seconds, blinds: isFaint || isEmpty || comparison.blank >= 85,
            isCovered ? comparison.blank : 100)
    }

    private func judgeMove(_ comparison: ViewReference.Comparison, _ isJudged: Bool, _ seconds: Double) {
        guard let limit = limits.movedShare else { return }
        looksSinceSearch += 1
        guard isJudged else {
            moveFound = 0
            return note(.moved, nil, seconds, blinds: false, 0)
        }
        if comparison.agreement >= 75 {
            moveFound = 0
            isHome = true
        } else if looksSinceSearch >= 3 {
            looksSinceSearch = 0
            let place = view.search(field)
            let cells = Double(place.dx * place.dx + place.dy * place.dy).squareRoot()
            let isNear = cells / Double(meter.cellColumns) < limit
            let isClear = place.agreement >= 45 && place.agreement >= comparison.agreement + 20
            moveFound = isClear && !isNear ? max(1, Int((cells / Double(meter.cellColumns) * 100).rounded())) : 0
            isHome = isNear && place.agreement >= 45
        }
        let isElsewhere = isEnough(comparison) && comparison.lost >= 75 && comparison.blank < 40
        // A view that is found nowhere has not come back: it is seen by another light, or through rain.
        let isLost = clocks[.moved].isBelieved && !isHome
        note(
            .moved, moveFound > 0 || isElsewhere ? true : isLost ? nil : false, seconds, blinds: false,
            moveFound > 0 ? moveFound : 100)
    }

    /// Whether enough of the view is known to judge by.
    private func isEnough(_ comparison: ViewReference.Comparison) -> Bool {
        meter.voiced.count < comparison.known * 33
    }

    /// Blocks in which anything stands out: whose gradients have a mean of at least two gray levels.
    func structuredBlocks() -> Int {
        var count = 0
        for block in meter.voiced where view.contrast(field, block) >= 2 * 16 * 16 { count += 1 }
        return count
    }

    // MARK: Focus

    func judgeSharpness(
        _ noise: Int32, _ isSeeing: Bool, _ hour: Int, _ seconds: Double
    ) {
        guard let limit = limits.sharpnessShare else { return }
        // Rain and snow put edges of their own everywhere; the less of them there need be, the less was sharp before.
        let most = clocks[.defocused].isBelieved ? 1.2 * usualNoise + 4 : 1.5 * usualNoise + 6
        let isCalm = usualNoise < 0 || Double(noise) <= most
        guard isSeeing, view.isReady, meter.hasStir, isCalm, let value = measureSharpness(noise) else {
            return note(.defocused, nil, seconds, blinds: false, 0)
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
    func measureSharpness(_ noise: Int32) -> Double? {
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
}
