/// The loops of the background model over one row.
///
/// Each is short and touches few rows, so that the compiler turns it into vector instructions; masks are 0 or 255 and
/// choices are made with `&` and `|`. `adds` and `subs` saturate, as in every formula here.
enum PixelRow {
    typealias Row = UnsafePointer<UInt8>
    typealias Out = UnsafeMutablePointer<UInt8>

    @inline(__always) static func subs(_ a: UInt8, _ b: UInt8) -> UInt8 { max(a, b) &- b }
    @inline(__always) static func adds(_ a: UInt8, _ b: UInt8) -> UInt8 { min(a, ~b) &+ b }
    @inline(__always) static func distance(_ a: UInt8, _ b: UInt8) -> UInt8 { max(a, b) &- min(a, b) }

    /// The 8-bit background of a mean in Q8.7.
    @inline(never)
    static func background(_ n: Int, mean: UnsafePointer<Int16>, into b: Out) {
        for x in 0..<n { b[x] = UInt8(truncatingIfNeeded: (mean[x] &+ 64) >> 7) }
    }

    /// Least and greatest of three neighbours in a row.
    @inline(never)
    static func horizontalRange(_ n: Int, _ b: Row, low: Out, high: Out) {
        let left = b - 1
        let right = b + 1
        for x in 0..<n {
            let l = left[x]
            let c = b[x]
            let r = right[x]
            low[x] = min(min(l, c), r)
            high[x] = max(max(l, c), r)
        }
    }

    @inline(never)
    static func least(_ n: Int, _ a: Row, _ b: Row, _ c: Row, into out: Out) {
        for x in 0..<n { out[x] = min(min(a[x], b[x]), c[x]) }
    }

    @inline(never)
    static func greatest(_ n: Int, _ a: Row, _ b: Row, _ c: Row, into out: Out) {
        for x in 0..<n { out[x] = max(max(a[x], b[x]), c[x]) }
    }

    /// How far a pixel lies from its background, less what its neighbours' background explains:
    /// `|i - b|` minus at most `2 + 2·⌊t/4⌋` of the way to the 3 × 3 range.
    @inline(never)
    static func excess(_ n: Int, _ i: Row, _ b: Row, _ low: Row, _ high: Row, _ t: Row, into out: Out) {
        for x in 0..<n {
            let pixel = i[x]
            let mean = b[x]
            let cap = 2 &+ 2 &* (t[x] >> 2)
            let up = subs(subs(pixel, mean), min(subs(high[x], mean), cap))
            let down = subs(subs(mean, pixel), min(subs(mean, low[x]), cap))
            out[x] = up | down
        }
    }

    /// The threshold of each pixel: `min(60, contrast + 2·noise + dynamics)`.
    @inline(never)
    static func threshold(_ n: Int, _ noise: Row, _ dynamics: Row, contrast: UInt8, into out: Out) {
        for x in 0..<n { out[x] = min(60, contrast &+ (noise[x] >> 3) &+ (dynamics[x] >> 2)) }
    }

    /// The distance to the second mode, and the lesser of both distances where that mode is trusted.
    @inline(never)
    static func nearerMode(
        _ n: Int, _ i: Row, _ second: Row, _ confidence: Row, _ excess: Row, trusted: UInt8, distance d: Out,
        into e: Out
    ) {
        for x in 0..<n {
            let away = distance(i[x], second[x])
            d[x] = away
            let unknown: UInt8 = confidence[x] >= trusted ? 0 : 255
            e[x] = min(excess[x], away | unknown)
        }
    }

    /// The score 0…10 (5 at the threshold), and foreground as 0 or 255. Returns the union of all scores.
    @inline(never)
    static func score(_ n: Int, _ e: Row, _ threshold: Row, score s: Out, foreground: Out) -> UInt8 {
        var any: UInt8 = 0
        for x in 0..<n {
            let value = min(subs(adds(e[x], 10), threshold[x]), 20)
            let half = value >> 1
            s[x] = half
            any |= half
            foreground[x] = value > 10 ? 255 : 0
        }
        return any
    }

    /// Where the foreground bit differs from the last one, as 0 or 255, and the new flags (bit 0 foreground, bit 1 differs).
    /// Returns the union of the new flags.
    @inline(never)
    static func toggles(_ n: Int, _ foreground: Row, _ flags: Row, toggled: Out, into out: Out) -> UInt8 {
        var any: UInt8 = 0
        for x in 0..<n {
            let before: UInt8 = flags[x] & 1 == 0 ? 0 : 255
            let change = foreground[x] ^ before
            toggled[x] = change
            let next = (foreground[x] & 1) | (change & 2)
            out[x] = next
            any |= next
        }
        return any
    }

    /// Dynamics fade where nothing blinks.
    @inline(never)
    static func settle(_ n: Int, _ dynamics: Row, fading: UInt8, into out: Out) {
        for x in 0..<n { out[x] = subs(dynamics[x], fading) }
    }

    /// Dynamics grow where a pixel blinks and is not frozen, and fade with time.
    @inline(never)
    static func blink(
        _ n: Int, _ toggled: Row, _ hold: Row, _ dynamics: Row, growth: UInt8, fading: UInt8, into out: Out
    ) {
        for x in 0..<n {
            let free: UInt8 = hold[x] & HoldMap.freeze == 0 ? 255 : 0
            out[x] = min(subs(adds(dynamics[x], toggled[x] & free & growth), fading), 120)
        }
    }

