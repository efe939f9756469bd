import Ledger
import MerkleLog
import Testing

@Suite("The key of a site's log")
struct SiteLogKeysTests {
    private func take(_ sample: SampleLog, _ log: inout SiteLog, from first: Int64 = 1) throws -> EntriesVerdict {
        log.take(try sample.batch(first...sample.count), at: BatchPlace(lane: .alarm), known: [:])
    }

    @Test("is learned from the entry that names it")
    func learned() throws {
        let sample = try SampleLog()
        var log = SiteLog(origin: sample.origin)
        let verdict = try take(sample, &log)
        #expect(verdict.keys == [LogKey(seq: 1, key: sample.signer.key, standing: .learned)])
        #expect(log.keys == verdict.keys && verdict.alarms.isEmpty)
    }

    @Test("follows by the signature of the one before")
    func rotated() throws {
        var sample = try SampleLog()
        sample.grow(to: 4)
        try sample.rotate(to: 8)
        var log = SiteLog(origin: sample.origin)
        let verdict = try take(sample, &log)
        #expect(verdict.alarms.isEmpty)
        #expect(log.keys.map(\.standing) == [.learned, .rotated] && log.keys.last?.key == sample.signer.key)
        #expect(log.keys.last?.seq == 5)
    }

    @Test("does not follow by another signature, and that is an alarm")
    func forged() throws {
        var sample = try SampleLog()
        let forger = try NoteSigner(name: sample.source, seed: [UInt8](repeating: 66, count: 32))
        try sample.rotate(to: 8, signedBy: forger)
        var log = SiteLog(origin: sample.origin)
        let verdict = try take(sample, &log)
        #expect(verdict.alarms.map(\.kind) == [.keyChanged])
        #expect(log.keys.count == 1 && log.keys[0].standing == .learned)
    }

    @Test("does not follow because an entry says so, and that is an alarm")
    func created() throws {
        var sample = try SampleLog()
        let other = try NoteSigner(name: sample.source, seed: [UInt8](repeating: 66, count: 32)).key
        sample.add(
            "key.created", ["key": .string(other.description), "previous": .string(sample.signer.key.description)])
        var log = SiteLog(origin: sample.origin)
        #expect(try take(sample, &log).alarms.map(\.kind) == [.keyChanged])
        #expect(log.keys.count == 1)
    }

    @Test("is not learned from an entry that is another log's or says it followed one, and that is an alarm")
    func foreign() throws {
        let other = try SampleLog("south").signer.key
        for payload: CanonicalValue in [
            ["key": .string(other.description)], ["key": "no key"],
            ["key": .string(try SampleLog().signer.key.description), "previous": "another"],
        ] {
            let event = SampleLog.event(1, "key.created", payload, source: "urn:karaula:north")
            let batch = try IngestBatch(parsing: CanonicalValue.array([event]).canonicalBytes)
            var log = SiteLog(origin: LogOrigin(site: "north"))
            let verdict = log.take(batch, at: BatchPlace(), known: [:])
            #expect(verdict.alarms.map(\.kind) == [.keyChanged] && log.keys.isEmpty)
        }
    }

    @Test("is what a person says, whatever the log says, and the log may hand over from it")
    func configured() throws {
        var sample = try SampleLog()
        let first = sample.signer.key
        var log = SiteLog(origin: sample.origin)
        log.configure(first)
        #expect(try take(sample, &log).alarms.isEmpty)
        #expect(log.keys == [LogKey(seq: 0, key: first, standing: .configured)])
        try sample.rotate(to: 8)
        #expect(try take(sample, &log, from: 2).alarms.isEmpty)
        #expect(log.keys.map(\.standing) == [.configured, .rotated])
        log.configure(first)
        #expect(log.keys.count == 2, "a key that was handed over from is known already")
        let other = try NoteSigner(name: sample.source, seed: [UInt8](repeating: 66, count: 32)).key
        log.configure(other)
        #expect(log.keys == [LogKey(seq: 0, key: other, standing: .configured)])
    }
}
