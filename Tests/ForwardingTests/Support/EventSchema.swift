import Foundation
import TestKit

/// The JSON Schema of CloudEvents batches, applied by Debian's python3-jsonschema.
enum EventSchema {
    /// Validates each of `bodies`. Returns how many events they hold together.
    ///
    /// - Throws: what is wrong with the first bad one.
    static func validate(_ bodies: [[UInt8]]) throws -> Int {
        let directory = try TemporaryDirectory()
        let files = try bodies.enumerated().map { index, body in
            let file = directory.file("\(index).json")
            try Data(body).write(to: URL(filePath: file))
            return file
        }
        return try run(files)
    }

    /// Whether the schema finds what is wrong: the number of spoiled events that it found.
    static func testItself() throws -> Int { try run(["--self-test"]) }

    private static func run(_ arguments: [String]) throws -> Int {
        let outcome = try Child.run(
            "python3", ["\(TestCertificates.tools)/validate-events.py"] + arguments, withErrors: true)
        guard outcome.status == 0, let count = Int(outcome.text.dropLast()) else {
            throw TestToolFailure(tool: "validate-events.py: \(outcome.text)")
        }
        return count
    }
}
