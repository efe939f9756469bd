public import Logging
import Synchronization

/// The lowest level that is written, for all loggers that share it; it may change while they log.
public final class LogThreshold: Sendable {
    private let stored: Mutex<Logger.Level>

    /// Makes a threshold.
    public init(_ level: Logger.Level) {
        stored = Mutex(level)
    }

    /// The level now.
    public var level: Logger.Level {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
