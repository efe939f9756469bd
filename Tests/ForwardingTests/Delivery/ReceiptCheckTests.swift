import Forwarding
import Journal
import MerkleLog
import Testing
import Timekeeping

@Suite("A receipt")
struct ReceiptCheckTests {
    private let ledger: NoteSigner
    private let site: NoteSigner
    private let note: SignedNote
    private let now = UTCTime(nanoseconds: 1_800_000_000_000_000_000)

    init() throws {
        ledger = try NoteSigner(name: "ledger", algorithm: .cosignature, seed: Array(repeating: 1, count: 32))
        site = try NoteSigner(name: "urn:karaula:s", seed: Array(repeating: 2, count: 32))
        note = try Checkpoint(origin: "urn:karaula:s", size: 7, root: .emptyRoot).note(signedBy: [site])
    }

    private func verdict(_ body: String, lastSigned: UInt64 = 0, key: NoteKey? = nil) -> DeliveryVerdict {
        ReceiptCheck(place: "sector", destination: "sector", key: key ?? ledger.key, lastSigned: lastSigned)
            .verdict(on: Array(body.utf8), for: note, at: now)
    }

    private func expectNone(_ verdict: DeliveryVerdict, _ words: String, _ place: SourceLocation = #_sourceLocation) {
        guard case .falseReceipt(let error) = verdict else {
            Issue.record("\(verdict) is no refusal", sourceLocation: place)
            return
        }
        #expect(error.code == .falseReceipt && error.cause.contains(words), "\(error)", sourceLocation: place)
    }

    private func line(_ text: String? = nil, time: UInt64 = 1_799_999_999, by signer: NoteSigner? = nil) throws
        -> String
    {
        try (signer ?? ledger).sign(text ?? note.text, time: time).line + "\n"
    }

    @Test("is a cosignature by the ledger's key over the checkpoint that was sent")
    func holds() throws {
        guard case .cosigned(let receipt) = verdict(try line()) else {
            Issue.record("it is not believed")
            return
        }
        #expect(receipt.size == 7 && receipt.signed == 1_799_999_999 && receipt.received == now)
        #expect(
            receipt.key == ledger.key.description && ledger.key.verifies(receipt.note)
                && site.key.verifies(receipt.note))
    }

    @Test("may stand among signatures by others")
    func amongOthers() throws {
        let other = try NoteSigner(name: "other", algorithm: .cosignature, seed: Array(repeating: 3, count: 32))
        guard case .cosigned = verdict(try line(by: other) + line()) else {
            Issue.record("it is not found")
            return
        }
    }

    @Test("is none if it is somebody else's, or by another key of the same name")
    func someoneElses() throws {
        let other = try NoteSigner(name: "other", algorithm: .cosignature, seed: Array(repeating: 3, count: 32))
        expectNone(verdict(try line(by: other)), "none of its signatures is by ledger")
        let twin = try NoteSigner(name: "ledger", algorithm: .cosignature, seed: Array(repeating: 4, count: 32))
        expectNone(verdict(try line(by: twin)), "none of its signatures is by ledger")
    }

    @Test("is none if it is for another text")
    func anotherText() throws {
        let other = Checkpoint(origin: "urn:karaula:s", size: 8, root: .emptyRoot).text
        expectNone(verdict(try line(other)), "does not hold")
    }

    @Test("is none if it is older than the one before, or from the future")
    func times() throws {
        expectNone(verdict(try line(), lastSigned: 1_800_000_000), "before the receipt before it")
        expectNone(verdict(try line(time: 1_800_200_000)), "in the future")
        guard case .cosigned = verdict(try line(), lastSigned: 1_799_999_999) else {
            Issue.record("two receipts of one second must do")
            return
        }
    }

    @Test(
        "is none if it is no signature",
        arguments: ["", "\n", "ok", "<html>", "— ledger AAAA\n", "{\"stored\":3}", "— ledger\n", "\u{0}\u{1}"])
    func noSignature(body: String) { expectNone(verdict(body), "") }

    @Test("is none in bytes that are no text")
    func bytes() {
        let check = ReceiptCheck(place: "sector", destination: "sector", key: ledger.key, lastSigned: 0)
        expectNone(check.verdict(on: [0xff, 0xfe], for: note, at: now), "no text")
    }

    @Test("is none with a bit changed, wherever", arguments: 0..<72)
    func bits(at place: Int) throws {
        var signature = try ledger.sign(note.text, time: 1_799_999_999)
        signature.signature[place] ^= 1
        expectNone(verdict(signature.line + "\n"), "")
    }
}
