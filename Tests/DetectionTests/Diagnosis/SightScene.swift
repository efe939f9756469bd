import Glibc
import Imaging
import TestKit

/// A simulated place as a camera sees it once a second, with one thing that happens to camera, weather or light.
///
/// The place has buildings, posts and ground with texture of several sizes; all of it follows from the seed. What happens begins at
/// ``begin`` seconds.
struct SightScene {
    /// What happens.
    enum Happening: Sendable, Hashable {
        /// Nothing at all.
        case nothing
        // What is wrong with a camera.
        /// The picture stays as it is, but for `noise` in a thousand pixels that differ by one level.
        case freeze(noise: Int)
        /// A share of the picture, from the left, is covered by something smooth of this level.
        case cover(share: Double, level: Double)
        /// Blurred by a box filter of this radius in pixels, three times.
        case blur(radius: Int)
        /// Moved by this share of the width and height.
        case shift(x: Double, y: Double)
        /// All light is multiplied.
        case light(gain: Double)
        /// Every pixel by chance, in every picture anew.
        case snowOfNoSignal
        /// Upright bars.
        case bars
        // What is nothing wrong.
        /// The light is multiplied step by step over so many seconds.
        case dusk(gain: Double, seconds: Double)
        /// Streaks or flakes in so many places.
        case rain(Int)
        case flakes(Int)
        /// Contrast is lost step by step over so many seconds, to this share.
        case fog(share: Double, seconds: Double)
        /// A lorry fills the view for so many seconds, with this much texture.
        case lorry(seconds: Double, texture: Double)
        /// A person stands close, and moves a little.
        case person
        /// Headlights glare for so many seconds of every minute.
        case headlights(seconds: Double)
        /// The camera sways by up to so many pixels.
        case sway(Double)
        /// Many things cross.
        case traffic
    }

    let size: FrameSize
    let happening: Happening
    let begin: Double
    /// When it is over, and what happens besides, from when on.
    var end = Double.infinity
    var besides: (happening: Happening, begin: Double)?
    var noise = 1.5
    private let margin = 96
    private let world: [Float]
    private var generator: SeededGenerator
    private var frozen: [UInt8] = []
    private var scratch: [Float]

    init(_ happening: Happening, size: FrameSize, seed: UInt64, begin: Double = 90) {
        self.size = size
        self.happening = happening
        self.begin = begin
        generator = SeededGenerator(seed: seed &* 77)
        scratch = Array(repeating: 0, count: size.area)
        world = Self.draw(width: size.width + 2 * margin, height: size.height + 2 * margin, seed: seed)
    }

    /// Draws the picture of second `time`.
    mutating func draw(_ time: Double, into plane: GrayPlane) {
        let since = time < end ? time - begin : -1
        let happens = since >= 0
        if happens, case .freeze(let noise) = happening, !frozen.isEmpty { return drawFrozen(noise, into: plane) }
        drawWorld(time, since)
        if happens { change(happening, since) }
        if let besides, time >= besides.begin { change(besides.happening, time - besides.begin) }
        write(plane, noise: noise)
        if happens, case .snowOfNoSignal = happening {
            for y in 0..<size.height {
                for x in 0..<size.width { plane.row8(y)[x] = UInt8.random(in: 16...235, using: &generator) }
            }
        }
        if happens, case .bars = happening {
            let levels = [235, 210, 170, 145, 106, 81, 41, 16]
            for y in 0..<size.height {
                for x in 0..<size.width { plane.row8(y)[x] = UInt8(levels[x * 8 / size.width]) }
            }
        }
        if case .freeze = happening { frozen = (0..<size.height).flatMap { Array(plane.row8($0)) } }
    }

    private mutating func drawFrozen(_ noise: Int, into plane: GrayPlane) {
        for y in 0..<size.height {
            let row = plane.row8(y)
            for x in 0..<size.width {
                let level = frozen[y * size.width + x]
                let isTouched = noise > 0 && Int.random(in: 0..<1000, using: &generator) < noise
                row[x] = isTouched ? (level > 127 ? level - 1 : level + 1) : level
            }
        }
    }

