/// How many bytes one request may carry so that it takes about two seconds on this link, and a call for assistance never
/// waits long behind it.
struct LinkGauge: Sendable {
    /// What one request should take, in seconds.
    static let target = 2.0

    let least: Int
    let most: Int
    /// Bytes for the next request.
    private(set) var bytes: Int

    /// - Parameter first: bytes of the first request, before anything is known.
    init(least: Int = 16 << 10, most: Int = 1 << 20, first: Int = 64 << 10) {
        self.least = least
        self.most = most
        bytes = min(max(first, least), most)
    }

    /// Learns from a request that got through; one that carried much less than it might says nothing about the link.
    mutating func carried(_ count: Int, inSeconds seconds: Double) {
        guard count >= bytes / 2 || seconds > Self.target else { return }
        let fitting = Double(count) * Self.target / max(seconds, 0.001)
        // Up by steps, because a fast answer to a small request promises little; down at once.
        bytes = min(max(Int(min(fitting, Double(bytes) * 4)), least), most)
    }

    /// Learns that a request did not get through in time, or was too large.
    mutating func failed() { bytes = max(least, bytes / 2) }
}
