import Journal
import Testing

@Suite struct RecordingIndexTests {
    @Test func framesComeBack() {
        let lengths = [1, 127, 128, 175_000, 3_000_000_000]
        let times: [Int64] = [5_000_000_000_000, 5_000_066_000_000, 5_000_060_000_000, .max, .min]
        var index = RecordingIndex()
        for (length, time) in zip(lengths, times) { index.append(length: length, timestamp: time) }
        let frames = RecordingIndex.frames(in: index.bytes)
        #expect(frames?.map(\.length) == lengths)
        #expect(frames?.map(\.timestamp) == times)
        #expect(frames?.map(\.offset) == [0, 1, 128, 256, 175_256])
        #expect(index.count == 5)
    }

    @Test func withoutTimesOnlyLengthsComeBack() {
        var index = RecordingIndex(hasTimes: false)
        for length in [10, 20] { index.append(length: length, timestamp: 99) }
        let frames = RecordingIndex.frames(in: index.bytes)
        #expect(frames?.map(\.length) == [10, 20])
        #expect(frames?.map(\.timestamp) == [nil, nil])
    }

    @Test(
        arguments: [
            [], [0], [3, 1, 1], [1, 5], [1, 0x80], [2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func whatIsNoIndexIsRefused(bytes: [UInt8]) {
        #expect(RecordingIndex.frames(in: bytes) == nil)
    }
}
