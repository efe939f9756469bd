import Console
import Foundation
import Journal
import MerkleLog
import Testing

/// Bundles that somebody altered after the export: the bundle's own check finds it.
@Suite(.timeLimit(.minutes(10)))
struct EvidenceAlterationTests {
    private func url(_ bundle: String, _ path: String) -> URL { URL(fileURLWithPath: "\(bundle)/\(path)") }

    private func holds(_ bundle: String) async throws -> Bool { try await EvidenceCheck.verify(bundle).status == 0 }

    @Test func `What is altered after the export is found, also where the manifest was altered with it`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let bundle = try await console.export([event.id])
            let paths = try EvidenceCheck.files(bundle)
            #expect(paths.count > 30)
            for path in paths {
                let url = url(bundle, path)
                let bytes = Array(try Data(contentsOf: url))
                var changed = bytes
                changed[bytes.count / 2] ^= 4
                try Data(changed).write(to: url)
                #expect(try await !holds(bundle), "\(path)")
                if path != "MANIFEST.sha256", path != "verify.sh" {
                    let manifest = try Data(contentsOf: self.url(bundle, "MANIFEST.sha256"))
                    try await EvidenceCheck.renewManifest(bundle)
                    #expect(try await !holds(bundle), "\(path), with the manifest")
                    try FileManager.default.removeItem(at: url)
                    try await EvidenceCheck.renewManifest(bundle)
                    #expect(try await !holds(bundle), "\(path) taken out, with the manifest")
                    try manifest.write(to: self.url(bundle, "MANIFEST.sha256"))
                }
                try Data(bytes).write(to: url)
            }
            #expect(try await holds(bundle))
        }
    }

    @Test(arguments: ["extra.txt", ".hidden", "..hidden", "recordings/extra.jpg", "log/.extra", "key.pem.old"])
    func `A file that is added is found, hidden or not, also where the manifest names it`(
        _ path: String
    ) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let bundle = try await console.export([event.id])
            let recording = try #require(try console.journal.reader.recordings(of: event.id).first?.path)
            let day = recording.split(separator: "/").dropLast().joined(separator: "/")
            for place in [path, "\(day)/\(path.split(separator: "/").last ?? "")"] {
                try Data([1]).write(to: url(bundle, place))
                #expect(try await !holds(bundle), "\(place)")
                let manifest = try Data(contentsOf: url(bundle, "MANIFEST.sha256"))
                try await EvidenceCheck.renewManifest(bundle)
                #expect(try await !holds(bundle), "\(place), with the manifest")
                try FileManager.default.removeItem(at: url(bundle, place))
                try manifest.write(to: url(bundle, "MANIFEST.sha256"))
            }
            #expect(try await holds(bundle))
        }
    }

    @Test func `An entry of the same log that was not exported is found, although it is proven`() async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let foreign = try await console.append(.watchChanged)
            let bundle = try await console.export([event.id])
            let note = try SignedNote(parsing: String(contentsOf: url(bundle, "checkpoint"), encoding: .utf8))
            let entry = try #require(try console.journal.reader.entry(seq: foreign.seq))
            let path = try console.journal.reader.inclusionProof(
                of: foreign.seq, in: try Checkpoint(parsing: note.text).size)
            let stem = "log/0000000\(foreign.seq)"
            let proof = CanonicalValue.object([
                "path": .array(path.map { .string(Data($0.bytes).base64EncodedString()) })
            ])
            try Data(entry.record).write(to: url(bundle, "\(stem).record"))
            try Data(proof.canonicalBytes + [0x0A]).write(to: url(bundle, "\(stem).proof"))
            try Data(try #require(entry.salt)).write(to: url(bundle, "\(stem).salt"))
            try Data(entry.payload.canonicalBytes).write(to: url(bundle, "\(stem).payload"))
            let clock = "cd \"$0\" && jq -c '{boot, mono, seq, uncertainty, utc}' log/*.record >clock.jsonl"
            #expect(try await EvidenceCheck.run("sh", ["-c", clock, bundle]).status == 0)
            try await EvidenceCheck.renewManifest(bundle)
            let result = try await EvidenceCheck.verify(bundle)
            #expect(result.status != 0)
            #expect(result.output.contains("was added: nothing tells of it"), "\(result.output)")
        }
    }

    @Test(arguments: ["checkpoint", "key.pem", "key.vkey", "clock.jsonl", "custody.json"], ["a word\n", "x", "\0"])
    func `What is put behind the end of a file is found`(_ path: String, _ more: String) async throws {
        try await RunningConsole.with { console in
            let event = try await console.appendFullEvent()
            let bundle = try await console.export([event.id])
            let bytes = try Data(contentsOf: url(bundle, path))
            try (bytes + Data(more.utf8)).write(to: url(bundle, path))
            try await EvidenceCheck.renewManifest(bundle)
            #expect(try await !holds(bundle))
        }
    }
}
