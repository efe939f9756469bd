/// Where footage comes from.
public enum FootageLocation: Sendable, Hashable, CustomStringConvertible {
    /// A file of concatenated JPEG images, at this path.
    case file(String)
    /// A folder of JPEG files, played in the order of the numbers in their names.
    case folder(String)
    /// Concatenated JPEG images on standard input.
    case standardInput

    /// The place as problems name it.
    public var description: String {
        switch self {
        case .file(let path), .folder(let path): path
        case .standardInput: "standard input"
        }
    }
}
