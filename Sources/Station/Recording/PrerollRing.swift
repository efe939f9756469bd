import Glibc
import Synchronization

/// The last seconds of a camera, compressed, in a bounded number of bytes.
///
/// Capture appends each frame; recordings read behind it, each at its own position. Invariants:
/// - memory never exceeds the budget given at the start; below it there is as much as the frames of the last `span` seconds
///   and those that a recording waits for take, in pieces that are used again: at a steady rate nothing is allocated;
/// - a frame of the last `span` seconds, or one that a recording waits for, is given up only for a newer one that would not fit;
/// - frames are numbered without gaps in the order of appending, and a reader gets each one whole or learns that it is
///   gone: the newest frame always wins, a slow reader loses the oldest and is told how many;
/// - neither side waits for the other longer than one copy of a frame takes.
///
/// `@unchecked Sendable` is true because the storage, which holds unsafe pointers, is touched only under the lock.
package final class PrerollRing: @unchecked Sendable {  // the lock guards the storage, see above
    private let lock = Mutex(())
    private var storage: PrerollStorage

    /// Makes a ring of up to `byteBudget` bytes for at most `frameBudget` frames.
    ///
    /// - Parameter span: seconds that are kept at any time, as far as the budget allows.
    package init(byteBudget: Int, frameBudget: Int = 4096, span: Double) {
        storage = PrerollStorage(
            byteBudget: byteBudget, frameBudget: frameBudget, span: Self.nanoseconds(span))
    }

    /// Keeps another number of seconds from now on.
    package func keep(span: Double) { lock.withLock { _ in storage.span = Self.nanoseconds(span) } }

    /// Keeps what a recording waits for: the frames from `index` on; `nil` if none waits.
    package func keep(from index: UInt64?) { lock.withLock { _ in storage.awaited = index } }

    /// The bytes that it takes now.
    package var size: Int { lock.withLock { _ in storage.size } }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(min(max(seconds, 0), 1e9) * 1e9) }

    /// Copies a frame in, over the oldest ones if need be.
    ///
    /// - Returns: false if the frame alone is larger than the whole budget; nothing of it is kept.
    @discardableResult
    package func append(_ bytes: UnsafeRawBufferPointer, timestamp: Int64) -> Bool {
        lock.withLock { _ in storage.append(bytes, timestamp: timestamp) }
    }

    /// The number of the oldest frame that is not older than `timestamp`; the next number to come if all are.
    package func firstIndex(notBefore timestamp: Int64) -> UInt64 {
        lock.withLock { _ in storage.firstIndex(notBefore: timestamp) }
    }

    /// The number that the next frame will get.
    package var endIndex: UInt64 { lock.withLock { _ in storage.endIndex } }

    /// Copies out the frame numbered `index`, or the oldest one after it that is still there.
    ///
    /// - Parameters:
    ///   - index: the reader's position; moved behind the frame that was read.
    ///   - scratch: receives the bytes; grows if it must.
    /// - Returns: `nil` if there is no such frame yet.
    package func read(_ index: inout UInt64, into scratch: ByteScratch) -> PrerollFrame? {
        let position = index
        let found = lock.withLock { _ in storage.read(position, into: scratch) }
        if let found { index = found.index + 1 }
        return found
    }
}
