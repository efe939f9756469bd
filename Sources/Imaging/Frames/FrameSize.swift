/// Width and height of an image in pixels.
public struct FrameSize: Sendable, Hashable, CustomStringConvertible {
    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int

    /// Makes a size of `width × height`.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Pixels in all.
    public var area: Int { width * height }

    /// Written `width` x `height`, as in `1920x1080`.
    public var description: String { "\(width)x\(height)" }
}
