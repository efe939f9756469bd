import CAllocations
import Glibc

/// CPU time and allocations of a stretch of work.
struct Stopwatch {
    /// Seconds of CPU, all threads of the process.
    var seconds: Double
    /// Calls of the allocator.
    var allocations: UInt64

    /// What the process has used so far.
    static func now() -> Stopwatch {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Stopwatch(
            seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9, allocations: karaula_allocations())
    }

    /// Both together.
    func plus(_ other: Stopwatch) -> Stopwatch {
        Stopwatch(seconds: seconds + other.seconds, allocations: allocations + other.allocations)
    }

    /// What was used since `earlier`.
    func since(_ earlier: Stopwatch) -> Stopwatch {
        Stopwatch(seconds: seconds - earlier.seconds, allocations: allocations - earlier.allocations)
    }
}
