/// A camera that is plugged in, as ``DeviceCatalog`` found it.
public struct DeviceDescription: Sendable, Hashable {
    /// The device node, as in `/dev/video0`; may change with the next plugging in.
    public var node: String
    /// Names that stay: first those below `/dev/v4l/by-id`, then those below `/dev/v4l/by-path`.
    public var stableNames: [String]
    /// The kernel driver, as in `uvcvideo`.
    public var driver: String
    /// What the device calls itself.
    public var card: String
    /// Where it is plugged in, as in `usb-0000:00:14.0-2`.
    public var bus: String
    /// What it can deliver by itself, in the order of its driver. Empty if ``problem`` says why nothing could be asked.
    public var formats: [FormatOffer]
    /// Why the device could not be asked (no permission, say).
    public var problem: SourceProblem?

    /// The name to write into a configuration: the first stable one, else the node.
    public var preferredName: String { stableNames.first ?? node }

    /// Makes a description from its parts.
    public init(
        node: String, stableNames: [String], driver: String, card: String, bus: String, formats: [FormatOffer],
        problem: SourceProblem? = nil
    ) {
        self.node = node
        self.stableNames = stableNames
        self.driver = driver
        self.card = card
        self.bus = bus
        self.formats = formats
        self.problem = problem
    }
}
