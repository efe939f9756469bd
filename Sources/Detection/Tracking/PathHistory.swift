/// Where each track has been lately: a ring of places for each slot, taken at least ``spacing`` seconds apart.
final class PathHistory {
    /// Places kept for a track; 16 at 0.12 s are about two seconds.
    static let length = 16
    /// Seconds between places.
    static let spacing = 0.12

    /// What a stretch of path amounts to.
    struct Course {
        /// Distance from its first to its last place, and the way between them, in pixels.
        var net: Double
        var way: Double
        /// Seconds from its first to its last place.
        var seconds: Double
        /// 1 for a straight path, near 0 for one that goes nowhere.
        var straightness: Double { net / (way + 0.001) }
    }

    private struct Place {
        var x = 0.0
        var y = 0.0
        var time = 0.0
    }

    private let places: UnsafeMutablePointer<Place>
    private let counts: UnsafeMutablePointer<Int>
    private let slots: Int

    init(slots: Int) {
        self.slots = slots
        places = .allocate(capacity: slots * Self.length)
        places.initialize(repeating: Place(), count: slots * Self.length)
        counts = .allocate(capacity: slots)
        counts.initialize(repeating: 0, count: slots)
    }

    deinit {
        places.deallocate()
        counts.deallocate()
    }

    /// Begins anew at a place.
    func restart(_ slot: Int, x: Double, y: Double, time: Double) {
        counts[slot] = 1
        places[slot * Self.length] = Place(x: x, y: y, time: time)
    }

    /// Adds a place if the last one is old enough.
    func add(_ slot: Int, x: Double, y: Double, time: Double) {
        let count = counts[slot]
        let row = places + slot * Self.length
        if count > 0 && time - row[(count - 1) % Self.length].time < Self.spacing { return }
        row[count % Self.length] = Place(x: x, y: y, time: time)
        // Keeps counting in a small range, so that a track may live for ever.
        counts[slot] = count + 1 < 4 * Self.length ? count + 1 : count + 1 - 2 * Self.length
    }

    /// Moves the places of the last `seconds` along with a jump that was not motion.
    func shift(_ slot: Int, byX dx: Double, y dy: Double, since time: Double) {
        let row = places + slot * Self.length
        for index in 0..<min(counts[slot], Self.length) where row[index].time >= time {
            row[index].x += dx
            row[index].y += dy
        }
    }

    /// The course from the oldest place kept to the place given.
    func course(_ slot: Int, toX x: Double, y: Double, time: Double) -> Course {
        let row = places + slot * Self.length
        let count = counts[slot]
        let first = max(0, count - Self.length)
        guard count > 0 else { return Course(net: 0, way: 0, seconds: 0) }
        let origin = row[first % Self.length]
        var last = origin
        var way = 0.0
        for index in (first + 1)..<max(count, first + 1) {
            let next = row[index % Self.length]
            way += Self.distance(last.x, last.y, next.x, next.y)
            last = next
        }
        way += Self.distance(last.x, last.y, x, y)
        return Course(net: Self.distance(origin.x, origin.y, x, y), way: way, seconds: time - origin.time)
    }

    private static func distance(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> Double {
        ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).squareRoot()
    }
}
