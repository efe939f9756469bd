import Glibc

/// The user `nobody`, whom files may shut out, where root may read everything.
public enum Nobody {
    /// Does `body` with nobody's rights to files if the process is root's, with its own otherwise; setfsuid(2), which counts
    /// for this thread alone.
    ///
    /// - Throws: What `body` throws.
    public static func does<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
        guard geteuid() == 0 else { return try body() }
        set(65534)
        defer { set(0) }
        return try body()
    }

    private static func set(_ user: UInt32) {
        // Swift's Glibc does not have sys/fsuid.h.
        typealias Function = @convention(c) (UInt32) -> Int32
        guard let symbol = dlsym(nil, "setfsuid") else { return }
        _ = unsafeBitCast(symbol, to: Function.self)(user)
    }
}
