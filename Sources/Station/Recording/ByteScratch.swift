/// A buffer that is made once, grows when a larger frame comes, and is used for every frame.
///
/// It belongs to one queue.
package final class ByteScratch {
    private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    package private(set) var count = 0

    /// Makes a scratch buffer of 64 KiB that holds nothing.
    package init() {}

    deinit { storage.deallocate() }

    /// The bytes that were put in last; valid until the next ``replace(with:)``.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(storage)[0..<count])
    }

    /// Copies `source` in, in place of what was there.
    package func replace(with source: UnsafeRawBufferPointer) {
        if source.count > storage.count {
            storage.deallocate()
            storage = .allocate(byteCount: source.count + source.count / 4, alignment: 16)
        }
        storage.copyMemory(from: source)
        count = source.count
    }
}
