import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of a request within bounds of size, time and memory.
struct BoundedBody {
    /// Why a body was not read.
    enum Refusal: Error {
        /// More than `limit` bytes.
        case tooLarge(limit: Int)
        /// Too many bytes of other requests are in memory.
        case noRoom
        /// It is not what its `Content-Encoding` says.
        case damaged
        /// Its `Content-Encoding` is unknown.
        case unknownCoding
        /// The client went away, or took too long.
        case gone
    }

    let request: Request
    let share: BodyBudget.Share

    /// The whole body, unpacked; at most `limit` bytes, packed and unpacked.
    func read(limit: Int, mayBePacked: Bool) async throws(Refusal) -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw .tooLarge(limit: limit)
        }
        var bytes: [UInt8] = []
        do {
            for try await part in request.body {
                guard bytes.count + part.readableBytes <= limit else { throw Refusal.tooLarge(limit: limit) }
                guard share.take(part.readableBytes) else { throw Refusal.noRoom }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw .gone
        }
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "identity": return bytes
        case "gzip" where mayBePacked: return try unpacked(bytes, limit: limit)
        default: throw .unknownCoding
        }
    }

    private func unpacked(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        let result: [UInt8]
        do throws(Gunzip.Failure) {
            result = try Gunzip.bytes(of: bytes, limit: limit)
        } catch {
            throw error == .tooLarge ? .tooLarge(limit: limit) : .damaged
        }
        guard share.take(result.count) else { throw .noRoom }
        return result
    }
}
