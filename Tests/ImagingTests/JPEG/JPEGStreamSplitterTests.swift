import Imaging
import Testing

@Suite struct JPEGStreamSplitterTests {
    private let one: [UInt8]
    private let two: [UInt8]

    init() throws {
        one = try TestScene(size: FrameSize(width: 64, height: 48)).jpeg()
        two = try TestScene(size: FrameSize(width: 50, height: 30), phase: 1).jpeg(.grey)
    }

    private struct Outcome {
        var images: [[UInt8]] = []
        var garbage = 0
        var truncated = 0
    }

    private func split(_ stream: [UInt8], chunk: Int = .max, maximumImageBytes: Int = 1 << 20) -> Outcome {
        var splitter = JPEGStreamSplitter(maximumImageBytes: maximumImageBytes)
        var outcome = Outcome()
        stream.withUnsafeBytes { bytes in
            var place = 0
            while place < bytes.count {
                let end = place + min(chunk, bytes.count - place)
                splitter.append(UnsafeRawBufferPointer(rebasing: bytes[place..<end]))
                while let image = splitter.next() { outcome.images.append([UInt8](image)) }
                place = end
            }
        }
        if let image = splitter.finish() { outcome.images.append([UInt8](image)) }
        outcome.garbage = splitter.garbageBytes
        outcome.truncated = splitter.truncatedImages
        return outcome
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000, .max])
    func concatenatedImagesComeOutWholeWhateverTheChunks(chunk: Int) {
        let outcome = split(one + two + one, chunk: chunk)
        #expect(outcome.images == [one, two, one])
        #expect(outcome.garbage == 0)
        #expect(outcome.truncated == 0)
    }

    @Test(arguments: [1, 5, .max])
    func garbageBetweenImagesIsSkippedAndCounted(chunk: Int) {
        let boundary = Array("\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n".utf8)
        let nearly: [UInt8] = [0xFF, 0xFF, 0xD8, 0x00, 0xFF, 0xD8, 0xD8, 0xFF]
        let outcome = split(boundary + one + nearly + two + boundary + [0xFF], chunk: chunk)
        #expect(outcome.images == [one, two])
        #expect(outcome.garbage == 2 * boundary.count + nearly.count + 1)
        #expect(outcome.truncated == 0)
    }

    @Test(arguments: [1, 100, .max])
    func thumbnailsInSegmentsAreNoImages(chunk: Int) {
        let payload = Array("Exif\0\0".utf8) + two
        let length = payload.count + 2
        let segment: [UInt8] = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + payload
        let withThumbnail = [UInt8](one.prefix(2)) + segment + one.dropFirst(2)
        let outcome = split(withThumbnail + one, chunk: chunk)
        #expect(outcome.images == [withThumbnail, one])
        #expect(outcome.garbage == 0)
    }

    @Test(arguments: [1, 100, .max])
    func interruptedImagesAreGivenOutAndCounted(chunk: Int) {
        let cut = [UInt8](one.dropLast(40))
        let outcome = split(cut + two, chunk: chunk)
        #expect(outcome.images == [cut, two])
        #expect(outcome.truncated == 1)
        #expect(outcome.garbage == 0)
    }

    @Test func theLastImageMayLackItsEnd() {
        let cut = [UInt8](two.dropLast(10))
        let outcome = split(one + cut)
        #expect(outcome.images == [one, cut])
        #expect(outcome.truncated == 1)
    }

    @Test func headersWithoutAScanAreGarbage() {
        let header = [UInt8](one.prefix(30))
        #expect(split(header).images.isEmpty)
        #expect(split(header).garbage == 30)
        // Cut inside a segment: what the segment claims lies in the next image, which must still be found.
        let outcome = split(header + two + one)
        #expect(outcome.images == [two, one])
        #expect(outcome.garbage == 30)
    }

    @Test func textAndNothingHoldNoImages() {
        let text = Array("This is not footage. ".utf8)
        let long = (0..<5000).flatMap { _ in text }
        #expect(split(long, chunk: 999).images.isEmpty)
        #expect(split(long, chunk: 999).garbage == long.count)
        #expect(split([]).images.isEmpty)
        #expect(split([]).garbage == 0)
    }

    @Test(arguments: [64, .max])
    func imagesBeyondTheLimitAreDropped(chunk: Int) {
        let long = [UInt8](one.dropLast(2)) + [UInt8](repeating: 7, count: 100_000) + [0xFF, 0xD9]
        let outcome = split(two + long + two, chunk: chunk, maximumImageBytes: 50_000)
        #expect(outcome.images == [two, two])
        #expect(outcome.garbage == long.count)
    }

    @Test func copiesGoOnAlone() {
        var first = JPEGStreamSplitter()
        one.withUnsafeBytes { bytes in first.append(UnsafeRawBufferPointer(rebasing: bytes.dropLast(60))) }
        var second = first
        let rest = [UInt8](one.suffix(60))
        rest.withUnsafeBytes { bytes in first.append(bytes) }
        two.withUnsafeBytes { bytes in second.append(bytes) }
        #expect(first.next().map { [UInt8]($0) } == one)
        #expect(second.next().map { [UInt8]($0) } == [UInt8](one.dropLast(60)))
        #expect(second.next().map { [UInt8]($0) } == two)
    }

    @Test func everyByteIsInAnImageOrGarbage() throws {
        var dice = Dice(seed: 5)
        for _ in 0..<400 {
            var stream = one + two + one + two
            for _ in 0..<Int.random(in: 1..<30, using: &dice) {
                let place = Int.random(in: 0..<stream.count, using: &dice)
                if Bool.random(using: &dice) {
                    stream[place] = [0xFF, 0xD8, 0xD9, 0xDA, 0x00, 0xE0].randomElement(using: &dice) ?? 0
                } else {
                    stream.removeSubrange(place..<min(stream.count, place + Int.random(in: 1..<200, using: &dice)))
                }
            }
            let whole = split(stream)
            #expect(whole.images.reduce(0) { $0 + $1.count } + whole.garbage == stream.count)
            let chunked = split(stream, chunk: Int.random(in: 1..<90, using: &dice))
            #expect(chunked.images == whole.images)
            #expect(chunked.garbage == whole.garbage)
            #expect(chunked.truncated == whole.truncated)
        }
    }
}
