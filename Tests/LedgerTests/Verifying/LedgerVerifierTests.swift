import Crypto
import FoundationEssentials
import GRDB
import Ledger
import MerkleLog
import TestKit
import Testing

@Suite("The verifier of a ledger")
struct LedgerVerifierTests {
    private let folder: TemporaryDirectory
    private let directory: LedgerDirectory
    private let store: SQLiteLedgerStore
    private let log: SampleLog

    init() async throws {
        folder = try TemporaryDirectory()
        directory = try LedgerDirectory(opening: folder.file("ledger"))
        store = try SQLiteLedgerStore(directory: directory)
        let ledger = try Samples.ledger(store, directory: directory.path)
        let content: [UInt8] = Array("picture".utf8)
        let sum = SHA256.hash(data: content).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var log = try SampleLog()
        log.add("event.snapshot", ["bytes": 7, "sha256": .string(sum)])
        log.grow(to: 70)
        self.log = log
        _ = try await ledger.take(try log.batch(1...70), at: BatchPlace())
        _ = try await ledger.take(try log.submission(0, 60))
        let piece = try FilePiece(
            contentRange: "bytes 0-6/7",
            digest: "sha-256=:\(Data(SHA256.hash(data: content)).base64EncodedString()):", contentType: "image/jpeg")
        _ = try await ledger.take(piece, content, of: 2, in: log.origin)
    }

    private func verify(key: NoteKey? = nil) throws -> LedgerVerification {
        var verifier = LedgerVerifier(store: store, directory: directory.path, key: try key ?? Samples.signer().key)
        return try verifier.run()
    }

    private func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: "\(directory.path)/ledger.sqlite")
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql:
                    "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted; PRAGMA foreign_keys = OFF"
            )
            try database.execute(sql: sql)
        }
        try queue.close()
    }

    @Test("finds nothing in what was not touched")
    func untouched() throws {
        let result = try verify()
        #expect(result.findings.isEmpty)
        #expect(result.logs == 1 && result.entries == 70 && result.payloads == 70 && result.files == 1)
        #expect(result.fileBytes == 7 && result.receipts == 2)
    }

    @Test(
        "finds and names whatever was changed",
        arguments: [
            ("UPDATE entry SET record = replace(CAST(record AS TEXT), 'gate', 'back') WHERE seq = 40", 40),
            ("UPDATE entry SET record = CAST(record || ' ' AS BLOB) WHERE seq = 40", 40),
            ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 40", 40),
            ("UPDATE entry SET kind = 'event.opened' WHERE seq = 40", 40),
            ("UPDATE entry SET payload = CAST('{\"n\":41}' AS BLOB) WHERE seq = 40", 40),
            ("UPDATE entry SET salt = x'0001' WHERE seq = 40", 40),
            ("UPDATE entry SET payload = NULL WHERE seq = 40", 40),
            ("DELETE FROM entry WHERE seq = 40", 40),
            ("UPDATE subtree SET nodes = zeroblob(32) WHERE seq = 32", 32),
            ("DELETE FROM subtree WHERE seq = 64", 64),
            ("UPDATE log SET frontier = zeroblob(96)", nil),
            ("UPDATE log SET entries = 71", nil),
            ("UPDATE log SET witnessed_root = zeroblob(32)", nil),
            ("UPDATE log SET witnessed_note = replace(witnessed_note, '60', '61')", nil),
            ("UPDATE log SET witnessed_time = witnessed_time + 1", nil),
            ("UPDATE receipt SET note = replace(note, 'north', 'south')", nil),
            ("UPDATE file SET sha256 = zeroblob(32)", 2),
            ("DELETE FROM entry WHERE seq = 70", 70),
        ] as [(String, Int64?)])
    func changed(sql: String, seq: Int64?) throws {
        if sql.hasPrefix("UPDATE entry SET record") {
            try tamper(
                sql.replacing("record = replace", with: "record = CAST(replace").replacing(
                    "'back')", with: "'back') AS BLOB)"))
        } else {
            try tamper(sql)
        }
        let findings = try verify().findings
        #expect(!findings.isEmpty)
        #expect(seq == nil || findings.contains { $0.seq == seq }, "\(findings)")
    }

    @Test("finds a file that was changed, and one that is gone")
    func files() throws {
        let path = "\(directory.path)/files/\(log.source)/2.jpg"
        try Data("Picture".utf8).write(to: URL(filePath: path))
        #expect(try verify().findings.map(\.seq) == [2])
        try FileManager.default.removeItem(atPath: path)
        #expect(try verify().findings.map(\.seq) == [2])
    }

    @Test("finds receipts that another key signed")
    func otherKey() throws {
        let other = try NoteSigner(name: "sector", algorithm: .cosignature, seed: [UInt8](repeating: 1, count: 32)).key
        #expect(try verify(key: other).findings.count == 2)
    }

    @Test("refuses a log that is not there")
    func unknown() throws {
        var verifier = LedgerVerifier(store: store, directory: directory.path, key: nil)
        #expect(throws: LedgerError.self) { try verifier.run(source: "urn:karaula:nobody") }
    }
}
