import Glibc

/// A piece of the pre-roll ring's memory, which takes frames one behind the other.
///
/// The memory comes from the kernel and goes back there: a heap would keep what a recording that was behind once took.
struct PrerollPiece {
    /// Bytes of a piece, unless frames are large.
    static let usualSize = 1 << 20

    private let memory: UnsafeMutableRawBufferPointer
    private var used = 0
    /// The number of its newest frame, and when that was taken.
    private(set) var newest: UInt64 = 0
    private(set) var newestTime = Int64.min

    /// Takes memory; `nil` if there is none.
    init?(size: Int) {
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            start != MAP_FAILED
        else { return nil }
        memory = UnsafeMutableRawBufferPointer(start: start, count: size)
    }

    /// Gives the memory back; the piece is not used afterwards.
    func release() { munmap(memory.baseAddress, memory.count) }

    var size: Int { memory.count }

    /// Bytes that are free.
    var room: Int { memory.count - used }

    /// Copies a frame in, for which there must be room.
    ///
    /// - Returns: where it lies, until the piece is cleared or released.
    mutating func append(
        _ frame: UnsafeRawBufferPointer, number: UInt64, timestamp: Int64
    ) -> UnsafeRawBufferPointer {
        let place = UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + frame.count])
        place.copyMemory(from: frame)
        used += frame.count
        newest = number
        newestTime = timestamp
        return UnsafeRawBufferPointer(place)
    }

    /// Makes it empty.
    mutating func clear() {
        used = 0
        newestTime = .min
    }
}
