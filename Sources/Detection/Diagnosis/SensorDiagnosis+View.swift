/// Whether the picture shows what the camera usually sees, as sharp as it usually does.
extension SensorDiagnosis {
    // MARK: Cover and move

    func judgeView(_ comparison: ViewReference.Comparison, _ isSeeing: Bool, _ seconds: Double) {
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
    func structuredBlocks() -> Int {
        var count = 0
        for block in meter.voiced where view.contrast(field, block) >= 2 * 16 * 16 { count += 1 }
        return count
    }

    // MARK: Focus

    func judgeSharpness(
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
