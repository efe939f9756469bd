import Capture
import Testing

@Suite struct FrameBookkeepingTests {
    static let now: Int64 = 50_000_000_000

    private func judge(
        _ books: inout FrameBookkeeping, _ sequence: UInt32, bytes: Int = 100, error: Bool = false, time: Int64? = now
    ) -> FrameBookkeeping.Verdict {
        books.judge(
            .init(sequence: sequence, bytesUsed: bytes, hasError: error, kernelTime: time), minimum: 10, capacity: 100,
            now: Self.now)
    }

    private func sequences(_ numbers: [UInt32]) -> (delivered: [UInt64], lost: UInt64) {
        var books = FrameBookkeeping()
        let delivered = numbers.compactMap { number -> UInt64? in
            guard case .deliver(let sequence, _) = judge(&books, number) else { return nil }
            return sequence
        }
        return (delivered, books.lost)
    }

    @Test(
        "gaps are lost frames; steps back, standstill and absurd jumps are not",
        arguments: [
            ([7, 8, 9], [0, 1, 2], 0), ([0, 1, 4], [0, 1, 4], 2), ([.max - 1, .max, 0], [0, 1, 2], 0),
            ([.max, 2], [0, 3], 2), ([10, 11, 0, 1], [0, 1, 2, 3], 0), ([0, 0, 0], [0, 1, 2], 0),
            ([0, 2_000_000_000, 2_000_000_001], [0, 1, 2], 0),
        ] as [([UInt32], [UInt64], UInt64)])
    func gaps(numbers: [UInt32], delivered: [UInt64], lost: UInt64) {
        let result = sequences(numbers)
        #expect(result.delivered == delivered)
        #expect(result.lost == lost)
    }

    @Test("damaged buffers are discarded with their reason, counted once and not as lost")
    func damaged() {
        var books = FrameBookkeeping()
        #expect(judge(&books, 0) == .deliver(sequence: 0, timestamp: Self.now))
        #expect(judge(&books, 1, error: true) == .discard(.flagged))
        #expect(judge(&books, 2, bytes: 0) == .discard(.empty))
        #expect(judge(&books, 3, bytes: 9) == .discard(.short))
        #expect(judge(&books, 4, bytes: 101) == .discard(.oversized))
        #expect(judge(&books, 5) == .deliver(sequence: 5, timestamp: Self.now + 1))
        #expect(books.damaged == 4)
        #expect(books.lost == 0)
    }

    @Test("a restart of the stream loses nothing and keeps numbers growing")
    func restart() {
        var books = FrameBookkeeping()
        _ = judge(&books, 100)
        books.restart()
        #expect(judge(&books, 0) == .deliver(sequence: 1, timestamp: Self.now + 1))
        #expect(books.lost == 0)
    }

    @Test("the kernel's time is used when it can be true", arguments: [now - 1_000_000, now])
    func kernelTime(time: Int64) {
        var books = FrameBookkeeping()
        #expect(judge(&books, 0, time: time) == .deliver(sequence: 0, timestamp: time))
        #expect(!books.usesFetchTime)
    }

    @Test("absent, future and ancient times give way to the time of fetching", arguments: [nil, now + 1, 0, Int64.max])
    func absurdTime(time: Int64?) {
        var books = FrameBookkeeping()
        #expect(judge(&books, 0, time: time) == .deliver(sequence: 0, timestamp: Self.now))
        #expect(books.usesFetchTime)
    }

    @Test("timestamps grow even when the driver's do not")
    func monotonic() {
        var books = FrameBookkeeping()
        _ = judge(&books, 0, time: Self.now - 5)
        #expect(judge(&books, 1, time: Self.now - 9) == .deliver(sequence: 1, timestamp: Self.now - 4))
    }
}
