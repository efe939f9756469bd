public import Imaging

/// Takes footage apart into single JPEG images, one at each call.
///
/// Every image that comes out has a readable header, so that its ``size`` is known; what has none is skipped and counted.
/// An image that breaks off behind its header comes out, for the decoder to make the best of.
public struct FootageReader {
    /// Where the footage is.
    public let location: FootageLocation
    /// Images so far that were skipped because nothing can be made of them.
    public private(set) var unusable: UInt64 = 0
    /// Size of the image that ``next()`` returned last.
    public private(set) var size = FrameSize(width: 0, height: 0)

    private enum Input {
        case unopened, stream(OpenFile), folder([String], next: Int), finished
    }

    private var input = Input.unopened
    private var splitter = JPEGStreamSplitter()
    private var delivered: UInt64 = 0
    private var sawBytes = false
    private let buffer = ReadBuffer()
    private let decoder = JPEGDecoder()

    /// Makes a reader; nothing is opened before the first call of ``next()``.
    public init(location: FootageLocation) {
        self.location = location
    }

    /// The next image; valid until the next call. `nil` at the end. Waits for standard input and slow disks.
    ///
    /// - Throws: `missing`, `denied`, or `unusableFootage` when a file cannot be read or holds no image at all.
    public mutating func next() throws(SourceProblem) -> UnsafeRawBufferPointer? {
        while let image = try candidate() {
            do {
                size = try decoder.header(of: image).size
                delivered += 1
                return image
            } catch {
                unusable += 1
            }
        }
        if delivered == 0 { throw nothingFound }
        return nil
    }

    private mutating func candidate() throws(SourceProblem) -> UnsafeRawBufferPointer? {
        while true {
            switch input {
            case .unopened:
                switch location {
                case .file(let path): input = .stream(try OpenFile(path: path))
                case .folder(let path): input = .folder(try FootageFolder.names(at: path), next: 0)
                case .standardInput: input = .stream(OpenFile(standardInput: ()))
                }
            case .stream(let file):
                if let image = splitter.next() { return image }
                let count = try file.read(into: buffer.bytes, place: location.description)
                if count == 0 {
                    input = .finished
                    return splitter.finish()
                }
                sawBytes = true
                splitter.append(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
            case .folder(let names, let index):
                guard index < names.count else {
                    input = .finished
                    return nil
                }
                input = .folder(names, next: index + 1)
                sawBytes = true
                return try wholeFile("\(location)/\(names[index])")
            case .finished:
                return nil
            }
        }
    }

    private func wholeFile(_ path: String) throws(SourceProblem) -> UnsafeRawBufferPointer {
        let file = try OpenFile(path: path)
        var count = 0
        while true {
            if count == buffer.bytes.count, !buffer.grow() { break }
            let read = try file.read(into: .init(rebasing: buffer.bytes[count...]), place: path)
            if read == 0 { break }
            count += read
        }
        return UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count])
    }

    private var nothingFound: SourceProblem {
        let cause =
            if !sawBytes {
                "it is empty"
            } else if unusable > 0 {
                "none of its \(unusable) images has a readable header"
            } else {
                "it holds no JPEG image"
            }
        return .init(
            code: .unusableFootage, place: location.description, cause: cause, mend: SourceProblem.footageMend)
    }
}
