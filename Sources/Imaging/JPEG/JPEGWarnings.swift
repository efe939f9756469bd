/// How well a JPEG decoded.
public struct JPEGWarnings: Sendable, Hashable {
    /// How often damaged data was patched up or left out; 0 means clean.
    public var count: Int

    /// Makes a count.
    public init(count: Int = 0) {
        self.count = count
    }
}
