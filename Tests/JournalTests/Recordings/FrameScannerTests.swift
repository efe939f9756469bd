import Journal
import Testing

@Suite struct FrameScannerTests {
    private func scan(_ bytes: [UInt8], pieces: Int = .max) -> FrameScanner {
        var scanner = FrameScanner()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            let goesOn = piece.withUnsafeBytes { scanner.scan($0) }
            if !goesOn { break }
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

    @Test func whatIsNoJPEGEndsTheScan() {
        #expect(scan(Array("hello".utf8)).lengths == [])
        #expect(scan(fakeJPEG(1) + Array("hello".utf8) + fakeJPEG(2)).lengths == [fakeJPEG(1).count])
        #expect(scan([0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x01, 0xFF, 0xD9]).lengths == [])
    }

    @Test func survivesRandomBytes() {
        var generator = SystemRandomNumberGenerator()
        let alphabet: [UInt8] = [0xFF, 0xD8, 0xD9, 0xDA, 0x00, 0x02, 0xE0, 0x41]
        for _ in 0..<5_000 {
            let bytes = (0..<64).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let scanner = scan(bytes, pieces: 5)
            #expect(scanner.lengths.reduce(0, +) == Int(scanner.end) && scanner.end <= 64)
        }
    }
}
