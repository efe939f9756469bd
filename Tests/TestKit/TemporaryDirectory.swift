import Foundation

/// A directory of its own for one test, removed with everything in it when the object goes away.
public final class TemporaryDirectory: Sendable {
    /// Where it is, without a trailing slash.
    public let path: String

    /// Makes an empty directory under `parent`, by default the system's place for temporary files.
    public init(in parent: String? = nil) throws {
        let parent = parent ?? NSTemporaryDirectory()
        let base = parent.hasSuffix("/") ? String(parent.dropLast()) : parent
        path = "\(base)/karaula-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // A test that already removed it, or made it unreadable, has said what it wanted to say.
        try? FileManager.default.removeItem(atPath: path)  // see above: nothing is left to report to
    }

    /// The path of `name` in the directory.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
