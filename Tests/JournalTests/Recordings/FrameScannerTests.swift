import Journal
import Testing

@Suite struct FrameScannerTests {
    private func scan(_ bytes: [UInt8], pieces: Int = .max) -> FrameScanner {
        var scanner = FrameScanner()
        while scanner.next < bytes.count {
            Array(bytes[Int(scanner.next)...].prefix(pieces)).withUnsafeBytes { scanner.scan($0) }
        }
        return scanner
    }

    @Test(arguments: [1, 2, 3, 7, 64, Int.max])
    func findsWholeFramesInPiecesOfAnySize(pieces: Int) {
        let frames = [fakeJPEG(1), fakeJPEG(2, size: 0), fakeJPEG(3, size: 1000)]
        let scanner = scan(frames.flatMap { $0 }, pieces: pieces)
        #expect(scanner.lengths == frames.map(\.count))
        #expect(scanner.end == Int64(frames.reduce(0) { $0 + $1.count }))
    }

    @Test func endsAtTheLastCompleteFrameWhereverTheFileIsCut() {
        let frames = [fakeJPEG(1, size: 60), fakeJPEG(2, size: 60)]
        let whole = frames.flatMap { $0 }
        for length in 0...whole.count {
            let scanner = scan(Array(whole.prefix(length)))
            let expected = length == whole.count ? 2 : length >= frames[0].count ? 1 : 0
            #expect(scanner.lengths.count == expected, "cut at \(length)")
            #expect(scanner.end == Int64(frames.prefix(expected).reduce(0) { $0 + $1.count }))
        }
    }

    @Test func paddingBelongsToTheFrameBeforeItUnlessItIsTheLast() {
        let padded = fakeJPEG(1) + [0, 0, 0, 0]
        let scanner = scan(padded + padded)
        #expect(scanner.lengths == [padded.count, padded.count - 4])
        #expect(scanner.end == Int64(2 * padded.count - 4))
    }

    @Test func aFrameWithoutAnEndIsEndedByTheNext() {
        let headless = Array(fakeJPEG(1).dropLast(2))
        #expect(scan(headless + fakeJPEG(2)).lengths == [headless.count, fakeJPEG(2).count])
    }

    @Test func zerosAfterATornWriteDoNotCount() {
        let good = fakeJPEG(1)
        #expect(scan(good + [UInt8](repeating: 0, count: 5000)).end == Int64(good.count))
        #expect(scan([UInt8](repeating: 0, count: 5000)).lengths == [])
    }

    @Test(arguments: [1, 3, 64, Int.max])
    func whatIsNoJPEGIsPassedOverAndCounted(pieces: Int) {
        #expect(scan(Array("hello".utf8), pieces: pieces).lengths == [])
        #expect(scan([0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x01, 0xFF, 0xD9], pieces: pieces).lengths == [])
        let (first, second) = (fakeJPEG(1), fakeJPEG(2))
        for junk in [Array("hello".utf8), [UInt8](repeating: 0x55, count: 64), [0xFF, 0x00, 0xFF, 0xD8, 0x41]] {
            let between = scan(first + junk + second + first, pieces: pieces)
            #expect(between.lengths == [first.count + junk.count, second.count, first.count])
            #expect(between.skippedBytes == Int64(junk.count))
            #expect(between.damagedFrames == (junk.contains(0xD8) ? 1 : 0))
            let before = scan(junk + second + first, pieces: pieces)
            #expect(before.lengths == [junk.count + second.count, first.count])
            #expect(before.skippedBytes == Int64(junk.count))
            let behind = scan(first + second + junk, pieces: pieces)
            #expect(behind.lengths == [first.count, second.count] && behind.skippedBytes == 0)
        }
    }

    @Test(arguments: [1, 5, 100, Int.max])
    func aDamagedHeaderCostsItsOwnFrameAlone(pieces: Int) {
        let frames = (0..<9).map { fakeJPEG($0, size: 3_000) }
        // The length of the first segment points into a later frame, or the marker is none.
        for (offset, value) in [(4, UInt8(0x20)), (5, 0xFF), (2, 0x41), (3, 0xD8)] {
            var spoilt = frames
            spoilt[3][offset] = value
            let scanner = scan(spoilt.flatMap { $0 }, pieces: pieces)
            #expect(scanner.end == Int64(frames.reduce(0) { $0 + $1.count }))
            #expect(scanner.lengths.count >= 8, "\(offset): \(scanner.lengths)")
            #expect(scanner.lengths.suffix(5) == frames.suffix(5).map(\.count)[...])
        }
    }

    @Test func survivesRandomBytes() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [0xFF, 0xD8, 0xD9, 0xDA, 0x00, 0x02, 0xE0, 0x41]
        for _ in 0..<5_000 {
            let bytes = (0..<64).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let scanner = scan(bytes, pieces: 5)
            #expect(scanner.lengths.reduce(0, +) == Int(scanner.end) && scanner.end <= 64)
            #expect(scan(bytes).lengths == scanner.lengths)
        }
    }
}
