import Forwarding
import Journal
import MerkleLog
import TestKit
import Testing
import Timekeeping

@Suite("What a destination may see")
struct DisclosureTests {
    private func entry(camera: String? = "gate", _ payload: CanonicalValue) -> Entry {
        entry(7, .eventOpened, camera: camera, event: 7, payload)
    }

    private func entry(
        _ seq: Int64, _ kind: EntryKind, camera: String? = "gate", event: Int64? = 7, _ payload: CanonicalValue
    ) -> Entry {
        Entry(
            seq: seq, kind: kind, camera: camera, time: ManualSiteClock().reading(), event: event, payload: payload,
            salt: [1, 2, 3])
    }

    private func only(_ paths: String...) throws -> Disclosure.Fields {
        .only(Set(try paths.map { try FieldPath($0) }))
    }

    private let alarm: CanonicalValue = [
        "rule": "fence", "place": "yard", "track": 3, "box": ["x": 1, "y": 2, "w": 3, "h": 4],
        "files": [["path": "a", "bytes": 1], ["path": "b", "bytes": 2], ["bytes": 3]],
    ]

    @Test("is everything where everything is allowed, salt included")
    func everything() throws {
        let original = entry(alarm)
        let seen = try #require(Disclosure.everything.disclosed(original))
        #expect(seen.payload == alarm)
        #expect(seen.salt == original.salt)
        #expect(seen.record == original.record)
        #expect(seen.isWhole)
    }

    @Test("is exactly the members that are named, at any depth")
    func members() throws {
        let disclosure = Disclosure(fields: try only("rule", "box.x", "files.path"))
        let seen = try #require(disclosure.disclosed(entry(alarm)))
        #expect(seen.payload == ["rule": "fence", "box": ["x": 1], "files": [["path": "a"], ["path": "b"]]])
        #expect(!seen.isWhole)
        #expect(seen.salt == nil)
    }

    @Test("leaves no empty shell of what is not allowed")
    func shells() throws {
        let disclosure = Disclosure(fields: try only("box.z", "files.name", "rule.deeper"))
        let seen = try #require(disclosure.disclosed(entry(alarm)))
        #expect(seen.payload == [:])
    }

    @Test("takes a dot within a member's own name for no path")
    func dots() throws {
        let disclosure = Disclosure(fields: try only("a.b"))
        let seen = try #require(disclosure.disclosed(entry(["a.b": "secret", "a": ["b": "open", "c": "secret"]])))
        #expect(seen.payload == ["a": ["b": "open"]])
    }

    @Test("depends on the kind where the path does")
    func kinds() throws {
        let disclosure = Disclosure(fields: try only("watch.changed/reason"))
        let watch = entry(1, .watchChanged, event: 1, ["reason": "unplugged"])
        let audit = entry(2, .auditRead, event: nil, ["reason": "curious"])
        #expect(disclosure.disclosed(watch)?.payload == ["reason": "unplugged"])
        #expect(disclosure.disclosed(audit)?.payload == [:])
    }

    @Test("keeps the salt only of whole payloads, and only where salts may go")
    func salts() throws {
        let simple = entry(["rule": "fence"])
        #expect(Disclosure(fields: try only("rule")).disclosed(simple)?.salt == [1, 2, 3])
        #expect(Disclosure(fields: try only("rule"), salt: false).disclosed(simple)?.salt == nil)
        #expect(Disclosure(fields: .all, salt: false).disclosed(simple)?.salt == nil)
        #expect(Disclosure(fields: try only("place")).disclosed(simple)?.salt == nil)
        #expect(Disclosure(fields: try only("place")).disclosed(entry([:]))?.salt == [1, 2, 3])
        let shell = Disclosure(fields: try only("box.x")).disclosed(entry(["box": [:]]))
        #expect(shell?.salt == nil)
        #expect(shell?.payload == [:])
    }

    @Test("is no entry of another camera, also where only the payload names it")
    func cameras() throws {
        let disclosure = Disclosure(fields: .all, cameras: ["gate"])
        #expect(disclosure.disclosed(entry(alarm)) != nil)
        #expect(disclosure.disclosed(entry(camera: "yard", alarm)) == nil)
        #expect(disclosure.disclosed(entry(1, .timeState, camera: nil, event: nil, ["camera": "yard"])) == nil)
    }

