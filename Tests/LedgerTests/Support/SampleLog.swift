import Crypto
import FoundationEssentials
import Ledger
import MerkleLog

/// A site's log as a ledger sees it: entries as events, the key, checkpoints with proofs.
struct SampleLog {
    let origin: LogOrigin
    private(set) var signer: NoteSigner
    private(set) var events: [CanonicalValue] = []
    private(set) var leaves: [TreeHash] = []

    /// Begins a log with the entry that names its key.
    init(_ site: String = "north", generation: Int64 = 1, key seed: UInt8 = 7) throws {
        origin = LogOrigin(site: site, generation: generation)
        signer = try NoteSigner(name: origin.description, seed: [UInt8](repeating: seed, count: 32))
        add("key.created", ["key": .string(signer.key.description)])
    }

    var source: String { origin.description }

    var count: Int64 { Int64(events.count) }

    /// Appends an entry.
    mutating func add(_ kind: String = "watch.changed", _ payload: CanonicalValue? = nil) {
        let event = Self.event(count + 1, kind, payload ?? ["n": .integer(count + 1)], source: source)
        events.append(event)
        leaves.append(TreeHash.leaf(of: event["data"]?["record"]?.canonicalBytes ?? []))
    }

    mutating func grow(to count: Int64) {
        while self.count < count { add() }
    }

    /// Hands over to another key; `signed` by the present one or by the key with another seed.
    mutating func rotate(to seed: UInt8, signedBy forger: NoteSigner? = nil) throws {
        let next = try NoteSigner(name: source, seed: [UInt8](repeating: seed, count: 32))
        var payload = try KeyStatement.payload(from: forger ?? signer, to: next.key)
        payload["previous"] = .string(signer.key.description)
        add("key.rotated", .object(payload))
        signer = next
    }

    /// An event of any log.
    static func event(
        _ seq: Int64, _ kind: String, _ payload: CanonicalValue, source: String, salt: [UInt8] = [0, 255]
    ) -> CanonicalValue {
        let digest = Array(SHA256.hash(data: salt + payload.canonicalBytes))
        let digits = digest.map { String(format2($0)) }.joined()
        return [
            "specversion": "1.0", "id": .string("\(seq)"), "source": .string(source),
            "type": .string("org.karaula.\(kind)"), "datacontenttype": "application/json",
            "time": "2026-11-22T08:30:00.000000000Z",
            "data": [
                "payload": payload, "salt": .string(salt.map { String(format2($0)) }.joined()),
                "record": [
                    "kind": .string(kind), "seq": .integer(seq), "digest": .string(digits), "v": 1, "camera": "gate",
                ],
            ],
        ]
    }

    private static func format2(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// A batch as it is sent.
    func bytes(_ seqs: some Sequence<Int64>) -> [UInt8] {
        CanonicalValue.array(seqs.map { events[Int($0) - 1] }).canonicalBytes
    }

    func batch(_ seqs: some Sequence<Int64>) throws -> IngestBatch { try IngestBatch(parsing: bytes(seqs)) }

    /// The root of the first `size` entries.
    func root(_ size: Int64) -> TreeHash {
        var tree = MerkleTree()
        for leaf in leaves.prefix(Int(size)) { tree.append(leaf) }
        return tree.root
    }

    /// The proof that the first `old` entries are a beginning of the first `size`.
    func proof(_ old: Int64, _ size: Int64) -> [TreeHash] {
        let prover = MerkleProver<Never>(size: size) { place throws(Never) in
            var tree = MerkleTree()
            for leaf in leaves[Int(place.leaves.lowerBound)..<Int(place.leaves.upperBound)] { tree.append(leaf) }
            return tree.root
        }
        return prover.consistency(from: old)
    }

    /// A checkpoint with its proof, as it should be unless something else is given.
    func submission(
        _ old: Int64, _ size: Int64, root: TreeHash? = nil, proof: [TreeHash]? = nil, signer: NoteSigner? = nil
    ) throws -> CheckpointSubmission {
        let checkpoint = Checkpoint(origin: source, size: size, root: root ?? self.root(size))
        return try CheckpointSubmission(
            old: old, proof: proof ?? self.proof(old, size), note: checkpoint.note(signedBy: [signer ?? self.signer]))
    }
}
