public import Imaging

/// What a look at a configured device finds, without streaming from it: whoever streams is not disturbed.
public struct DeviceExamination: Sendable, Hashable {
    /// What the device calls itself.
    public let card: String
    /// The format of the frames that it would deliver.
    public let pixelFormat: PixelFormat
    /// Their size.
    public let size: FrameSize
    /// The rate that would be asked for.
    public let framesPerSecond: Double

    /// Opens the device, asks what it offers, and closes it.
    ///
    /// - Throws: ``SourceProblem`` as a source would tell it; but for `inUse`, which only streaming finds out.
    public init(of configuration: V4L2SourceConfiguration) throws(SourceProblem) {
        let place = configuration.device
        let handle = try V4L2Handle(place: place, convert: false)
        card = try handle.identity().card
        let wish = FormatNegotiation.Wish(
            pixelFormat: configuration.pixelFormat, size: configuration.size,
            framesPerSecond: configuration.framesPerSecond)
        do {
            let plan = try FormatNegotiation.plan(for: wish, offers: handle.offers())
            (pixelFormat, size) = (plan.pixelFormat, plan.size)
            framesPerSecond = plan.interval.framesPerSecond
        } catch {
            throw .init(code: .formatRefused, place: place, cause: error.cause, mend: error.mend)
        }
        guard !configuration.controls.isEmpty else { return }
        do {
            _ = try ControlMatching.settings(for: configuration.controls, among: handle.controls())
        } catch {
            throw .init(code: .controlRefused, place: place, cause: error.cause, mend: error.mend)
        }
    }
}
