/// Whether there is a picture at all: alive, of a signal, neither black nor white.
extension SensorDiagnosis {
    // MARK: Frozen

    /// Whether the picture is the same as at the last look, and how much noise there is, in 1/16 gray level.
    func judgeStir(_ seconds: Double) -> (isStill: Bool, noise: Int32) {
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
    func judgeNoise() -> Int {
        guard meter.hasStir else { return 0 }
        var count = 0
        for block in meter.voiced {
            let (stir, fine, wide) = (meter.stir[block], meter.fine[block], meter.wide[block])
            if stir >= 4 * 16, fine * 10 >= stir * 7, wide * 10 <= stir * 14, wide * 10 <= fine * 14 { count += 1 }
        }
        return count * 100 / meter.voiced.count
    }

    /// Whether the upper half of the picture is upright bars without any texture.
    func showsBars() -> Bool {
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

    func noteLight(_ symptom: SensorSymptom, _ percent: Int, _ seconds: Double) {
        let needed = clocks[symptom].isBelieved ? 88 : 95
        var isFeatureless = true
        for length in field.length where length > 4 * 16 { isFeatureless = false }
        note(symptom, percent >= needed, seconds, blinds: isFeatureless, percent)
    }
}
