import CLinux

/// What the process tells the C library about its memory.
public enum ProcessMemory {
    /// Bounds the heap's arenas; to be called once, before threads start.
    ///
    /// glibc gives each thread that allocates an arena of its own, up to eight a core, and each keeps what it once had.
    /// Dispatch's threads come and go, so that over days the resident size would creep towards the sum of all peaks.
    ///
    /// - Returns: false if the C library refused, which costs memory and nothing else.
    @discardableResult
    public static func boundArenas() -> Bool {
        clinux_limit_arenas(2) != 0
    }
}
