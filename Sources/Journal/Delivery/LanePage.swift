/// A stretch of the journal as one lane sees it.
public struct LanePage: Sendable {
    /// The entries of the lane, in the order of `seq`.
    public var entries: [Entry]
    /// The last `seq` that was looked at, of this lane or not; where the page was asked to begin, if there was none.
    public var scannedThrough: Int64

    /// Makes a page.
    public init(entries: [Entry], scannedThrough: Int64) {
        self.entries = entries
        self.scannedThrough = scannedThrough
    }
}
