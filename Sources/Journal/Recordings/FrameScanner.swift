/// Finds the complete JPEG frames in a file of concatenated ones, by its markers (ITU-T T.81, annex B): pure.
///
/// Bytes come in pieces of any size; memory is constant but for the lengths found. A frame is complete at its EOI. What
/// stands between one frame's EOI and the next SOI (padding that cameras add) belongs to the frame before, once the next
/// begins. Markers inside a segment are not looked at, so that a thumbnail ends nothing. An SOI in the picture data ends
/// a frame that a camera sent without EOI. After anything that is no JPEG the scan stops: frames behind it do not count.
package struct FrameScanner {
    private enum State {
        case beforeFrame, startMarker, beforeMarker, marker, lengthHigh, lengthLow, segment, picture, pictureMarker
        case lost
    }

    /// The lengths of the complete frames so far; their sum is where the last one ends.
    package private(set) var lengths: [Int] = []
    /// Where the last complete frame ends.
    package private(set) var end: Int64 = 0

    private var state = State.beforeFrame
    private var position: Int64 = 0
    private var skip = 0
    private var entersPicture = false

    /// Makes a scanner at the beginning of a file.
    package init() {}

    /// Looks at the next piece.
    ///
    /// - Returns: Whether further pieces can change anything.
    package mutating func scan(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if state == .segment, skip > 0 {
                let step = min(skip, bytes.count - index)
                skip -= step
                index += step
                position += Int64(step)
                if skip == 0 { state = entersPicture ? .picture : .beforeMarker }
                continue
            }
            let byte = bytes[index]
            index += 1
            position += 1
            step(byte)
            if state == .lost { return false }
        }
        return true
    }

    private mutating func step(_ byte: UInt8) {
        switch state {
        case .beforeFrame:
            if byte == 0xFF {
                state = .startMarker
            } else if lengths.isEmpty || byte != 0 {
                state = .lost
            }
        case .startMarker:
            if byte == 0xD8 {
                includePadding(upTo: position - 2)
                state = .beforeMarker
            } else if byte != 0xFF {
                state = .lost
            }
        case .beforeMarker: state = byte == 0xFF ? .marker : .lost
        case .marker: beginSegment(byte)
        case .lengthHigh:
            skip = Int(byte) << 8
            state = .lengthLow
        case .lengthLow:
            skip += Int(byte) - 2
            if skip < 0 {
                state = .lost
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
                complete(at: position - 2)
                state = .beforeMarker
            default: beginSegment(byte)
            }
        case .segment, .lost: break
        }
    }

    private mutating func beginSegment(_ marker: UInt8) {
        switch marker {
        case 0xFF: state = .marker
        case 0xD9:
            complete(at: position)
            state = .beforeFrame
        case 0x01, 0xD0...0xD7: state = .beforeMarker
        case 0x00, 0xD8: state = .lost
        default:
            entersPicture = marker == 0xDA
            state = .lengthHigh
        }
    }

    private mutating func complete(at position: Int64) {
        lengths.append(Int(position - end))
        end = position
    }

    private mutating func includePadding(upTo position: Int64) {
        guard !lengths.isEmpty else { return }
        lengths[lengths.count - 1] += Int(position - end)
        end = position
    }
}
