import Imaging

/// The pixel passes of a simulated scene, over memory that is made once.
final class SimulatedCanvas {
    private let backdrop: SimulatedBackdrop
    private let noise: SimulatedNoise
    private let seed: UInt64
    private let size: FrameSize
    private let wind: Double
    private let clouds: Double
    private var light = [UInt8](repeating: 0, count: 256)
    private var lit: [UInt8]
    private var litGain = 1.0
    private var shade: [UInt16]

    init(configuration: SimulatedSceneConfiguration) {
        size = configuration.size
        seed = configuration.seed
        wind = min(max(configuration.wind, 0), 1)
        clouds = min(max(configuration.clouds, 0), 1)
        backdrop = SimulatedBackdrop(seed: configuration.seed, size: configuration.size)
        noise = SimulatedNoise(seed: configuration.seed, sigma: configuration.noise, width: configuration.size.width)
        lit = backdrop.pixels
        shade = [UInt16](repeating: 256, count: configuration.size.width)
    }

    /// Everything but the actors and the noise.
    func drawStill(gain: Double, seconds: Double, into plane: GrayPlane) {
        if gain != litGain { relight(gain) }
        let width = size.width
        lit.withUnsafeBufferPointer { lit in
            let start = lit.baseAddress.unsafelyUnwrapped  // an image is never empty
            for y in 0..<size.height {
                plane.row8(y).baseAddress?.update(from: start + y * width, count: width)
            }
        }
        if wind > 0 { moveLeaves(seconds: seconds, into: plane) }
        if clouds > 0 { passClouds(seconds: seconds, over: plane) }
    }

    /// An actor, `contrast` gray levels brighter than what is behind it.
    func draw(_ figure: SimulatedFigure, contrast: Double, into plane: GrayPlane) {
        let contrast = Int(min(max(contrast, -1024), 1024).rounded())
        for y in figure.rows {
            let row = plane.row8(y)
            // Up to three runs of one row may overlap; each pixel is changed once.
            var (first, second) = (0..<0, 0..<0)
            figure.spans(row: y) { columns, factor in
                let step = contrast * factor / 16
                for x in columns where !first.contains(x) && !second.contains(x) {
                    row[x] = UInt8(clamping: Int(row[x]) + step)
                }
                (first, second) = (columns, first)
            }
        }
    }

    /// The sensor's noise.
    func addNoise(frame: Int, to plane: GrayPlane) {
        guard !noise.values.isEmpty else { return }
        noise.values.withUnsafeBufferPointer { noise in
            for y in 0..<size.height {
                let place = SimulatedNoise.place(seed: seed, frame: frame, row: y)
                Self.add(noise, from: place, to: plane.row8(y))
            }
        }
    }

    @inline(__always)
    private static func add(
        _ noise: UnsafeBufferPointer<Int8>, from place: Int, to row: UnsafeMutableBufferPointer<UInt8>
    ) {
        // Range checked here once, so that the loop itself stays vectorised.
        precondition(place >= 0 && place + row.count <= noise.count)
        let values = noise.baseAddress.unsafelyUnwrapped + place  // a table of noise is never empty
        let pixels = row.baseAddress.unsafelyUnwrapped  // a row is never empty
        for x in 0..<row.count {
            let sum = Int16(truncatingIfNeeded: pixels[x]) &+ Int16(truncatingIfNeeded: values[x])
            pixels[x] = UInt8(truncatingIfNeeded: min(max(sum, 0), 255))
        }
    }

    private func relight(_ gain: Double) {
        litGain = gain
        for level in 0..<256 {
            light[level] = UInt8(clamping: Int((Double(level) * gain).rounded()))
        }
        light.withUnsafeBufferPointer { light in
            backdrop.pixels.withUnsafeBufferPointer { still in
                lit.withUnsafeMutableBufferPointer { lit in
                    for index in 0..<lit.count { lit[index] = light[Int(still[index])] }
                }
            }
        }
    }

    /// Shifts blocks of leaves sideways by fractions of a pixel, each in a rhythm of its own.
    private func moveLeaves(seconds: Double, into plane: GrayPlane) {
        let gust = 0.6 + 0.4 * simulatedWave(seconds / 7.3)
        let reach = wind * gust * 4 * Double(size.height) / 360
        let block = max(8, size.height * 20 / 360)
        let stride = size.width + 2 * backdrop.margin
        let limit = Double(backdrop.margin) - 1.5
        light.withUnsafeBufferPointer { light in
            backdrop.leaves.withUnsafeBufferPointer { leaves in
                for y in 0..<size.height where !backdrop.vegetation[y].isEmpty {
                    let columns = backdrop.vegetation[y]
                    let row = plane.row8(y)
                    var from = columns.lowerBound
                    while from < columns.upperBound {
                        let to = min(columns.upperBound, (from / block + 1) * block)
                        let phase = SplitMix64.mixed(seed ^ UInt64(from / block) << 32 ^ UInt64(y / block))
                        let rhythm = 0.5 + Double(phase >> 40 & 255) / 400
                        let turn = seconds * rhythm + Double(phase & 0xFFFF) / 65536
                        let shift = min(max(reach * simulatedWave(turn), -limit), limit)
                        let whole = shift.rounded(.down)
                        let share = Int((shift - whole) * 16)
                        let start = y * stride + backdrop.margin + Int(whole)
                        for x in from..<to {
                            let (left, right) = (Int(leaves[start + x]), Int(leaves[start + x + 1]))
                            let level = (left * (16 - share) + right * share) >> 4
                            row[x] = litGain == 1 ? UInt8(truncatingIfNeeded: level) : light[level]
                        }
                        from = to
                    }
                }
            }
        }
    }

    /// Darkens the frame by broad shadows that drift over it.
    private func passClouds(seconds: Double, over plane: GrayPlane) {
        let texture = SimulatedTexture(seed: seed ^ 0x636C_6F75_64)
        let drift = Int((seconds * 24).rounded(.down))
        let strength = Int((clouds * 140).rounded())
        for y in 0..<size.height {
            let v = y * 360 / size.height
            var x = 0
            while x < size.width {
                // The shadows are so broad that one value serves sixteen columns.
                let u = x * 360 / size.height
                let cover = max(0, texture.value(x: u + drift, y: v + drift / 4, shift: 7, layer: 80) - 110)
                let level = UInt16(256 - cover * strength / 145)
                for column in x..<min(x + 16, size.width) { shade[column] = level }
                x += 16
            }
            let row = plane.row8(y)
            shade.withUnsafeBufferPointer { shade in
                for x in 0..<row.count {
                    row[x] = UInt8(truncatingIfNeeded: (UInt16(row[x]) &* shade[x]) >> 8)
                }
            }
        }
    }
}
