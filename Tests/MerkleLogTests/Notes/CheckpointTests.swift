import MerkleLog
import Testing

@Suite struct CheckpointTests {
    @Test func isReadAsItWasWritten() throws {
        let checkpoint = Checkpoint(origin: "urn:karaula:north", size: 12_345, root: .leaf(of: [1, 2, 3]))
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
        #expect(checkpoint.text.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    }

    @Test func extensionsArePassedOver() throws {
        let checkpoint = Checkpoint(origin: "urn:karaula:north", size: 1, root: .emptyRoot)
        #expect(try Checkpoint(parsing: checkpoint.text + "more\n") == checkpoint)
    }

    @Test(arguments: [
        "", "a\n1\n", "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n1\nAAAA\n",
    ])
    func whatIsNoCheckpointIsRefused(text: String) {
        #expect(throws: NoteError.self) { try Checkpoint(parsing: text) }
    }

    @Test func anOriginNamesSiteAndGeneration() {
        #expect(LogOrigin(site: "north").description == "urn:karaula:north")
        #expect(LogOrigin(site: "north 1/ü", generation: 3).description == "urn:karaula:north%201%2F%C3%BC:3")
        for origin in [LogOrigin(site: "north"), LogOrigin(site: "a:b %", generation: 12)] {
            #expect(LogOrigin(parsing: origin.description) == origin)
        }
        for text in [
            "urn:karaula:", "urn:karaula:a:1", "urn:karaula:a:02", "urn:karaula:a:b", "urn:karaula:a%2", "a",
            "urn:karaula:a%2f",
        ] {
            #expect(LogOrigin(parsing: text) == nil, "\(text)")
        }
    }
}
