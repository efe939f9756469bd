import Console
import Foundation
import Journal
import MerkleLog
import NIOHTTP1
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EvidenceTests {
    @Test func `A bundle verifies by its own script, and says who exported it and why`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let other = try await console.append(.eventOpened, camera: "yard")
            try await console.append(.watchChanged)
            let bundle = try await console.export([event.id, other.seq])
            let key = try #require(console.journal.key)
            let result = try await EvidenceCheck.verify(bundle, ["--key", "\(key)"])
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
            let bundle = try await console.export([event.id])
            #expect(try await EvidenceCheck.verify(bundle, ["--key", "\(first)"]).status == 0)
            #expect(
                try await EvidenceCheck.verify(bundle, ["--key", "\(try #require(console.journal.key))"]).status == 0)
            let stranger = try NoteSigner(name: first.name).key
            let result = try await EvidenceCheck.verify(bundle, ["--key", "\(stranger)"])
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
            let bundle = try await console.export([event.id])
            let result = try await EvidenceCheck.verify(bundle)
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("was not exported: the file's bytes are not those that were written"))
            #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(path)"))
        }
    }

    @Test(arguments: [
        // A first byte that is none, one bit of what follows, and nothing at all.
        ("x'09' || substr(frame_index, 2)", "the index is not the one that was written"),
        ("x'0109'", "the index is not the one that was written"),
        ("NULL", "the index is not the one that was written"),
    ])
    func `An index that is not what was written is left out, and the rest is exported and verifies`(
        _ index: String, _ cause: String
    ) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let path = try #require(try console.journal.reader.recordings(of: event.id).first?.path)
            try await console.alterDatabase("UPDATE recording SET frame_index = CAST(\(index) AS BLOB)")
            let bundle = try await console.export([event.id])
            let result = try await EvidenceCheck.verify(bundle)
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("\(path).index was not exported: \(cause)"), "\(result.output)")
            #expect(Array(try Data(contentsOf: URL(fileURLWithPath: "\(bundle)/\(path)"))) == event.recording)
            #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(path).index"))
            #expect(!FileManager.default.fileExists(atPath: "\(bundle)/\(path).index.jsonl"))
        }
    }

    @Test(arguments: [
        ("UPDATE recording SET bytes = bytes + 1", "the database says otherwise of it"),
        ("DELETE FROM recording", "the database does not tell of it any more"),
    ])
    func `A recording of which the database says otherwise is left out, and the rest is exported and verifies`(
        _ statement: String, _ cause: String
    ) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let path = try #require(try console.journal.reader.recordings(of: event.id).first?.path)
            try await console.alterDatabase(statement)
            let bundle = try await console.export([event.id])
            let result = try await EvidenceCheck.verify(bundle)
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("\(path) was not exported: \(cause)"), "\(result.output)")
        }
    }
}
