import Foundation
import Journal
import MerkleLog
import TestKit
import Testing

/// A key that was provided from outside becomes the log's own, and is then changed as docs/operations.md says.
@Suite struct ProvidedKeyTests {
    @Test func `A provided key that is put into the log's own place is handed over with a signature`() async throws {
        let fixture = try Fixture()
        let signer = try NoteSigner(name: "urn:karaula:north")
        let path = fixture.parent.file("credential")
        try Data(signer.pem.utf8).write(to: URL(fileURLWithPath: path))
        var journal = try fixture.open {
            $0.announcesKey = true
            $0.keyPath = path
        }
        _ = try await journal.sign()
        try await journal.close()

        let keys = "\(fixture.directory)/keys"
        try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: "\(keys)/site.pem")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(keys)/site.pem")
        journal = try fixture.open { $0.announcesKey = true }
        #expect(journal.key == signer.key)
        let next = try await journal.rotateKey()
        #expect(next != signer.key)
        _ = try await journal.sign()
        try await journal.close()

        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory))
        #expect(report.holds, "\(report.findings)")
        #expect(fixture.reports.isEmpty)
    }
}
