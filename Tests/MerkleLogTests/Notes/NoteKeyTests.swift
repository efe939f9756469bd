import MerkleLog
import Testing

@Suite struct NoteKeyTests {
    /// The example of the C2SP specification and of Go's `golang.org/x/mod/sumdb/note`.
    private static let published = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    @Test func readsThePublishedKeyAndItsNote() throws {
        let key = try NoteKey(parsing: Self.published)
        #expect(key.description == Self.published)
        let note = try SignedNote(
            parsing: """
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.

                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

                """)
        #expect(key.verifies(note))
    }

    @Test(arguments: [
        "", "name", "name+12345678", "name+c74f20a3+AAAA",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNewmann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func whatIsNoKeyIsRefused(text: String) {
        #expect(throws: NoteError.self) { try NoteKey(parsing: text) }
    }

    @Test func aNameWithWhiteSpaceOrPlusIsRefused() {
        for name in ["", "a b", "a+b", "a\nb", "a\u{00A0}b"] {
            #expect(throws: NoteError.self) { try NoteSigner(name: name) }
        }
    }

    @Test func aSecretIsReadAsItWasWritten() throws {
        let signer = try NoteSigner(name: "north")
        let again = try NoteSigner(name: "north", pem: signer.pem)
        #expect(again.key == signer.key)
        #expect(throws: NoteError.self) { try NoteSigner(name: "north", pem: signer.key.pem) }
        #expect(throws: NoteError.self) { try NoteSigner(name: "north", pem: "no key") }
    }
}
