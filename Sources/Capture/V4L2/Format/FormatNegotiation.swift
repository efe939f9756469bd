package import Imaging

/// Which format, size and rate to ask a device for. Pure: offers and wishes in, a plan out.
///
/// What the configuration names is insisted on. For what it leaves open:
/// 1. **Size**: of the sizes up to 1920x1080, the largest at which the wanted rate is reached; if none reaches it, the one
///    with the highest rate, then the largest. If all are larger than 1920x1080, the smallest.
/// 2. **Pixel format**, at that size: first those that reach the wanted rate. Above 640x480 MJPG, because raw frames
///    overload the bus and must be encoded again to be kept; up to 640x480 raw, because it costs least to look at.
///    GREY, which loses colour, and Y16, which no viewer shows, come last.
/// 3. **Rate**: the offered one nearest to the wanted one, the higher of two equally near. 15 if nothing is wanted.
///
/// A device that offers none of Karaula's formats is asked for YU12 through libv4l2's conversion.
package enum FormatNegotiation {
    /// What the configuration asks for.
    package struct Wish: Sendable, Hashable {
        package var pixelFormat: PixelFormat?
        package var size: FrameSize?
        package var framesPerSecond: Double?

        package init(pixelFormat: PixelFormat? = nil, size: FrameSize? = nil, framesPerSecond: Double? = nil) {
            self.pixelFormat = pixelFormat
            self.size = size
            self.framesPerSecond = framesPerSecond
        }
    }

    /// What to set.
    package struct Plan: Sendable, Hashable {
        /// The device's own format.
        package var fourCC: String
        /// The format of delivered frames.
        package var pixelFormat: PixelFormat
        package var size: FrameSize
        package var interval: FrameInterval
        /// Whether libv4l2 has to convert.
        package var converts: Bool
    }

    /// Why there is no plan, in words that name what the device offers.
    package struct Refusal: Error, Sendable, Hashable {
        package var cause: String
        package var mend: String
    }

    /// Frames a second where the configuration does not say.
    package static let usualRate = 15.0
    /// The largest size that is chosen without being asked for.
    package static let largestUnasked = FrameSize(width: 1920, height: 1080)

    /// Makes the plan.
    package static func plan(for wish: Wish, offers: [FormatOffer]) throws(Refusal) -> Plan {
        let rate = wish.framesPerSecond ?? usualRate
        var candidates: [Candidate] = []
        for offer in offers {
            guard let format = offer.pixelFormat, wish.pixelFormat == nil || wish.pixelFormat == format else {
                continue
            }
            candidates += sizes(of: offer, wish: wish.size).map { size, interval in
                Candidate(offer: offer, format: format, size: size, interval: nearest(to: rate, in: interval))
            }
        }
        let mayConvert = wish.pixelFormat == .yu12 || !offers.contains { $0.pixelFormat != nil }
        let converts = candidates.isEmpty && mayConvert && (wish.pixelFormat ?? .yu12) == .yu12
        if converts {
            for offer in offers {
                candidates += sizes(of: offer, wish: wish.size).map { size, interval in
                    Candidate(offer: offer, format: .yu12, size: size, interval: nearest(to: rate, in: interval))
                }
            }
        }
        guard let best = candidates.max(by: { better($1, than: $0, rate: rate) }) else {
            throw refusal(of: wish, offers: offers)
        }
        return Plan(
            fourCC: best.offer.fourCC, pixelFormat: best.format, size: best.size, interval: best.interval,
            converts: converts)
    }

    /// The interval in `offers` whose rate is nearest to `rate`; the rate itself where the driver offers none.
    package static func nearest(to rate: Double, in offers: [IntervalOffer]) -> FrameInterval {
        let wanted = FrameInterval(framesPerSecond: rate)
        let reachable = offers.map { offer in
            if wanted.seconds <= offer.shortest.seconds { return offer.shortest }
            return wanted.seconds >= offer.longest.seconds ? offer.longest : wanted
        }
        return reachable.min { a, b in
            let (x, y) = (abs(a.framesPerSecond - rate), abs(b.framesPerSecond - rate))
            return x != y ? x < y : a.framesPerSecond > b.framesPerSecond
        } ?? wanted
    }

    private struct Candidate {
        var offer: FormatOffer
        var format: PixelFormat
        var size: FrameSize
        var interval: FrameInterval
    }

    /// The sizes of `offer` that come into question, with the intervals offered for each.
    private static func sizes(of offer: FormatOffer, wish: FrameSize?) -> [(FrameSize, [IntervalOffer])] {
        if let wish {
            if offer.sizes.isEmpty { return [(wish, [])] }
            return offer.sizes.filter { $0.contains(wish) }.map { (wish, $0.intervals) }
        }
        if offer.sizes.isEmpty { return [(.init(width: 1280, height: 720), [])] }
        return offer.sizes.map { sizes in
            (sizes.largest(within: largestUnasked), sizes.intervals)
        }
    }

    private static func better(_ a: Candidate, than b: Candidate, rate: Double) -> Bool {
        let (aFits, bFits) = (fits(a.size), fits(b.size))
        if aFits != bFits { return aFits }
        if !aFits, a.size.area != b.size.area { return a.size.area < b.size.area }
        let (aRate, bRate) = (min(a.interval.framesPerSecond, rate), min(b.interval.framesPerSecond, rate))
        // A rate within a hundredth is the rate: cameras say 30 and mean 29.97.
        if abs(aRate - bRate) > rate / 100 { return aRate > bRate }
        if a.size.area != b.size.area { return a.size.area > b.size.area }
        return preference(a.format, size: a.size) < preference(b.format, size: b.size)
    }

    private static func fits(_ size: FrameSize) -> Bool {
        size.width <= largestUnasked.width && size.height <= largestUnasked.height
    }

    private static func preference(_ format: PixelFormat, size: FrameSize) -> Int {
        let large: [PixelFormat] = [.mjpeg, .nv12, .yu12, .yuyv, .uyvy, .grey, .y16]
        let small: [PixelFormat] = [.nv12, .yu12, .yuyv, .uyvy, .mjpeg, .grey, .y16]
        let order = size.area > 640 * 480 ? large : small
        return order.firstIndex(of: format) ?? order.count
    }

    private static func refusal(of wish: Wish, offers: [FormatOffer]) -> Refusal {
        let wanted = [wish.pixelFormat.map { trimmed($0.rawValue) }, wish.size?.description].compactMap { $0 }
        guard !offers.isEmpty else {
            return Refusal(cause: "it offers no pixel format at all", mend: "check with 'v4l2-ctl --list-formats-ext'")
        }
        return Refusal(
            cause: "it does not deliver \(wanted.joined(separator: " at "))",
            mend: "choose what it offers: \(summary(of: offers))")
    }

    /// What a device offers, in one line: the formats that a configuration can name, or else the first few of the others.
    package static func summary(of offers: [FormatOffer]) -> String {
        let usable = offers.filter { $0.pixelFormat != nil }
        return (usable.isEmpty ? Array(offers.prefix(8)) : usable).map { offer in
            let sizes = offer.sizes.prefix(12).map { $0.isSingle ? "\($0.largest)" : "\($0.smallest) to \($0.largest)" }
            let more = offer.sizes.count > 12 ? ", …" : ""
            return ([trimmed(offer.fourCC)] + (sizes.isEmpty ? [] : [sizes.joined(separator: ", ") + more]))
                .joined(separator: " ")
        }.joined(separator: "; ")
    }

    private static func trimmed(_ fourCC: String) -> String {
        String(fourCC.reversed().drop { $0 == " " }.reversed())
    }
}