    private mutating func drawWorld(_ time: Double, _ since: Double) {
        var (shiftX, shiftY) = (0, 0)
        if since >= 0, case .shift(let x, let y) = happening {
            shiftX = min(max(Int(x * Double(size.width)), -margin), margin)
            shiftY = min(max(Int(y * Double(size.height)), -margin), margin)
        }
        if time < end, case .sway(let reach) = happening {
            shiftX = Int((reach * sin(time * 1.7)).rounded())
            shiftY = Int((reach * 0.6 * sin(time * 2.9)).rounded())
        }
        let stride = size.width + 2 * margin
        for y in 0..<size.height {
            let start = (y + margin + shiftY) * stride + margin + shiftX
            scratch.replaceSubrange(y * size.width..<(y + 1) * size.width, with: world[start..<start + size.width])
        }
    }

    private mutating func change(_ happening: Happening, _ since: Double) {
        let (width, height) = (Double(size.width), Double(size.height))
        switch happening {
        case .cover(let share, let level):
            // Soft at its edge, because it is close to the lens.
            map { x, y, value in
                let part = min(max((share * width - x) / (0.04 * width) + 0.5, 0), 1)
                return value * (1 - part) + (level + 6 * sin(y / height * 3) + 4 * x / width) * part
            }
        case .blur(let radius):
            for _ in 0..<3 { blur(radius) }
        case .light(let gain): map { _, _, value in value * gain }
        case .dusk(let gain, let seconds):
            let now = 1 + (gain - 1) * min(1, since / seconds)
            map { _, _, value in value * now }
        case .fog(let share, let seconds):
            let part = share * min(1, since / seconds)
            map { _, _, value in value + (165 - value) * part }
        case .rain(let count):
            for _ in 0..<count { box(width: 1, height: 0.04 * height, by: 40) }
        case .flakes(let count):
            for _ in 0..<count { box(width: 0.008 * width, height: 0.008 * width, by: 70) }
        case .lorry(let seconds, let texture):
            guard since < seconds else { return }
            map { x, y, _ in
                let plank = sin(x / width * 40) > 0.6 ? 30.0 : 0
                let letters = sin(x / width * 90) * sin(y / height * 60) > 0.4 ? -45.0 : 0
                return 130 + (plank + letters) * texture
            }
        case .person:
            let lean = 0.01 * sin(since * 0.8)
            map { x, y, value in
                let dx = x / width - 0.5 - lean
                let isBody = abs(dx) < 0.17 && y / height > 0.35
                let dy = y / height - 0.22
                let isHead = dx * dx + dy * dy < 0.012
                return isBody || isHead ? 70 + 20 * sin(dx * 40) + 8 * sin(y / 3) : value
            }
        case .headlights(let seconds):
            guard since.truncatingRemainder(dividingBy: 60) < seconds else { return }
            map { x, y, value in
                let (dx, dy) = (x / width - 0.5, y / height - 0.5)
                return value + 230 * exp(-(dx * dx + dy * dy) * 2)
            }
        case .traffic:
            for lane in 0..<6 {
                let left = (since * Double(23 + 7 * lane)).truncatingRemainder(dividingBy: 1.3 * width) - 0.2 * width
                let top = (0.3 + 0.1 * Double(lane)) * height
                map { x, y, value in
                    x >= left && x < left + 0.2 * width && y >= top && y < top + 0.09 * height
                        ? Double(60 + 30 * lane) : value
                }
            }
        default: break
        }
    }

    private mutating func map(_ change: (Double, Double, Double) -> Double) {
        let width = size.width
        scratch.withUnsafeMutableBufferPointer { scratch in
            for y in 0..<size.height {
                for x in 0..<width {
                    let index = y * width + x
                    scratch[index] = Float(change(Double(x), Double(y), Double(scratch[index])))
                }
            }
        }
    }

