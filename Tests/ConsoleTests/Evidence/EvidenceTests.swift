import Console
import Foundation
import Journal
import MerkleLog
import NIOHTTP1
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EvidenceTests {
    /// Exports an event, and takes the archive apart with the system's own tar.
    private func export(
        _ events: [Int64], from console: RunningConsole, reason: String = "case 12"
    ) async throws -> String {
        let list = events.map(String.init).joined(separator: ",")
        let reply = try await console.bytes(
            "/v1/export", method: .POST, body: #"{"events":[\#(list)],"reason":"\#(reason)"}"#)
        guard reply.status == 200 else { throw Failed("status \(reply.status)") }
        let name = try #require(reply.headers.first(name: "karaula-bundle"))
        let archive = console.folder.file("bundle.tar")
        try Data(reply.bytes).write(to: URL(fileURLWithPath: archive))
        #expect(try run("tar", ["-C", console.folder.path, "-xf", archive]).status == 0)
        return console.folder.file(name)
    }

    private func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private func verify(_ bundle: String, _ more: [String] = []) throws -> (status: Int32, output: String) {
        try run("sh", ["\(bundle)/verify.sh"] + more)
    }

    /// Lets the manifest say what is there now, as whoever alters a bundle would.
    private func renewManifest(_ bundle: String) throws {
        let command = """
            cd "$0" && find . -type f ! -name MANIFEST.sha256 | sed 's|^./||' | LC_ALL=C sort | xargs sha256sum > ../M \
            && mv ../M MANIFEST.sha256
            """
        #expect(try run("sh", ["-c", command, bundle]).status == 0)
    }

    @Test func `A bundle verifies by its own script, and says who exported it and why`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let other = try await console.append(.eventOpened, camera: "yard")
            try await console.append(.watchChanged)
            let bundle = try await export([event.id, other.seq], from: console)
            let key = try #require(console.journal.key)
            let result = try verify(bundle, ["--key", "\(key)"])
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("OK: this bundle is what the site wrote"))
            #expect(result.output.contains("case 12"))
            let entry = try #require(try console.audited().last)
            #expect(entry.kind == .auditExported)
            #expect(entry.payload["reason"]?.string == "case 12")
            #expect(entry.payload["events"] == [.integer(event.id), .integer(other.seq)])
            let custody = try Data(contentsOf: URL(fileURLWithPath: "\(bundle)/custody.json"))
            #expect(Array(custody) == entry.payload.canonicalBytes)
            let path = try #require(try console.journal.reader.recordings(of: event.id).first?.path)
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: "\(bundle)/\(path)"))) == event.recording)
            #expect(try console.journal.reader.entry(seq: other.seq)?.camera == "yard")
        }
    }

    @Test func `Another key is not taken for the site's, a key that was handed on is`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let first = try #require(console.journal.key)
            for _ in 0..<2 { try await console.journal.rotateKey() }
            let bundle = try await export([event.id], from: console)
            #expect(try verify(bundle, ["--key", "\(first)"]).status == 0)
            #expect(try verify(bundle, ["--key", "\(try #require(console.journal.key))"]).status == 0)
            let stranger = try NoteSigner(name: first.name).key
            let result = try verify(bundle, ["--key", "\(stranger)"])
            #expect(result.status != 0)
            #expect(result.output.contains("another key than yours"))
        }
    }

    @Test func `What was erased or altered before the export is left out, and the bundle says so`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let path = try #require(try console.journal.reader.recordings(of: event.id).first?.path)
            let file = "\(console.folder.file("state"))/\(path)"
            var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            bytes[100] ^= 1
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let bundle = try await export([event.id], from: console)
            let result = try verify(bundle)
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("was not exported: the file's bytes are not those that were written"))
            #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(path)"))
        }
    }

    @Test func `What is altered after the export is found, also where the manifest was altered with it`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let bundle = try await export([event.id], from: console)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: bundle).filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: "\(bundle)/\(path)", isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            #expect(paths.count > 30)
            for path in paths.sorted() {
                let url = URL(fileURLWithPath: "\(bundle)/\(path)")
                let bytes = Array(try Data(contentsOf: url))
                var changed = bytes
                changed[bytes.count / 2] ^= 4
                try Data(changed).write(to: url)
                #expect(try verify(bundle).status != 0, "\(path)")
                if path != "MANIFEST.sha256", path != "verify.sh" {
                    let manifest = try Data(contentsOf: URL(fileURLWithPath: "\(bundle)/MANIFEST.sha256"))
                    try renewManifest(bundle)
                    #expect(try verify(bundle).status != 0, "\(path), with the manifest")
                    try FileManager.default.removeItem(at: url)
                    try renewManifest(bundle)
                    #expect(try verify(bundle).status != 0, "\(path) taken out, with the manifest")
                    try manifest.write(to: URL(fileURLWithPath: "\(bundle)/MANIFEST.sha256"))
                }
                try Data(bytes).write(to: url)
            }
            let extra = "\(bundle)/recordings/extra.jpg"
            try Data([1]).write(to: URL(fileURLWithPath: extra))
            #expect(try verify(bundle).status != 0)
            try renewManifest(bundle)
            #expect(try verify(bundle).status != 0)
            try FileManager.default.removeItem(atPath: extra)
            try renewManifest(bundle)
            #expect(try verify(bundle).status == 0)
        }
    }
}
