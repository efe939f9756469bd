import Imaging

extension BackgroundModel {
    /// Fills the rolling rows for row `y` from the model as it is before this frame's update.
    func loadRange(of y: Int) {
        let slot = y % 3
        let row = scratch.background[slot]
        PixelRow.background(size.width, mean: mean.row(y), into: row.base)
        row.extendEnds(by: 1)
        PixelRow.horizontalRange(size.width, row.base, low: scratch.low[slot].base, high: scratch.high[slot].base)
    }

    /// Scores row `y`; returns whether any score is above 0.
    func scoreRow(_ y: Int, _ pixels: UnsafePointer<UInt8>) -> Bool {
        let n = size.width
        let here = y % 3
        let above = y > 0 ? (y - 1) % 3 : here
        let below = y + 1 < size.height ? (y + 1) % 3 : here
        PixelRow.least(
            n, scratch.low[above].base, scratch.low[here].base, scratch.low[below].base, into: scratch.least.base)
        PixelRow.greatest(
            n, scratch.high[above].base, scratch.high[here].base, scratch.high[below].base,
            into: scratch.greatest.base)
        PixelRow.excess(
            n, pixels, scratch.background[here].base, scratch.least.base, scratch.greatest.base, dynamics.row(y),
            into: scratch.excess.base)
        PixelRow.threshold(n, noise.row(y), dynamics.row(y), contrast: contrast, into: scratch.threshold.base)
        PixelRow.nearerMode(
            n, pixels, second.row(y), confidence.row(y), scratch.excess.base, trusted: Self.trusted,
            distance: scratch.distance.base, into: scratch.nearest.base)
        return PixelRow.score(
            n, scratch.nearest.base, scratch.threshold.base, score: score.row(y), foreground: scratch.foreground.base)
            != 0
    }

    /// Learns from row `y`, which was just scored.
    func updateRow(_ y: Int, _ pixels: UnsafePointer<UInt8>, _ pace: Pace) {
        let n = size.width
        let result = scratch.result.base
        let here = scratch.background[y % 3].base
        if busy[y] || !calm[y] {
            let toggled = scratch.hit.base
            calm[y] =
                PixelRow.toggles(n, scratch.foreground.base, flags.row(y), toggled: toggled, into: result) == 0
            flags.row(y).update(from: result, count: n)
            PixelRow.blink(
                n, toggled, scratch.hold.base, dynamics.row(y), growth: pace.growth, fading: pace.fading, into: result)
            dynamics.row(y).update(from: result, count: n)
        } else if pace.fading > 0 {
            PixelRow.settle(n, dynamics.row(y), fading: pace.fading, into: result)
            dynamics.row(y).update(from: result, count: n)
        }
        let foreign = PixelRow.spread(
            n, pixels, here, scratch.excess.base, scratch.threshold.base, noise.row(y), step: pace.step, into: result,
            match: scratch.match.base)
        noise.row(y).update(from: result, count: n)
        PixelRow.learn(n, pixels, scratch.match.base, shift: pace.shift, mean: mean.row(y))
        if foreign != 0 { updateSecondMode(y, pixels, here, pace) }
        if pace.forgets {
            PixelRow.fade(n, scratch.match.base, confidence.row(y), into: result)
            confidence.row(y).update(from: result, count: n)
        }
    }

    private func updateSecondMode(
        _ y: Int, _ pixels: UnsafePointer<UInt8>, _ background: UnsafePointer<UInt8>, _ pace: Pace
    ) {
        let n = size.width
        let hold = scratch.hold.base
        PixelRow.classify(
            n, scratch.match.base, scratch.distance.base, scratch.threshold.base, hit: scratch.hit.base,
            none: scratch.none.base)
        PixelRow.gain(n, scratch.hit.base, hold, flags.row(y), step: pace.step, into: scratch.gain.base)
        PixelRow.follow(
            n, pixels, scratch.hit.base, scratch.none.base, hold, confidence.row(y), second.row(y), step: pace.step,
            into: scratch.result.base)
        second.row(y).update(from: scratch.result.base, count: n)
        PixelRow.confidence(
            n, scratch.none.base, hold, scratch.gain.base, confidence.row(y), step: pace.step,
            into: scratch.result.base)
        confidence.row(y).update(from: scratch.result.base, count: n)
        guard
            PixelRow.swaps(n, confidence.row(y), hold, scratch.match.base, sure: pace.sure, into: scratch.gain.base)
                != 0
        else { return }
        swapModes(y, pixels, background)
    }

    /// Exchanges the modes where `gain` holds the mask of swaps; absorbed pixels become background as they are.
    private func swapModes(_ y: Int, _ pixels: UnsafePointer<UInt8>, _ background: UnsafePointer<UInt8>) {
        let main = mean.row(y)
        let other = second.row(y)
        let trust = confidence.row(y)
        for x in 0..<size.width where scratch.gain.base[x] != 0 {
            let absorbed = scratch.hold.base[x] == HoldMap.absorb
            main[x] = Int16(absorbed ? pixels[x] : other[x]) << 7
            other[x] = background[x]
            trust[x] = Self.trusted
        }
    }
}
