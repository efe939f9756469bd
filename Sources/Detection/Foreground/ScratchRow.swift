/// One row of bytes that stays in the first-level cache, with room to read past both ends.
package final class ScratchRow {
    /// How far before the first and after the last element a loop may read.
    package static let margin = 64
    /// The first element.
    package let base: UnsafeMutablePointer<UInt8>
    private let width: Int
    private let storage: UnsafeMutablePointer<UInt8>

    /// Makes a row of zeros.
    package init(width: Int) {
        self.width = width
        let count = width + 2 * Self.margin
        storage = .allocate(capacity: count)
        storage.initialize(repeating: 0, count: count)
        base = storage + Self.margin
    }

    deinit {
        storage.deallocate()
    }

    /// Repeats the first and the last element `reach` times beyond the ends.
    package func extendEnds(by reach: Int) {
        for step in 1...reach {
            base[-step] = base[0]
            base[width - 1 + step] = base[width - 1]
        }
    }
}
