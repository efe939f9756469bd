import MerkleLog
import Testing

import Station

@Suite struct ConfigurationChangeTests {
    @Test func theFirstOneHasNothingToBeComparedWith() throws {
        let change = try #require(ConfigurationChange(from: nil, to: "abc"))
        #expect(
            change.payload["sha256"]?.string == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(change.payload["previous"] == nil && change.payload["changes"] == nil)
        #expect(change.payload["text"]?.string == "abc")
    }

    @Test func theSameTextIsNoChange() throws {
        let first = try #require(ConfigurationChange(from: nil, to: "a\nb\n"))
        #expect(ConfigurationChange(from: first.payload, to: "a\nb\n") == nil)
    }

    @Test func theLinesThatChangedAreTold() throws {
        let first = try #require(ConfigurationChange(from: nil, to: "site: a\nfps: 5\nlog: info\n"))
        let second = try #require(
            ConfigurationChange(from: first.payload, to: "site: a\nfps: 15\nlog: info\nmore: x\n"))
        #expect(second.payload["changes"] == ["-2: fps: 5", "+2: fps: 15", "+4: more: x"])
        #expect(second.payload["previous"] == first.payload["sha256"])
    }

    @Test func whatWasDoneWhileTheSiteRanIsTold() throws {
        let change = try #require(ConfigurationChange(from: nil, to: "a", by: [.removeCamera("gate")]))
        #expect(change.payload["actions"] == ["camera gate is removed"])
        #expect(try #require(ConfigurationChange(from: nil, to: "a")).payload["actions"] == nil)
    }

    @Test func aTextThatIsTooLongLeavesItsHashAndManyChangesAreCounted() throws {
        let long = String(repeating: "line\n", count: 20_000)
        let first = try #require(ConfigurationChange(from: nil, to: long))
        #expect(first.payload["text"] == nil)
        let second = try #require(ConfigurationChange(from: first.payload, to: "a"))
        #expect(second.payload["changes"] == nil && second.payload["previous"] != nil)
        let many = (0..<300).map { "n\($0)" }.joined(separator: "\n")
        let third = try #require(ConfigurationChange(from: second.payload, to: many))
        guard case .array(let lines) = third.payload["changes"] else { throw CanonicalError(offset: 0, cause: "none") }
        #expect(lines.count == 201)
        #expect(lines.last?.string == "101 more lines changed")
    }
}
