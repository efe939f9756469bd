/// Whether there is a picture at all: alive, of a signal, neither black nor white.
extension SensorDiagnosis {
    // MARK: Frozen

    /// Whether the picture is the same as at the last look (`nil` if there was none), and how much noise there is, in 1/16 gray level.
    ///
    /// The same is what has not one pixel that differs, or what differs by far less than this camera's pictures ever do: some
    /// digitisers add a little noise to a picture that stands.
    func judgeStir(_ seconds: Double) -> (isStill: Bool?, noise: Int32) {
        guard meter.hasStir else { return (nil, 0) }
        let noise = quantile(meter.stir, 0.5)
        let area = Double(meter.side * meter.side * BlockMeter.cellsPerBlock * BlockMeter.cellsPerBlock)
        // A clock that the camera writes into its picture, in one block in fifty, is no life.
        let change = Double(quantile(meter.change, 0.98)) / area
        let limit = livedSeconds >= 30 ? min(quietChange * 0.25, 0.15) : 0
        guard change > limit else { return (true, noise) }
        let quiet = Double(quantile(meter.change, 0.5)) / area
        if quiet >= 8 {
            // Another light, another mode of the camera: what noise is usual must be learnt anew.
            (quietChange, livedSeconds) = (-1, 0)
        } else if quietChange < 0 {
            quietChange = quiet
        } else {
            // What moves is not noise: down quickly, up over an hour.
            quietChange += (quiet - quietChange) * (quiet < quietChange ? 0.2 : seconds / 3600)
        }
        livedSeconds += seconds
        return (false, noise)
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
