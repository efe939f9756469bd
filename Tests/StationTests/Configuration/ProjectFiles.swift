import Foundation

/// Files of the project that tests read.
enum ProjectFiles {
    /// The project's top folder.
    static var root: String {
        var url = URL(filePath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path(percentEncoded: false)
    }

    /// The paths of a site's example configurations; the test that names them fails if there are none.
    static let examples: [String] = {
        let folder = root + "/Config"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []  // told above
        return names.filter { $0.hasSuffix(".yaml") && !$0.contains("ledger") }.sorted().map { "\(folder)/\($0)" }
    }()

    /// The text of a file below the top folder.
    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }
}