    /// The noise follows the median of `|i - b|` in steps (a sigma-delta filter, Q4.4), on pixels that match.
    /// Returns the union of the pixels that do not.
    @inline(never)
    static func spread(
        _ n: Int, _ i: Row, _ b: Row, _ excess: Row, _ threshold: Row, _ noise: Row, step: UInt8, into out: Out,
        match: Out
    ) -> UInt8 {
        var foreign: UInt8 = 0
        for x in 0..<n {
            let same: UInt8 = excess[x] <= threshold[x] ? 255 : 0
            match[x] = same
            foreign |= ~same
            let deviation = min(distance(i[x], b[x]), 15) << 4
            let now = noise[x]
            let rise = min(subs(deviation, now), step) & same
            let fall = min(subs(now, deviation), step) & same
            out[x] = min(subs(adds(now, rise), fall), 160)
        }
        return foreign
    }

    /// The mean moves by `1/2^shift` of the way, on pixels that match.
    @inline(never)
    static func learn(_ n: Int, _ i: Row, _ match: Row, shift: Int16, mean: UnsafeMutablePointer<Int16>) {
        let half = Int16(1) &<< (shift &- 1)
        for x in 0..<n {
            let old = mean[x]
            let same = Int16(Int8(bitPattern: match[x]))
            let step = ((Int16(bitPattern: UInt16(i[x])) &<< 7) &- old &+ half) &>> shift
            mean[x] = old &+ (step & same)
        }
    }

    /// Sorts pixels that do not match the main mode: near the second mode, or near none.
    @inline(never)
    static func classify(_ n: Int, _ match: Row, _ d: Row, _ threshold: Row, hit: Out, none: Out) {
        for x in 0..<n {
            let other = ~match[x]
            let near: UInt8 = d[x] <= max(threshold[x] >> 1, 6) ? 255 : 0
            hit[x] = other & near
            none[x] = other & ~near
        }
    }

    /// What is added to the second mode's confidence: time while it is seen in free cells; in doubtful cells only a
    /// return from background.
    @inline(never)
    static func gain(_ n: Int, _ hit: Row, _ hold: Row, _ flags: Row, step: UInt8, into out: Out) {
        for x in 0..<n {
            let free: UInt8 = hold[x] == HoldMap.free ? 255 : 0
            let frozen: UInt8 = hold[x] & HoldMap.freeze == 0 ? 0 : 255
            let fromBackground: UInt8 = flags[x] == 0 || flags[x] == 3 ? 255 : 0
            out[x] = hit[x] & ((free & step) | (~free & ~frozen & fromBackground & 4))
        }
    }

    /// The new confidence: up by `gain`, down where nothing is near in free cells, 1 where a value is taken anew. Where something is parked there is none, since that is no background.
    @inline(never)
    static func confidence(_ n: Int, _ none: Row, _ hold: Row, _ gain: Row, _ old: Row, step: UInt8, into out: Out) {
        for x in 0..<n {
            let free: UInt8 = hold[x] == HoldMap.free ? 255 : 0
            let fresh = none[x] & (old[x] == 0 ? 255 : 0)
            let next = subs(min(adds(old[x], gain[x]), 120), none[x] & free & step)
            let spent: UInt8 = hold[x] == HoldMap.parked && old[x] > 1 ? 0 : 255
            out[x] = ((next & ~fresh) | (fresh & 1)) & spent
        }
    }

    /// The second mode follows what is near it, and takes the pixel's value where it had no confidence left. Where
    /// something is parked it follows whatever is there, by up to two gray levels a tick.
    @inline(never)
    static func follow(
        _ n: Int, _ i: Row, _ hit: Row, _ none: Row, _ hold: Row, _ old: Row, _ second: Row, step: UInt8, into out: Out
    ) {
        for x in 0..<n {
            let fresh = none[x] & (old[x] == 0 ? 255 : 0)
            let now = second[x]
            let parked: UInt8 = hold[x] == HoldMap.parked ? 255 : 0
            let most = step &+ (step & parked)
            let takes = hit[x] | (parked & none[x])
            let rise = min(subs(i[x], now), most) & takes
            let fall = min(subs(now, i[x]), most) & takes
            out[x] = (subs(adds(now, rise), fall) & ~fresh) | (i[x] & fresh)
        }
    }

    /// Where the modes change places: the second is sure enough, or the cell is to be absorbed. Returns the union.
    @inline(never)
    static func swaps(_ n: Int, _ confidence: Row, _ hold: Row, _ match: Row, sure: UInt8, into out: Out) -> UInt8 {
        var any: UInt8 = 0
        for x in 0..<n {
            let certain: UInt8 = confidence[x] > sure ? 255 : 0
            let absorbed: UInt8 = hold[x] == HoldMap.absorb ? 255 : 0
            let swap = certain | (absorbed & ~match[x])
            out[x] = swap
            any |= swap
        }
        return any
    }

    /// Trust in the second mode fades where the main one matches.
    @inline(never)
    static func fade(_ n: Int, _ match: Row, _ confidence: Row, into out: Out) {
        for x in 0..<n { out[x] = subs(confidence[x], match[x] & 1) }
    }
}
