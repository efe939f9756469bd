import Capture
import Imaging
import Testing

@Suite struct SimulatedSceneTests {
    static let size = FrameSize(width: 160, height: 90)

    private func pixels(_ scene: inout SimulatedScene, _ index: Int) -> [UInt8] {
        let plane = GrayPlane(size: scene.configuration.size)
        scene.render(frame: index, into: plane)
        return (0..<plane.size.height).flatMap { Array(plane.row8($0)) }
    }

    static func busy(seed: UInt64 = 5) -> SimulatedSceneConfiguration {
        SimulatedSceneConfiguration(
            seed: seed, size: size, framesPerSecond: 10, noise: 3, wind: 0.7, clouds: 0.5,
            lightChange: .init(startSeconds: 2, durationSeconds: 1, gain: 1.4),
            actors: [
                .init(
                    kind: .walker, height: 0.3, contrast: 50, path: [.init(x: 0, y: 0.8), .init(x: 1, y: 0.8)],
                    startSeconds: 0, speed: 0.2, repeatsEverySeconds: 6),
                .init(
                    kind: .vehicle, height: 0.2, contrast: -40, path: [.init(x: 1, y: 0.7), .init(x: 0, y: 0.7)],
                    startSeconds: 1, speed: 0.3, perspective: 1),
            ])
    }

    @Test("a frame depends on its index alone, not on what was rendered before")
    func order() {
        var (forward, backward) = (
            SimulatedScene(configuration: Self.busy()), SimulatedScene(configuration: Self.busy())
        )
        let indices = [0, 1, 17, 25, 26, 40, 399]
        let one = indices.map { pixels(&forward, $0) }
        let other = indices.reversed().map { pixels(&backward, $0) }
        #expect(one == other.reversed())
        #expect(Set(one).count == indices.count)
    }

    @Test("the pixels of a configuration never change, on no machine")
    func fixed() {
        var scene = SimulatedScene(configuration: Self.busy())
        let sum = pixels(&scene, 30).reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        #expect(sum == 1_969_095_099_558_133_059)
    }

    @Test("another seed is another scene")
    func seeds() {
        var (a, b) = (
            SimulatedScene(configuration: Self.busy(seed: 1)), SimulatedScene(configuration: Self.busy(seed: 2))
        )
        #expect(pixels(&a, 0) != pixels(&b, 0))
    }

    @Test("without noise, wind and actors nothing ever changes")
    func still() {
        var scene = SimulatedScene(configuration: .init(size: Self.size, noise: 0))
        #expect(pixels(&scene, 0) == pixels(&scene, 1000))
        #expect(scene.truth(frame: 0).isEmpty)
    }

    @Test("noise has the configured strength and no bias", arguments: [1.0, 2.5, 6])
    func noise(sigma: Double) {
        var (quiet, noisy) = (
            SimulatedScene(configuration: .init(size: Self.size, noise: 0)),
            SimulatedScene(configuration: .init(size: Self.size, noise: sigma))
        )
        let still = pixels(&quiet, 0)
        let differences = (0..<4).flatMap { frame in
            zip(pixels(&noisy, frame), still).map { Double($0) - Double($1) }
        }
        let mean = differences.reduce(0, +) / Double(differences.count)
        let variance = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(differences.count)
        #expect(abs(mean) < 0.05)
        #expect(abs(variance.squareRoot() - sigma) < 0.15 * sigma + 0.1)
    }

