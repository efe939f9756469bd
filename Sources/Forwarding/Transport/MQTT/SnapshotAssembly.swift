import Crypto
import MerkleLog

/// A snapshot that comes in pieces, put together in memory: a pure state machine that answers as a receiver of files does.
///
/// Invariants: at most one snapshot is held, at most as large as the limit; only bytes whose SHA-256 is the one that was
/// promised are ever published.
struct SnapshotAssembly {
    /// What is to be done with a piece.
    enum Step {
        /// The file is whole: publish it.
        case publish([UInt8])
        /// This much is here.
        case partial(Int64)
        /// All of it was published.
        case complete(Int64)
        /// The piece does not follow what is here.
        case resume(Int64)
        /// The pieces are not what was promised; all of them are gone.
        case wrongDigest
        /// The file is none that a broker gets.
        case unfit(String)

        var answer: DeliveryAnswer {
            switch self {
            case .publish(let bytes): Self.answer(200, ["have": .integer(Int64(bytes.count)), "complete": false])
            case .partial(let have): Self.answer(200, ["have": .integer(have), "complete": false])
            case .complete(let total): Self.answer(200, ["have": .integer(total), "complete": true])
            case .resume(let have): Self.answer(409, ["have": .integer(have)])
            case .wrongDigest: Self.answer(422, ["error": "the file's bytes are not those of its entry"])
            case .unfit(let why): Self.answer(422, ["error": .string(why)])
            }
        }

        private static func answer(_ status: Int, _ members: [String: CanonicalValue]) -> DeliveryAnswer {
            MQTTAnswer.answer(status, members)
        }
    }

    private struct Name: Equatable {
        var source: String
        var seq: Int64
    }

    private var name: Name?
    private var bytes: [UInt8] = []
    private var finished: Name?

    /// Takes a piece, or the question how much is here.
    mutating func take(_ chunk: FileChunk, limit: Int) -> Step {
        guard chunk.mediaType == "image/jpeg" else { return .unfit("a broker gets snapshots, not recordings") }
        guard chunk.total <= limit else { return .unfit("it is larger than the \(limit) bytes that a broker gets") }
        let name = Name(source: chunk.source, seq: chunk.seq)
        if name == finished { return .complete(chunk.total) }
        if name != self.name {
            self.name = name
            bytes = []
        }
        guard !chunk.bytes.isEmpty else {
            return Int64(bytes.count) < chunk.total ? .partial(Int64(bytes.count)) : step(chunk)
        }
        guard chunk.offset == Int64(bytes.count), chunk.offset + Int64(chunk.bytes.count) <= chunk.total else {
            return .resume(Int64(bytes.count))
        }
        bytes += chunk.bytes
        return Int64(bytes.count) < chunk.total ? .partial(Int64(bytes.count)) : step(chunk)
    }

    /// The file was published.
    mutating func finish(_ chunk: FileChunk) {
        finished = Name(source: chunk.source, seq: chunk.seq)
        name = nil
        bytes = []
    }

    private mutating func step(_ chunk: FileChunk) -> Step {
        guard Array(SHA256.hash(data: bytes)) == chunk.sha256 else {
            bytes = []
            return .wrongDigest
        }
        return .publish(bytes)
    }
}
