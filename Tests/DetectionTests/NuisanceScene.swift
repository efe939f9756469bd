import Glibc
import Imaging

/// What disturbs a simulated scene.
enum Nuisance: String, CaseIterable, Sendable {
    case none, gainStep, autoExposure, offset, clouds, sway, foliage, rain, snow, insects, headlights, flicker, noise
    case lowContrast, fog, night, spider, shadow
}

/// A textured scene of 160 × 120 pixels with one nuisance, and a walker of 8 × 20 pixels who comes at a given time.
///
/// Everything follows from the seed and the time.
struct NuisanceScene {
    static let size = FrameSize(width: 160, height: 120)
    /// When the walker comes, in seconds, and how fast he goes, in pixels a second.
    static let walkerFrom = 10.0
    static let walkerSpeed = 14.0

    let nuisance: Nuisance
    private let background: [Double]
    private var state: UInt64
    private var noiseTable: [Double]

    init(_ nuisance: Nuisance, seed: UInt64 = 9) {
        self.nuisance = nuisance
        state = seed
        noiseTable = []
        var levels: [Double] = []
        for y in 0..<(Self.size.height + 16) {
            for x in 0..<(Self.size.width + 16) {
                var hash = UInt32(truncatingIfNeeded: x / 5 &* 7919 &+ y / 5 &* 104_729) &* 2_654_435_761
                hash ^= hash >> 15
                levels.append(85 + Double(y) / 6 + Double(hash & 31))
            }
        }
        background = levels
        for _ in 0..<4096 {
            var sum = -6.0
            for _ in 0..<12 { sum += random() }
            noiseTable.append(sum)
        }
    }

    /// Where the walker's box is at a time, in pixels, or `nil` before he comes.
    static func walker(_ time: Double) -> (x: Double, y: Double)? {
        time < walkerFrom ? nil : (20 + (time - walkerFrom) * walkerSpeed, 80)
    }

    /// Draws the scene as it is at a time.
    mutating func draw(_ time: Double, into plane: GrayPlane) {
        let sigma = nuisance == .noise ? 9.0 : nuisance == .night ? 3.0 : 1.5
        let shift = nuisance == .sway ? Int((2.4 * sin(8 * time)).rounded()) : 0
        let walker = Self.walker(time)
        let marks = marks(time)
        for y in 0..<Self.size.height {
            let row = plane.row8(y)
            for x in 0..<Self.size.width {
                var level = background(x + shift + leaf(x, y, time), y)
                if let walker, Double(x) >= walker.x, Double(x) < walker.x + 8, y >= 80, y < 100 {
                    level = nuisance == .lowContrast ? background(x, y) + 17 : 180
                }
                level = lit(level, Double(x), Double(y), time)
                for mark in marks
                where x >= mark.x && x < mark.x + mark.width && y >= mark.y && y < mark.y + mark.height {
                    level += mark.level
                }
                level += sigma * noiseTable[Int(bits() & 4095)]
                row[x] = UInt8(min(max(level.rounded(), 0), 255))
            }
        }
    }

    private struct Mark {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
        var level: Double
    }

    private func background(_ x: Int, _ y: Int) -> Double {
        background[y * (Self.size.width + 16) + min(max(x + 8, 0), Self.size.width + 15)]
    }

    /// By how far the leaves of a tree in the upper right are blown aside.
    private func leaf(_ x: Int, _ y: Int, _ time: Double) -> Int {
        guard nuisance == .foliage, x > 95, y < 55 else { return 0 }
        return Int((3 * sin(7 * time + Double(x / 9) * 1.7 + Double(y / 9))).rounded())
    }

    /// A level under the light of a time and place.
    private func lit(_ level: Double, _ x: Double, _ y: Double, _ time: Double) -> Double {
        switch nuisance {
        case .gainStep: return time > 5 ? level * 1.3 : level
        case .autoExposure: return level * (1 + 0.25 * ramp(time, 5, 6) - 0.25 * ramp(time, 8, 9))
        case .offset: return time > 5 ? level + 25 : level
        case .flicker: return level * (1 + 0.06 * sin(19.5 * time))
        case .clouds:
            let front = (time - 3) * 14 - 20
            return level * (1 - 0.4 * ramp(front - x, 0, 40) + 0.4 * ramp(front - x, 90, 130))
        case .fog: return level + (150 - level) * 0.55 * ramp(time, 3, 9)
        case .night: return level * 0.25
        case .headlights:
            let dx = x - ((time - 3) * 50).truncatingRemainder(dividingBy: 260) + 40
            let dy = y - 40
            return level + 70 * exp(-(dx * dx + dy * dy) / 700)
        case .shadow:
            let left = ((time - 3) * 25).truncatingRemainder(dividingBy: 200) - 20
            return x >= left && x < left + 20 && y >= 40 && y < 54 ? level * 0.6 : level
        case .spider:
            let dx = x - 50 - 25 * sin(1.9 * time) - 8 * sin(7 * time)
            let dy = y - 35 - 12 * sin(2.7 * time)
            return level - 60 * exp(-(dx * dx + dy * dy) / 250)
        default: return level
        }
    }

    private func ramp(_ value: Double, _ from: Double, _ to: Double) -> Double {
        min(max((value - from) / (to - from), 0), 1)
    }

    /// Rain, snow and insects.
    private mutating func marks(_ time: Double) -> [Mark] {
        switch nuisance {
        case .rain:
            return (0..<40).map { _ in
                Mark(x: Int(random() * 160), y: Int(random() * 120), width: 1, height: 7, level: 45)
            }
        case .snow:
            return (0..<25).map { flake in
                let phase = Double(flake * 37 % 100) / 100
                let y = (time * (50 + 20 * phase) + phase * 500).truncatingRemainder(dividingBy: 130) - 5
                let x = Double(flake * 53 % 160) + 6 * sin(3 * time + Double(flake))
                return Mark(x: Int(x), y: Int(y), width: 3, height: 3, level: 70)
            }
        case .insects:
            let part = time.truncatingRemainder(dividingBy: 1.1)
            guard part < 0.5 else { return [] }
            let start = Double(Int(time / 1.1) * 53 % 160)
            let x = start + 260 * part
            let y = 40 + 30 * sin(9 * part + start)
            return [Mark(x: Int(x), y: Int(y), width: 7, height: 7, level: 90)]
        default: return []
        }
    }

    private mutating func bits() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 40
    }

    private mutating func random() -> Double { Double(bits()) / Double(1 << 24) }
}
