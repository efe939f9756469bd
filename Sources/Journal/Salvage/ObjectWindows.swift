/// Looks through a file for JSON objects, a part at a time: a damaged database may be larger than the memory.
enum ObjectWindows {
    /// What stands before an object may be the salt of a payload.
    private static let saltBytes = 16
    private static let size = 8 << 20

    /// Calls `body` for each object, in order, with the bytes before it that may be its salt; fewer at the file's beginning.
    static func forEach(
        in path: String, _ body: (_ salt: ArraySlice<UInt8>, _ object: ArraySlice<UInt8>) -> Void
    ) throws(JournalError) {
        var window: [UInt8] = []
        // Up to where the window was looked through, but for what may be a salt.
        var start = 0
        func look(upTo limit: Int) {
            var next = max(start, limit)
            for range in JSONCarver.objects(in: window[start...]) where range.lowerBound < limit {
                body(window[max(0, range.lowerBound - saltBytes)..<range.lowerBound], window[range])
                next = max(next, range.upperBound)
            }
            let dropped = max(0, next - saltBytes)
            window.removeFirst(dropped)
            start = next - dropped
        }
        try Disk.read(path, pieces: 1 << 20) { piece in
            window.append(contentsOf: piece)
            // An object that begins in the last part may not be whole yet.
            if window.count >= size { look(upTo: window.count - JSONCarver.longest) }
            return true
        }
        look(upTo: window.count)
    }
}
