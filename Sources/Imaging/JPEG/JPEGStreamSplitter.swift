/// Cuts a stream of concatenated JPEGs, in arbitrary chunks, into whole images.
///
/// - Segments before the first scan are skipped by their length, so that a thumbnail inside one is never taken for an image.
/// - Between images anything may stand (padding, multipart boundaries); it is counted as garbage.
/// - An image that another one interrupts after its first scan began is given out as far as it goes and counted as
///   truncated; one without a scan is garbage.
/// - It keeps at most one image and the bytes appended since: whoever takes all images with ``next()`` before appending
///   holds ``maximumImageBytes`` and one chunk. A longer "image" is dropped as garbage.
public struct JPEGStreamSplitter {
    /// The longest image that is believed, in bytes.
    public let maximumImageBytes: Int
    /// Bytes so far that belonged to no image.
    public private(set) var garbageBytes = 0
    /// Images so far that had no end marker.
    public private(set) var truncatedImages = 0

    /// The longest header (everything before the first scan) that is believed.
    private static let longestHeader = 1 << 20

    private enum Phase {
        /// Looking for FF D8 FF.
        case searching
        /// Inside an image, at a marker before its first scan.
        case header
        /// Inside an image's compressed data.
        case scan
    }

    private var window = ByteWindow()
    private var phase = Phase.searching
    /// Where the image begins, while in one.
    private var imageStart = 0
    /// What was looked at; may lie beyond the end while a segment is incomplete.
    private var cursor = 0

    /// Makes a splitter.
    ///
    /// - Parameter maximumImageBytes: 32 MiB by default; at least 1 KiB.
    public init(maximumImageBytes: Int = 32 << 20) {
        self.maximumImageBytes = max(1024, maximumImageBytes)
    }

    /// Takes the next bytes of the stream.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let dropped = window.append(bytes, keepingFrom: phase == .searching ? cursor : imageStart)
        imageStart -= dropped
        cursor -= dropped
    }

    /// The next image, or `nil` until more bytes are appended.
    ///
    /// - Returns: one image from its start to its end marker; valid until the next call of a mutating function.
    public mutating func next() -> UnsafeRawBufferPointer? {
        while true {
            switch phase {
            case .searching:
                guard findStart() else { return nil }
            case .header:
                guard passSegment() else { return nil }
            case .scan:
                switch findEnd() {
                case .incomplete: return nil
                case .tooLong: drop(upTo: cursor)
                case .whole(let end): return take(upTo: end)
                case .interrupted(let end):
                    truncatedImages += 1
                    return take(upTo: end)
                }
            }
        }
    }

    /// What is left at the end of the stream: an image without an end marker, if its scan has begun.
    ///
    /// Call it when ``next()`` has returned `nil` and no bytes follow. What is no image is counted as garbage.
    public mutating func finish() -> UnsafeRawBufferPointer? {
        let end = window.count
        if phase == .scan {
            truncatedImages += 1
            return take(upTo: end)
        }
        garbageBytes += end - min(phase == .searching ? cursor : imageStart, end)
        cursor = end
        phase = .searching
        return nil
    }

    private enum End {
        case incomplete, tooLong
        case whole(Int), interrupted(Int)
    }

    private mutating func findStart() -> Bool {
        let from = cursor
        while let start = window.find(0xFF, from: cursor) {
            guard start + 2 < window.count else {
                // Perhaps the beginning of an image: keep it.
                let possible = start + 1 >= window.count || window[start + 1] == 0xD8
                cursor = possible ? start : start + 1
                if possible { break }
                continue
            }
            if window[start + 1] == 0xD8, window[start + 2] == 0xFF {
                garbageBytes += start - from
                imageStart = start
                cursor = start + 2
                phase = .header
                return true
            }
            cursor = start + 1
        }
        if window.find(0xFF, from: cursor) == nil { cursor = window.count }
        garbageBytes += cursor - from
        return false
    }

    /// Steps over one marker of the header. Returns whether there is something to go on with.
    private mutating func passSegment() -> Bool {
        guard cursor - imageStart <= min(Self.longestHeader, maximumImageBytes) else {
            abandon()
            return true
        }
        guard cursor + 1 < window.count else { return false }
        guard window[cursor] == 0xFF else {
            abandon()
            return true
        }
        let marker = window[cursor + 1]
        switch marker {
        case 0xFF:
            cursor += 1
        case 0xD8:
            garbageBytes += cursor - imageStart
            imageStart = cursor
            cursor += 2
        case 0x01, 0xD0...0xD7:
            cursor += 2
        case 0x00, 0xD9:
            abandon()
        default:
            guard cursor + 3 < window.count else { return false }
            let length = Int(window[cursor + 2]) << 8 | Int(window[cursor + 3])
            guard length >= 2 else {
                abandon()
                return true
            }
            cursor += 2 + length
            if marker == 0xDA { phase = .scan }
        }
        return true
    }

    private mutating func findEnd() -> End {
        while let place = window.find(0xFF, from: cursor) {
            cursor = place
            guard place + 1 < window.count else { break }
            let marker = window[place + 1]
            if marker == 0xD9 { return place + 2 - imageStart > maximumImageBytes ? .tooLong : .whole(place + 2) }
            if marker == 0xD8 {
                guard place + 2 < window.count else { break }
                if window[place + 2] == 0xFF { return .interrupted(place) }
            }
            cursor += marker == 0xFF ? 1 : 2
        }
        if window.find(0xFF, from: cursor) == nil { cursor = max(cursor, window.count) }
        return cursor - imageStart > maximumImageBytes ? .tooLong : .incomplete
    }

    private mutating func take(upTo end: Int) -> UnsafeRawBufferPointer {
        let image = window[imageStart..<end]
        cursor = end
        phase = .searching
        return image
    }

    private mutating func drop(upTo end: Int) {
        let end = min(end, window.count)
        garbageBytes += end - imageStart
        cursor = end
        phase = .searching
    }

    /// What looked like an image is none: look for another one right behind its first two bytes.
    private mutating func abandon() {
        garbageBytes += 2
        cursor = imageStart + 2
        phase = .searching
    }
}
