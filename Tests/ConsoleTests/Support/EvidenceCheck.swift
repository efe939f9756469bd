import Foundation
import TestKit
import Testing

/// Looks at a bundle of evidence with the system's own programs, as whoever receives one would.
enum EvidenceCheck {
    /// Runs a program of the system. Waits for it on a thread of its own, so that no other test waits.
    static func run(_ program: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { @Sendable in
                continuation.resume(with: Result { try wait(for: program, arguments) })
            }
        }
    }

    private static func wait(for program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let outcome = try Child.run(program, arguments, withErrors: true)
        return (outcome.status, outcome.text)
    }

    /// Runs the bundle's own check.
    static func verify(_ bundle: String, _ more: [String] = []) async throws -> (status: Int32, output: String) {
        try await run("sh", ["\(bundle)/verify.sh"] + more)
    }

    /// Lets the manifest say what is there now, as whoever alters a bundle would.
    static func renewManifest(_ bundle: String) async throws {
        let command = """
            cd "$0" && find . -type f ! -name MANIFEST.sha256 | sed 's|^./||' | LC_ALL=C sort | xargs sha256sum > ../M \
            && mv ../M MANIFEST.sha256
            """
        #expect(try await run("sh", ["-c", command, bundle]).status == 0)
    }

    /// Every file of a bundle by its path there, sorted.
    static func files(_ bundle: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: bundle).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(bundle)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }
}
