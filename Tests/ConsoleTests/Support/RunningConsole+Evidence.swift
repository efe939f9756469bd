import Foundation
import NIOHTTP1
import TestKit
import Testing

extension RunningConsole {
    /// Exports events, and takes the archive apart with the system's own tar.
    ///
    /// - Returns: the bundle's folder.
    func export(_ events: [Int64], reason: String = "case 12") async throws -> String {
        let list = events.map(String.init).joined(separator: ",")
        let reply = try await bytes(
            "/v1/export", method: .POST, body: #"{"events":[\#(list)],"reason":"\#(reason)"}"#)
        guard reply.status == 200 else { throw Failed("status \(reply.status)") }
        let name = try #require(reply.headers.first(name: "karaula-bundle"))
        let archive = folder.file("bundle.tar")
        try Data(reply.bytes).write(to: URL(fileURLWithPath: archive))
        #expect(try await EvidenceCheck.run("tar", ["-C", folder.path, "-xf", archive]).status == 0)
        return folder.file(name)
    }

    /// Changes the journal's database behind the back of the daemon.
    func alterDatabase(_ statement: String) async throws {
        let program = "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]); base.executescript(sys.argv[2])"
        let result = try await EvidenceCheck.run(
            "python3", ["-c", program, folder.file("state/journal.sqlite"), statement])
        guard result.status == 0 else { throw Failed(result.output) }
    }
}
