/// Finds the complete JPEG frames in a file of concatenated ones, by its markers (ITU-T T.81, annex B): pure.
///
/// Bytes come in pieces of any size, each from where ``next`` says; memory is constant but for the lengths found. A frame is
/// complete at its EOI. What stands between one frame and the next (padding that cameras add, a frame that is damaged)
/// belongs to the frame before, and what stands before the first to the first, so that lengths add up to offsets. Markers
/// inside a segment are not looked at, so that a thumbnail ends nothing. An SOI in the picture data ends a frame that a
/// camera sent without EOI. Where a frame turns out to be none, the search for the next one begins behind its SOI: what is
/// damaged costs itself and nothing behind it.
package struct FrameScanner {
    private enum State {
        case beforeFrame, startMarker, beforeMarker, marker, lengthHigh, lengthLow, segment, picture, pictureMarker
        case damaged, withoutPicture
    }

    /// How far back the search goes from where a frame turned out to be none; a header of more than this is skipped whole.
    private static let longestStepBack: Int64 = 1 << 20

    /// The lengths of the complete frames so far; their sum is where the last one ends.
    package private(set) var lengths: [Int] = []
    /// Where the last complete frame ends.
    package private(set) var end: Int64 = 0
    /// How many bytes before ``end`` belong to no complete frame, and are no padding of zeros.
    package private(set) var skippedBytes: Int64 = 0
    /// How many frames before ``end`` began and are damaged.
    package private(set) var damagedFrames = 0
    /// Offset of the byte that is to be looked at next; it may lie before the end of the last piece.
    package private(set) var next: Int64 = 0

    private var state = State.beforeFrame
    private var frameStart: Int64 = 0
    private var skip = 0
    private var entersPicture = false
    private var hasPicture = false
    /// Since ``end``.
    private var isGapPadding = true
    private var damagedSince = 0

    /// Makes a scanner at the beginning of a file.
    package init() {}

    /// Looks at the piece that begins at ``next``, or at the first part of it.
    package mutating func scan(_ bytes: UnsafeRawBufferPointer) {
        let base = next
        while next >= base, next - base < Int64(bytes.count) {
            if state == .segment {
                let step = min(skip, bytes.count - Int(next - base))
                skip -= step
                next += Int64(step)
                if skip == 0 { state = entersPicture ? .picture : .beforeMarker }
                continue
            }
            let byte = bytes[Int(next - base)]
            next += 1
            step(byte)
            if state == .damaged || state == .withoutPicture { stepBack() }
        }
    }

    private mutating func step(_ byte: UInt8) {
        switch state {
        case .beforeFrame:
            if byte == 0xFF { state = .startMarker } else if byte != 0 { isGapPadding = false }
        case .startMarker:
            if byte == 0xD8 {
                begin(at: next - 2)
            } else if byte != 0xFF {
                isGapPadding = false
                state = .beforeFrame
            }
        case .beforeMarker: state = byte == 0xFF ? .marker : .damaged
        case .marker: beginSegment(byte)
        case .lengthHigh:
            skip = Int(byte) << 8
            state = .lengthLow
        case .lengthLow:
            skip += Int(byte) - 2
            if skip < 0 {
                state = .damaged
            } else if skip == 0 {
                state = entersPicture ? .picture : .beforeMarker
            } else {
                state = .segment
            }
        case .picture: if byte == 0xFF { state = .pictureMarker }
        case .pictureMarker:
            switch byte {
            case 0x00, 0xD0...0xD7: state = .picture
            case 0xFF: break
            case 0xD8:
                complete(at: next - 2)
                begin(at: next - 2)
            default: beginSegment(byte)
            }
        case .segment, .damaged, .withoutPicture: break
        }
    }

    private mutating func begin(at position: Int64) {
        frameStart = position
        state = .beforeMarker
        entersPicture = false
        hasPicture = false
    }

    private mutating func beginSegment(_ marker: UInt8) {
        switch marker {
        case 0xFF: state = .marker
        case 0xD9 where !hasPicture: state = .withoutPicture
        case 0xD9:
            complete(at: next)
            state = .beforeFrame
        case 0x01, 0xD0...0xD7: state = .beforeMarker
        case 0x00, 0xD8: state = .damaged
        default:
            entersPicture = marker == 0xDA
            if entersPicture { hasPicture = true }
            state = .lengthHigh
        }
    }

    private mutating func complete(at position: Int64) {
        let gap = frameStart - end
        if !isGapPadding || lengths.isEmpty { skippedBytes += gap }
        damagedFrames += damagedSince
        if lengths.isEmpty {
            lengths.append(Int(position))
        } else {
            lengths[lengths.count - 1] += Int(gap)
            lengths.append(Int(position - frameStart))
        }
        end = position
        (isGapPadding, damagedSince) = (true, 0)
    }

    private mutating func stepBack() {
        // What ends before it has a picture is a thumbnail in the header of a damaged frame, which was counted already.
        if state == .damaged { damagedSince += 1 }
        state = .beforeFrame
        isGapPadding = false
        if next - frameStart <= Self.longestStepBack { next = frameStart + 2 }
    }
}
