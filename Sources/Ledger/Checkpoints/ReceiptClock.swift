import Timekeeping

/// What time a receipt may carry, given this machine's clock and what was signed before: pure.
///
/// Invariants: of one log no receipt is earlier than the one before; none is signed while the clock is further than
/// ``tolerance`` behind a time that this ledger signed for any log. For then one of the two was wrong, and only a person knows
/// which: a receipt at the present time would go back, and one at the old time would say what is not so.
public struct ReceiptClock: Sendable, Hashable {
    /// Seconds by which a clock may be set back, as time servers do it, while receipts keep the last time that was signed.
    public static let tolerance: UInt64 = 300

    /// Seconds since 1970, as the clock says.
    public var now: UInt64
    /// When the log's last receipt was signed; 0 for none, or for one that counts as signed under a wrong clock.
    public var last: UInt64
    /// The newest time that was signed for any log; 0 for none.
    public var newest: UInt64
    /// The log for which that was.
    public var newestSource: String

    /// Makes a clock from its parts.
    public init(now: UInt64, last: UInt64 = 0, newest: UInt64 = 0, newestSource: String = "") {
        self.now = now
        self.last = last
        self.newest = newest
        self.newestSource = newestSource
    }

    /// The time of the next receipt; `nil` if none may be signed.
    public var time: UInt64? {
        let signed = max(last, newest)
        return signed > now && signed - now > Self.tolerance ? nil : max(now, last)
    }

    /// Why none may be signed, with both times, and what mends it.
    public var cause: String {
        "no receipts are signed: this ledger's clock says \(Self.text(now)), and it signed one of \(newestSource) at "
            + "\(Self.text(newest)), which is ahead; set the clock, or if it is right say so with "
            + "`karaula-ledger accept-clock`"
    }

    private static func text(_ seconds: UInt64) -> String { UTCTime(seconds: Int64(clamping: seconds)).rfc3339 }
}
