import Foundation
import TestKit

/// The throw-away certificates of `Tests/System/make-certificates.sh`, made once for the whole run.
struct TestCertificates {
    static let shared = Result { try TestCertificates() }

    /// `Tests/System`, where the receiver and the certificate script are.
    static let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "System").path

    private let directory: String

    private init() throws {
        directory = "\(NSTemporaryDirectory())/karaula-certificates-\(UUID().uuidString)"
        let outcome = try Child.run("sh", ["\(Self.tools)/make-certificates.sh", directory], withErrors: true)
        guard outcome.status == 0 else { throw TestToolFailure(tool: "make-certificates.sh: \(outcome.text)") }
        // The directory outlives every test, so that only the end of the process may remove it.
        atexit {
            if case .success(let certificates) = TestCertificates.shared {
                try? FileManager.default.removeItem(atPath: certificates.directory)  // nobody is left to tell
            }
        }
    }

    func file(_ name: String) -> String { "\(directory)/\(name)" }
}

/// A tool of the tests did not do its work.
struct TestToolFailure: Error {
    var tool: String
}
