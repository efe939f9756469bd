import Glibc

/// The bytes of a stream that are still needed, in one piece of memory that does not move between changes.
struct ByteWindow {
    private final class Storage {
        let memory: UnsafeMutableRawPointer
        let capacity: Int

        init(capacity: Int) {
            self.capacity = capacity
            memory = .allocate(byteCount: capacity, alignment: 16)
        }

        deinit {
            memory.deallocate()
        }
    }

    private var storage = Storage(capacity: 64 * 1024)
    /// How many bytes there are.
    private(set) var count = 0

    /// Appends bytes after forgetting those before `start`.
    ///
    /// - Returns: how many were forgotten; offsets of what stays shrink by as much.
    mutating func append(_ bytes: UnsafeRawBufferPointer, keepingFrom start: Int) -> Int {
        let dropped = min(start, count)
        let kept = count - dropped
        let needed = kept + bytes.count
        if needed > storage.capacity || !isKnownUniquelyReferenced(&storage) {
            let larger = Storage(capacity: needed > storage.capacity ? max(needed, 2 * kept) : storage.capacity)
            memcpy(larger.memory, storage.memory + dropped, kept)
            storage = larger
        } else if dropped > 0 {
            memmove(storage.memory, storage.memory + dropped, kept)
        }
        if let base = bytes.baseAddress { memcpy(storage.memory + kept, base, bytes.count) }
        count = needed
        return dropped
    }

    /// The byte at an offset.
    subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < count)
        return storage.memory.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// The bytes in a range of offsets; valid until the next change.
    subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return UnsafeRawBufferPointer(start: storage.memory + range.lowerBound, count: range.count)
    }

    /// The offset of the first such byte at or behind `start`.
    func find(_ byte: UInt8, from start: Int) -> Int? {
        guard start < count, let place = memchr(storage.memory + start, Int32(byte), count - start) else { return nil }
        return UnsafeRawPointer(place) - UnsafeRawPointer(storage.memory)
    }
}
