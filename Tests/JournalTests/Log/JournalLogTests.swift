import Foundation
import GRDB
import Journal
import MerkleLog
import TestKit
import Testing

@Suite struct JournalLogTests {
    private func open(_ fixture: Fixture, _ change: (inout JournalOptions) -> Void = { _ in }) throws -> Journal {
        try fixture.open {
            $0.announcesKey = true
            change(&$0)
        }
    }

    @Test func aNewLogSaysByWhichKeyItIsSigned() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture)
        let first = try #require(try journal.reader.entry(seq: 1))
        #expect(first.kind == .keyCreated)
        #expect(first.payload["key"]?.string == journal.key?.description)
        let note = try await journal.sign()
        #expect(try #require(journal.key).verifies(note))
        #expect(try Checkpoint(parsing: note.text).origin == "urn:karaula:north")
        try await journal.close()
    }

    @Test func theKeyStaysAndIsReadableByItsOwnerAlone() async throws {
        let fixture = try Fixture()
        var journal = try open(fixture)
        let key = journal.key
        try await journal.close()
        let path = "\(fixture.directory)/keys/site.pem"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        journal = try open(fixture)
        #expect(journal.key == key)
        #expect(journal.head == 1)
        try await journal.close()

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        journal = try open(fixture)
        #expect(fixture.reports.contains { $0.place == path && $0.code == .permission })
        try await journal.close()
    }

    @Test func everyAlarmBringsACheckpointInItsOwnTransaction() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture)
        try await journal.append(fixture.draft())
        #expect(journal.checkpoint == nil)
        let event = try await fixture.openEvent(in: journal)
        let note = try #require(try journal.reader.newestCheckpoint())
        #expect(try Checkpoint(parsing: note.text).size == event.id)
        #expect(try Checkpoint(parsing: note.text).root == journal.reader.root(ofSize: event.id))
        try await journal.close()
    }

    @Test func whatIsNoAlarmIsSignedAfterTheInterval() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture) { $0.checkpointSeconds = 0.05 }
        try await journal.append(fixture.draft())
        await until { journal.checkpoint != nil }
        let note = try #require(journal.checkpoint)
        #expect(try Checkpoint(parsing: note.text).size == 2)
        try await journal.close()
    }

    @Test func proofsOfEveryEntryAndEveryEarlierLogHold() async throws {
        let fixture = try Fixture()
        let journal = try open(fixture)
        for number in 0..<40 { try await journal.append(fixture.draft(payload: ["n": .integer(Int64(number))])) }
        let size = journal.head
        let reader = journal.reader
        let root = try reader.root(ofSize: size)
        for entry in try fixture.entries(reader) {
            let path = try reader.inclusionProof(of: entry.seq, in: size)
            #expect(path.count <= 6)
            #expect(
                MerkleProof.root(ofTreeWith: size, leaf: entry.seq - 1, hash: entry.leaf, path: path) == root)
            let proof = try reader.consistencyProof(from: entry.seq, to: size)
            #expect(
                MerkleProof.isConsistent(
                    from: entry.seq, try reader.root(ofSize: entry.seq), to: size, root, proof: proof))
        }
        #expect(throws: JournalError.self) { try reader.inclusionProof(of: size + 1, in: size + 1) }
        #expect(throws: JournalError.self) { try reader.inclusionProof(of: 0, in: size) }
        try await journal.close()
    }

    @Test func aRotatedKeyIsSignedByTheOneBeforeAndSurvivesARestart() async throws {
        let fixture = try Fixture()
        var journal = try open(fixture)
        let old = try #require(journal.key)
        let new = try await journal.rotateKey()
        #expect(new != old)
        #expect(journal.key == new)
        let note = try #require(journal.checkpoint)
        #expect(old.verifies(note) && new.verifies(note))
        try await journal.append(fixture.draft())
        let later = try await journal.sign()
        #expect(!old.verifies(later) && new.verifies(later))
        try await journal.close()
        journal = try open(fixture)
        #expect(journal.key == new)
        #expect(fixture.reports.isEmpty)
        try await journal.close()
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory))
        #expect(report.holds, "\(report.findings)")
    }

    @Test func aRotationThatACrashInterruptedIsFinishedOrForgotten() async throws {
        let fixture = try Fixture()
        var journal = try open(fixture)
        let old = try #require(journal.key)
        try await journal.close()
        let keys = "\(fixture.directory)/keys"
        // As if the process had ended before the entry was committed.
        let unused = try NoteSigner(name: "urn:karaula:north")
        try Data(unused.pem.utf8).write(to: URL(fileURLWithPath: "\(keys)/site.pem.next"))
        journal = try open(fixture)
        #expect(journal.key == old)
        #expect(!FileManager.default.fileExists(atPath: "\(keys)/site.pem.next"))
        // As if it had ended after that, and before the files changed places.
        let before = try Data(contentsOf: URL(fileURLWithPath: "\(keys)/site.pem"))
        let new = try await journal.rotateKey()
        try await journal.close()
        try FileManager.default.moveItem(atPath: "\(keys)/site.pem", toPath: "\(keys)/site.pem.next")
        try before.write(to: URL(fileURLWithPath: "\(keys)/site.pem"))
        journal = try open(fixture)
        #expect(journal.key == new)
        try await journal.close()
    }

    @Test func aKeyThatWasReplacedWithoutTheOldOneIsSaidAndFound() async throws {
        let fixture = try Fixture()
        var journal = try open(fixture)
        try await journal.append(fixture.draft())
        try await journal.close()
        try FileManager.default.removeItem(atPath: "\(fixture.directory)/keys/site.pem")
        journal = try open(fixture)
        #expect(fixture.reports.contains { $0.cause.contains("not the one by which the log was signed") })
        let seq = journal.head
        try await journal.close()
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory))
        #expect(report.findings.map(\.kind) == [.key])
        #expect(report.findings.first?.entry == seq)
    }

    @Test func aProvidedKeyIsUsedAndNotWritten() async throws {
        let fixture = try Fixture()
        let signer = try NoteSigner(name: "urn:karaula:north")
        let path = fixture.parent.file("credential")
        #expect(throws: JournalError.self) { try open(fixture) { $0.keyPath = path } }
        try Data(signer.pem.utf8).write(to: URL(fileURLWithPath: path))
        let journal = try open(fixture) { $0.keyPath = path }
        #expect(journal.key == signer.key)
        await #expect(throws: JournalError.self) { try await journal.rotateKey() }
        #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory)/keys/site.pem"))
        try await journal.close()
    }

    @Test func aJournalOfTheFirstSchemaGetsItsNodes() async throws {
        let fixture = try Fixture()
        var journal = try fixture.open()
        for _ in 0..<21 { try await journal.append(fixture.draft()) }
        let root = try journal.reader.root(ofSize: 21)
        try await journal.close()
        try fixture.withDatabase { queue in
            try queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        DROP TABLE cursor; DROP TABLE receipt; DROP TABLE quarantine; DROP TABLE pause;
                        CREATE TABLE cursor (destination TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                        CREATE TRIGGER cursor_never_returns BEFORE UPDATE ON cursor WHEN NEW.seq < OLD.seq
                        BEGIN SELECT RAISE(ABORT, 'a cursor never moves back'); END;
                        INSERT INTO cursor VALUES ('sector', 7);
                        DROP TRIGGER held_payload_stays; DROP TRIGGER held_recording_stays; DROP TRIGGER held_snapshot_stays;
                        DROP TABLE garbage; DROP INDEX entry_by_kind; DROP INDEX snapshot_kept; DROP INDEX recording_kept;
                        ALTER TABLE snapshot DROP COLUMN erased; ALTER TABLE recording DROP COLUMN erased;
                        DROP TABLE entry_block; CREATE INDEX entry_by_utc ON entry (utc); DROP TABLE erasure; DROP TABLE hold; DROP TABLE checkpoint;
                        ALTER TABLE entry DROP COLUMN nodes; ALTER TABLE journal DROP COLUMN generation;
                        PRAGMA user_version = 1;
                        """)
            }
        }
        journal = try open(fixture)
        #expect(try journal.reader.root(ofSize: 21) == root)
        #expect(try journal.reader.entry(seq: 22)?.kind == .keyCreated)
        let cursors = try journal.reader.cursors(of: "sector")
        #expect(cursors == [.assistance: 7, .alarm: 7, .routine: 7, .snapshots: 7, .recordings: 7])
        try await journal.close()
        let report = try JournalVerifier.verify(try Journal.openReadOnly(directory: fixture.directory))
        #expect(report.holds, "\(report.findings)")
    }

    @Test func aCrashOfTheRunBeforeIsAnEntry() async throws {
        let fixture = try Fixture()
        var journal = try fixture.open()
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        try await journal.close()
        journal = try fixture.open()
        #expect(try journal.reader.entry(seq: 2)?.kind == .siteCrashed)
        try await journal.append(fixture.draft(.siteStarted, camera: nil))
        try await journal.append(fixture.draft(.siteStopped, camera: nil))
        try await journal.close()
        journal = try fixture.open()
        #expect(journal.head == 4)
        try await journal.close()
    }
}
