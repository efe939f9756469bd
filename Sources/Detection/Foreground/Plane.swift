package import Imaging

/// Pixel state of one kind, `width × height`, that lives as long as its owner.
///
/// Rows are a multiple of 64 elements apart. The elements between the end of a row and the next one are there to be read
/// by loops that take several pixels at a time; they start as the initial value and mean nothing.
package final class Plane<Element: FixedWidthInteger> {
    /// Size in pixels.
    package let size: FrameSize
    /// Elements from one row to the next.
    package let stride: Int
    /// The first element of the first row.
    package let base: UnsafeMutablePointer<Element>

    /// Makes a plane whose elements are all `value`.
    package init(size: FrameSize, filledWith value: Element = 0) {
        self.size = size
        stride = (size.width + 63) & ~63
        base = .allocate(capacity: stride * size.height)
        base.initialize(repeating: value, count: stride * size.height)
    }

    deinit {
        base.deallocate()
    }

    /// The first element of row `y`.
    @inline(__always)
    package func row(_ y: Int) -> UnsafeMutablePointer<Element> { base + y * stride }

    /// Sets every element.
    package func fill(with value: Element) {
        base.update(repeating: value, count: stride * size.height)
    }
}