    @Test(
        "the truth box is exactly where pixels change, and the contrast is the configured one", arguments: [8, 12, 25])
    func truth(index: Int) throws {
        var configuration = SimulatedSceneConfiguration(size: Self.size, framesPerSecond: 10, noise: 0)
        var empty = SimulatedScene(configuration: configuration)
        configuration.actors = [
            .init(
                kind: index == 25 ? .vehicle : .walker, height: 0.4, contrast: 32,
                path: [.init(x: -0.2, y: 0.9), .init(x: 1.2, y: 0.9)], startSeconds: 0, speed: 0.25)
        ]
        var scene = SimulatedScene(configuration: configuration)
        let (before, after) = (pixels(&empty, index), pixels(&scene, index))
        let changed = (0..<Self.size.area).filter { before[$0] != after[$0] }
        let columns = changed.map { $0 % Self.size.width }
        let rows = changed.map { $0 / Self.size.width }
        let truth = try #require(scene.truth(frame: index).first)
        let (left, right) = (try #require(columns.min()), try #require(columns.max()))
        let (top, bottom) = (try #require(rows.min()), try #require(rows.max()))
        #expect(abs(truth.box.x * 160 - Double(left)) < 1e-9)
        #expect(abs((truth.box.x + truth.box.width) * 160 - Double(right + 1)) < 1e-9)
        #expect(abs(truth.box.y * 90 - Double(top)) < 1e-9)
        #expect(abs((truth.box.y + truth.box.height) * 90 - Double(bottom + 1)) < 1e-9)
        let steps = Set(changed.map { Int(after[$0]) - Int(before[$0]) })
        #expect(steps.contains(32))
        #expect(steps.allSatisfy { (16...44).contains($0) })
    }

    @Test("each passage has an id of its own, and nobody is there in between")
    func passages() {
        let scene = SimulatedScene(configuration: Self.busy())
        let ids = (0..<200).map { scene.truth(frame: $0).filter { $0.kind == .walker }.map(\.id) }
        #expect(ids[0] == [0])
        #expect(ids[55] == [])
        #expect(ids[60] == [2])
        #expect(ids[120] == [4])
        let vehicles = Set((0..<200).flatMap { scene.truth(frame: $0).filter { $0.kind == .vehicle }.map(\.id) })
        #expect(vehicles == [1])
    }

    @Test("perspective makes small what is far")
    func perspective() throws {
        func height(foot: Double, perspective: Double) -> Double? {
            let actor = SimulatedActor(
                kind: .walker, height: 0.4, contrast: 50, path: [.init(x: 0.5, y: foot)], startSeconds: 0, speed: 1,
                perspective: perspective)
            return SimulatedScene(configuration: .init(size: .init(width: 640, height: 360), actors: [actor]))
                .truth(frame: 0).first?.box.height
        }
        let near = try #require(height(foot: 0.95, perspective: 1))
        let far = try #require(height(foot: 0.5, perspective: 1))
        #expect(far < near / 3)
        #expect(height(foot: 0.5, perspective: 0) == height(foot: 0.95, perspective: 0))
    }

    @Test("who stays at the end of the path is there for good")
    func stays() {
        let actor = SimulatedActor(
            kind: .walker, height: 0.4, contrast: 50, path: [.init(x: 0.2, y: 0.9), .init(x: 0.5, y: 0.9)],
            startSeconds: 0, speed: 0.1, staysAtEnd: true)
        let scene = SimulatedScene(configuration: .init(size: Self.size, framesPerSecond: 10, actors: [actor]))
        #expect(scene.truth(frame: 100) == scene.truth(frame: 5000))
        #expect(!scene.truth(frame: 100).isEmpty)
    }

    @Test("a light change multiplies the brightness, gradually")
    func light() {
        var scene = SimulatedScene(
            configuration: .init(
                size: Self.size, framesPerSecond: 10, noise: 0,
                lightChange: .init(startSeconds: 1, durationSeconds: 2, gain: 0.5)))
        func mean(_ index: Int) -> Double {
            let pixels = pixels(&scene, index)
            return Double(pixels.reduce(0) { $0 + Int($1) }) / Double(pixels.count)
        }
        let (before, middle, after) = (mean(0), mean(20), mean(31))
        #expect(abs(middle / before - 0.75) < 0.02)
        #expect(abs(after / before - 0.5) < 0.02)
    }

    @Test("wind moves the vegetation and nothing else")
    func wind() {
        var scene = SimulatedScene(configuration: .init(size: Self.size, framesPerSecond: 10, noise: 0, wind: 1))
        let (a, b) = (pixels(&scene, 3), pixels(&scene, 9))
        let moved = (0..<Self.size.area).filter { a[$0] != b[$0] }
        #expect(moved.count > 200)
        #expect(moved.allSatisfy { $0 % 160 > 80 && $0 / 160 < 45 })
    }

    @Test("impossible actors are nowhere and break nothing")
    func impossible() {
        let strange = [
            SimulatedActor(kind: .walker, height: 0.3, contrast: 9, path: [], startSeconds: 0, speed: 1),
            SimulatedActor(kind: .walker, height: 0, contrast: 9, path: [.init(x: 0, y: 0)], startSeconds: 0, speed: 1),
            SimulatedActor(
                kind: .walker, height: .nan, contrast: .nan, path: [.init(x: .nan, y: 0)], startSeconds: 0, speed: 1),
            SimulatedActor(
                kind: .vehicle, height: 3, contrast: 1e9, path: [.init(x: -1e9, y: 0), .init(x: 1e9, y: 1e9)],
                startSeconds: 0, speed: 1e9, repeatsEverySeconds: 0),
            SimulatedActor(
                kind: .vehicle, height: 0.3, contrast: 9, path: [.init(x: 0, y: 0), .init(x: 1, y: 1)],
                startSeconds: 0, speed: -1),
        ]
        var scene = SimulatedScene(configuration: .init(size: Self.size, noise: 0, actors: strange))
        var empty = SimulatedScene(configuration: .init(size: Self.size, noise: 0))
        #expect(pixels(&scene, 7) == pixels(&empty, 7))
        #expect(scene.truth(frame: 7).isEmpty)
    }

    @Test("the first run: someone within ten seconds, quiet in between, and quiet at the start")
    func firstRun() {
        let scene = SimulatedScene(configuration: .firstRun)
        let seen = (0..<(60 * 15)).map { !scene.truth(frame: $0).isEmpty }
        #expect(seen.prefix(5 * 15).allSatisfy { !$0 })
        #expect(seen.prefix(10 * 15).contains(true))
        #expect(Double(seen.filter { $0 }.count) / Double(seen.count) < 0.8)
        #expect(Set((0..<(60 * 15)).flatMap { scene.truth(frame: $0).map(\.kind) }).count == 2)
    }
}
