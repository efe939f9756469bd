import FoundationEssentials
import Ledger
import MerkleLog
import TestKit
import Testing

@Suite("The key for receipts")
struct ReceiptKeyTests {
    @Test("is made at the first start, for its owner alone, and is the same ever after")
    func made() throws {
        let folder = try TemporaryDirectory()
        let first = try ReceiptKey.open(name: "sector", directory: folder.path)
        #expect(first.key.algorithm == .cosignature && first.key.name == "sector")
        #expect(try ReceiptKey.open(name: "sector", directory: folder.path).key == first.key)
        #expect(try ReceiptKey.read(ReceiptKey.path(in: folder.path), name: "sector").key == first.key)
        #expect(!ReceiptKey.isExposed(ReceiptKey.path(in: folder.path)))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: ReceiptKey.path(in: folder.path))
        #expect(ReceiptKey.isExposed(ReceiptKey.path(in: folder.path)))
    }

    @Test("may be provided, and is then not made")
    func provided() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("given.pem")
        let missing = #expect(throws: LedgerError.self) {
            try ReceiptKey.open(name: "sector", directory: folder.path, provided: path)
        }
        #expect(missing?.code == .missing && missing?.place == path)
        let signer = try NoteSigner(name: "x", seed: [UInt8](repeating: 3, count: 32))
        try Data(signer.pem.utf8).write(to: URL(filePath: path))
        #expect(
            try ReceiptKey.open(name: "sector", directory: folder.path, provided: path).key.publicKey
                == signer.key.publicKey)
        try Data("no key".utf8).write(to: URL(filePath: path))
        let wrong = #expect(throws: LedgerError.self) {
            try ReceiptKey.open(name: "sector", directory: folder.path, provided: path)
        }
        #expect(wrong?.place == path && wrong?.mend.isEmpty == false)
    }
}