    @Test("is metadata at most of what concerns no camera, if it gets only some: the rest may name others")
    func siteEntries() throws {
        let started = entry(
            1, .siteStarted, camera: nil, event: nil, ["version": "0.1.0", "cameras": ["gate", "yard"]])
        #expect(Disclosure(fields: .all, cameras: ["gate"]).disclosed(started)?.payload == ["version": "0.1.0"])
        let named = Disclosure(fields: try only("cameras", "version"), cameras: ["gate"])
        #expect(named.disclosed(started)?.payload == ["version": "0.1.0"])
        #expect(Disclosure(fields: try only("cameras")).disclosed(started)?.payload == ["cameras": ["gate", "yard"]])
    }

    @Test("is an alarm's further entries only if its opening tells of an allowed zone")
    func zones() throws {
        let disclosure = Disclosure(fields: .all, zones: ["yard"])
        let opened = entry(alarm)
        let elsewhere = entry(["rule": "fence", "place": "street"])
        let closed = entry(9, .eventClosed, ["reason": "ended"])
        #expect(disclosure.needsOpenings)
        #expect(disclosure.disclosed(opened) != nil)
        #expect(disclosure.disclosed(elsewhere) == nil)
        #expect(disclosure.disclosed(entry(["rule": "anywhere"])) == nil)
        #expect(disclosure.disclosed(closed, opening: opened) != nil)
        #expect(disclosure.disclosed(closed, opening: elsewhere) == nil)
        #expect(disclosure.disclosed(closed) == nil)
        #expect(disclosure.disclosed(entry(9, .eventUpdated, ["place": "street"]), opening: opened) == nil)
        #expect(disclosure.disclosed(closed, opening: entry(3, .eventOpened, event: 3, alarm)) == nil)
    }

    @Test("does not depend on zones where nothing is about an alarm")
    func watching() throws {
        let disclosure = Disclosure(fields: .all, zones: ["yard"])
        let lost = entry(3, .watchChanged, event: 3, ["state": "blind"])
        #expect(disclosure.disclosed(lost) != nil)
        #expect(disclosure.disclosed(entry(5, .watchChanged, event: 3, ["state": "watching"]), opening: lost) != nil)
        #expect(disclosure.disclosed(entry(1, .timeState, camera: nil, event: nil, ["to": "locked"])) != nil)
    }

    @Test("is no picture, snapshots, or all of them, as it is said")
    func pictures() throws {
        let told: CanonicalValue = ["path": "snapshots/1.jpg", "bytes": 5, "sha256": "00"]
        let snapshot = entry(8, .eventSnapshot, told)
        let recording = entry(9, .eventRecording, told)
        let fields = try only("rule")
        #expect(Disclosure(fields: fields).file(of: snapshot) == nil)
        #expect(Disclosure(fields: fields, pictures: .snapshot).file(of: recording) == nil)
        #expect(Disclosure(fields: fields, pictures: .all).file(of: entry(alarm)) == nil)
        #expect(Disclosure(fields: fields, cameras: ["yard"], pictures: .all).file(of: snapshot) == nil)
        let seen = try #require(Disclosure(fields: fields, pictures: .snapshot).file(of: snapshot))
        #expect(seen.path == "snapshots/1.jpg")
        #expect(seen.mediaType == "image/jpeg")
        #expect(seen.entry.payload == [:])
        #expect(Disclosure(fields: fields, pictures: .all).file(of: recording)?.mediaType == "video/x-motion-jpeg")
    }

    @Test("by default tells the rule and the place, and neither where in the picture nor who looked")
    func metadata() throws {
        let seen = try #require(Disclosure.metadata.disclosed(entry(alarm)))
        #expect(seen.payload == ["rule": "fence", "place": "yard"])
        let audit = entry(1, .auditRead, camera: nil, event: nil, ["who": ["name": "ana"], "reason": "curious"])
        #expect(Disclosure.metadata.disclosed(audit)?.payload == [:])
        #expect(Disclosure.metadata.pictures == .none)
    }

    @Test("of an erased payload is that it is erased")
    func erased() throws {
        let seen = try #require(Disclosure.metadata.disclosed(entry(.null)))
        #expect(seen.payload == .null)
    }
}
