import FoundationEssentials
import Ledger
import MerkleLog
import Testing

@Suite("The body of add-checkpoint")
struct CheckpointSubmissionTests {
    private func body(old: String = "old 3", hashes: [String]? = nil) throws -> [UInt8] {
        var log = try SampleLog()
        log.grow(to: 9)
        let proof = hashes ?? log.proof(3, 9).map { Data($0.bytes).base64EncodedString() }
        let note = try Checkpoint(origin: log.source, size: 9, root: log.root(9)).note(signedBy: [log.signer]).encoded
        return Array((([old] + proof).map { $0 + "\n" }.joined() + "\n" + note).utf8)
    }

    @Test("is read as C2SP has it")
    func reads() throws {
        var log = try SampleLog()
        log.grow(to: 9)
        let submission = try CheckpointSubmission(parsing: body())
        #expect(submission.old == 3 && submission.proof == log.proof(3, 9))
        #expect(submission.checkpoint == Checkpoint(origin: log.source, size: 9, root: log.root(9)))
        #expect(log.signer.key.verifies(submission.note))
        #expect(try CheckpointSubmission(parsing: body(old: "old 0", hashes: [])).proof.isEmpty)
    }

    @Test(
        "is refused with the line that is wrong",
        arguments: [
            "", "old", "old ", "old  3", "old 03", "old -1", "old +3", "Old 3", "3", "old 3 ",
            "old 9223372036854775808",
        ])
    func oldSize(line: String) throws {
        let bytes = try body(old: line)
        #expect(throws: IngestError.self) { try CheckpointSubmission(parsing: bytes) }
    }

    @Test("is refused with hashes that are none, or too many of them")
    func hashes() throws {
        let hash = Data([UInt8](repeating: 1, count: 32)).base64EncodedString()
        // The last letter before '=' has two spare bits: another one would decode alike.
        let other = hash.dropLast(2) + "F="
        for wrong in ["AAAA", "x", String(other), hash + " ", ""] {
            let bytes = try body(hashes: [wrong])
            #expect(throws: IngestError.self) { try CheckpointSubmission(parsing: bytes) }
        }
        #expect(try CheckpointSubmission(parsing: body(hashes: Array(repeating: hash, count: 63))).proof.count == 63)
        let many = try body(hashes: Array(repeating: hash, count: 64))
        #expect(throws: IngestError.self) { try CheckpointSubmission(parsing: many) }
    }

    @Test("is refused cut off at any byte")
    func cut() throws {
        let whole = try body()
        for count in 0..<whole.count {
            #expect(throws: IngestError.self) { try CheckpointSubmission(parsing: Array(whole.prefix(count))) }
        }
        #expect(throws: IngestError.self) { try CheckpointSubmission(parsing: [0xFF] + whole) }
    }
}
