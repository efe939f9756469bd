public import Imaging

/// Renders frames of a scene that does not exist, and tells what is to be seen in them.
///
/// A frame depends on the configuration and its index alone: frames may be rendered in any order, or twice, and come out
/// the same to the bit on every machine. After the first frame, rendering allocates nothing. A scene belongs to one queue at a time; copies share
/// their scratch memory, so a copy belongs to the same queue.
public struct SimulatedScene {
    /// What the scene shows.
    public let configuration: SimulatedSceneConfiguration
    private let interval: FrameInterval
    private let motions: [SimulatedMotion]
    private var canvas: SimulatedCanvas?

    /// Makes a scene. The first frame rendered takes longer, because the background is drawn with it.
    ///
    /// - Precondition: the size is at least 16x16.
    public init(configuration: SimulatedSceneConfiguration) {
        precondition(
            configuration.size.width >= 16 && configuration.size.height >= 16, "a simulated scene is at least 16x16")
        self.configuration = configuration
        interval = FrameInterval(framesPerSecond: configuration.framesPerSecond)
        motions = configuration.actors.map { SimulatedMotion(actor: $0, size: configuration.size) }
    }

    /// Renders frame `index` into `plane`.
    ///
    /// - Precondition: `plane` is 8 bits deep and of the configured size; `index` is not negative.
    public mutating func render(frame index: Int, into plane: GrayPlane) {
        precondition(plane.size == configuration.size && plane.depth == .eight && index >= 0)
        let canvas = canvas ?? SimulatedCanvas(configuration: configuration)
        self.canvas = canvas
        let seconds = seconds(ofFrame: index)
        let gain = Self.gain(configuration.lightChange, at: seconds)
        canvas.drawStill(gain: gain, seconds: seconds, into: plane)
        for motion in motions {
            guard let place = motion.place(at: seconds),
                let figure = SimulatedFigure(actor: motion.actor, place: place, size: configuration.size)
            else { continue }
            canvas.draw(figure, contrast: motion.actor.contrast * gain, into: plane)
        }
        canvas.addNoise(frame: index, to: plane)
    }

    /// What is to be seen in frame `index`, in the order of the configured actors.
    public func truth(frame index: Int) -> [SimulatedTruth] {
        precondition(index >= 0)
        let size = configuration.size
        let (width, height) = (Double(size.width), Double(size.height))
        return motions.enumerated().compactMap { number, motion in
            guard let place = motion.place(at: seconds(ofFrame: index)),
                let bounds = SimulatedFigure(actor: motion.actor, place: place, size: size)?.bounds
            else { return nil }
            return SimulatedTruth(
                id: place.passage * motions.count + number, kind: motion.actor.kind,
                box: NormalizedBox(
                    x: Double(bounds.x.lowerBound) / width, y: Double(bounds.y.lowerBound) / height,
                    width: Double(bounds.x.count) / width, height: Double(bounds.y.count) / height))
        }
    }

    private func seconds(ofFrame index: Int) -> Double {
        Double(index) * Double(interval.numerator) / Double(interval.denominator)
    }

    private static func gain(_ change: SimulatedLightChange?, at seconds: Double) -> Double {
        guard let change, seconds >= change.startSeconds else { return 1 }
        let gain = min(max(change.gain, 0), 4)
        let since = seconds - change.startSeconds
        guard since < change.durationSeconds else { return gain }
        return 1 + (gain - 1) * since / change.durationSeconds
    }
}