    private mutating func box(width: Double, height: Double, by level: Float) {
        let left = Int.random(in: 0..<size.width, using: &generator)
        let top = Int.random(in: 0..<size.height, using: &generator)
        for y in top..<min(size.height, top + max(1, Int(height))) {
            for x in left..<min(size.width, left + max(1, Int(width))) { scratch[y * size.width + x] += level }
        }
    }

    private mutating func blur(_ radius: Int) {
        pass(radius, count: size.width, lines: size.height, step: 1, stride: size.width)
        pass(radius, count: size.height, lines: size.width, step: size.width, stride: 1)
    }

    private mutating func pass(_ radius: Int, count: Int, lines: Int, step: Int, stride: Int) {
        var line = [Float](repeating: 0, count: count)
        for number in 0..<lines {
            for index in 0..<count { line[index] = scratch[number * stride + index * step] }
            var sum: Float = 0
            for near in -radius...radius { sum += line[min(max(near, 0), count - 1)] }
            for index in 0..<count {
                scratch[number * stride + index * step] = sum / Float(2 * radius + 1)
                sum += line[min(index + radius + 1, count - 1)] - line[max(index - radius, 0)]
            }
        }
    }

    private mutating func write(_ plane: GrayPlane, noise: Double) {
        let (width, strength) = (size.width, Float(noise))
        scratch.withUnsafeBufferPointer { scratch in
            Self.grain.withUnsafeBufferPointer { grain in
                for y in 0..<size.height {
                    let row = plane.row8(y)
                    // A row begins anywhere, so that no two look alike.
                    let start = Int(generator.next() & 0x7FFF)
                    for x in 0..<width {
                        let value = scratch[y * width + x] + grain[start + x] * strength
                        row[x] = UInt8(min(max(value + 0.5, 0), 255))
                    }
                }
            }
        }
    }

    /// Noise of standard deviation 1: a row of a picture takes a stretch of it.
    private static let grain: [Float] = {
        var generator = SeededGenerator(seed: 99)
        return (0..<1 << 16).map { _ in
            let bits = generator.next()
            // The sum of four uniform numbers has a standard deviation of 0.577.
            let sum =
                Double(bits & 0xFFFF) + Double(bits >> 16 & 0xFFFF) + Double(bits >> 32 & 0xFFFF) + Double(bits >> 48)
            return Float((sum / 65535 - 2) / 0.577)
        }
    }()

    private static func draw(width: Int, height: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        var world = [Float](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width { world[y * width + x] = 95 + 50 * Float(y) / Float(height) }
        }
        // Texture: lattices of random levels, each half as large and as strong as the one before.
        var (cell, strength) = (48, Float(26))
        while cell >= 2 {
            let columns = width / cell + 2
            let lattice = (0..<columns * (height / cell + 2)).map { _ in Float.random(in: -1...1, using: &generator) }
            for y in 0..<height {
                for x in 0..<width {
                    let (column, row) = (x / cell, y / cell)
                    let (fx, fy) = (Float(x % cell) / Float(cell), Float(y % cell) / Float(cell))
                    let at = row * columns + column
                    let top = lattice[at] * (1 - fx) + lattice[at + 1] * fx
                    let bottom = lattice[at + columns] * (1 - fx) + lattice[at + columns + 1] * fx
                    world[y * width + x] += strength * (top * (1 - fy) + bottom * fy)
                }
            }
            cell /= 2
            strength *= 0.7
        }
        // Buildings, windows, posts: edges as sharp as the lens.
        for _ in 0..<60 {
            let (left, top) = (
                Int.random(in: 0..<width, using: &generator), Int.random(in: 0..<height, using: &generator)
            )
            let (w, h) = (Int.random(in: 4...70, using: &generator), Int.random(in: 4...70, using: &generator))
            let level = Float.random(in: -45...45, using: &generator)
            for y in top..<min(height, top + h) {
                for x in left..<min(width, left + w) { world[y * width + x] += level }
            }
        }
        return world
    }
}
