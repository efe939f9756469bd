import MerkleLog
import Testing

@Suite struct SignedNoteTests {
    private let text = "urn:karaula:north\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

    private func signer(_ name: String = "urn:karaula:north", first: UInt8 = 7) throws -> NoteSigner {
        try NoteSigner(name: name, seed: [first] + (1..<32).map { UInt8($0) })
    }

    @Test func isReadAsItWasWritten() throws {
        let note = SignedNote(
            text: text, signatures: [try signer().sign(text), try signer("two", first: 9).sign(text)])
        #expect(try SignedNote(parsing: note.encoded) == note)
        #expect(note.encoded.hasPrefix(text + "\n— urn:karaula:north "))
    }

    @Test func isVerifiedByItsKeyAndNoOther() throws {
        let note = SignedNote(text: text, signatures: [try signer().sign(text)])
        #expect(try signer().key.verifies(note))
        #expect(try !signer(first: 8).key.verifies(note))
        #expect(try !signer("other").key.verifies(note))
        var changed = note
        changed.text = text.replacing("3", with: "4")
        #expect(try !signer().key.verifies(changed))
    }

    @Test func everyFlippedBitOfASignatureIsSeen() throws {
        let key = try signer().key
        let note = SignedNote(text: text, signatures: [try signer().sign(text)])
        for bit in 0..<(64 * 8) {
            var changed = note
            changed.signatures[0].signature[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.verifies(changed), "bit \(bit)")
        }
    }

    @Test(arguments: [
        "", "text", "text\n", "text\n\n", "text\n\n— name\n", "text\n\n— name AAAA\n", "text\n\n- name AAAAAAAA\n",
        "text\n\n— na me AAAAAAAA\n", "text\n\n— name AAAAAAAA", "text\n— name AAAAAAAA\n",
        "te\0xt\n\n— name AAAAAAAA\n",
    ])
    func whatIsNoNoteIsRefused(encoded: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: encoded) }
    }

    @Test func aTextMayHoldEmptyLines() throws {
        let text = "one\n\ntwo\n"
        let note = SignedNote(text: text, signatures: [try signer().sign(text)])
        #expect(try SignedNote(parsing: note.encoded).text == text)
    }

    @Test func spareBitsOfBase64AreNotAccepted() throws {
        let note = SignedNote(text: text, signatures: [try signer().sign(text)]).encoded
        // The last digit before the padding carries two bits that mean nothing.
        let end = try #require(note.lastIndex(of: "="))
        let digit = note[note.index(before: end)]
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let place = try #require(digits.firstIndex(of: digit))
        var changed = note
        changed.replaceSubrange(note.index(before: end)..<end, with: [digits[place ^ 1]])
        #expect(throws: NoteError.self) { try SignedNote(parsing: changed) }
    }

    @Test func aCosignatureStatesItsTimeAndProvesIt() throws {
        let witness = try NoteSigner(name: "ledger", algorithm: .cosignature, seed: [UInt8](repeating: 3, count: 32))
        var note = SignedNote(text: text, signatures: [try witness.sign(text, time: 1_764_000_000)])
        #expect(witness.key.signatureTime(in: note) == 1_764_000_000)
        note.signatures[0].signature[7] ^= 1
        #expect(witness.key.signatureTime(in: note) == nil)
    }
}
