import Hummingbird
import MerkleLog
import NIOCore

/// The body of a `POST`: a JSON object of known members, or nothing.
struct RequestBody: Sendable {
    /// The largest body, in bytes.
    static let largest = 64 * 1024

    let members: [String: CanonicalValue]

    /// Reads the body of a request.
    ///
    /// - Throws: ``QueryError`` if it is too large, no object, or holds a member that is not in `keys`.
    init(_ request: Request, keys: Set<String>) async throws {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.largest)
        } catch is NIOTooManyBytesError {
            throw QueryError(key: "body", cause: "it has more than \(Self.largest) bytes")
        }
        guard buffer.readableBytes > 0 else {
            members = [:]
            return
        }
        let value: CanonicalValue
        do {
            value = try CanonicalValue(parsing: Array(buffer.readableBytesView))
        } catch {
            throw QueryError(key: "body", cause: "a JSON object is expected (\(error))")
        }
        guard case .object(let members) = value else {
            throw QueryError(key: "body", cause: "a JSON object is expected")
        }
        if let other = members.keys.filter({ !keys.contains($0) }).min() {
            let known = keys.isEmpty ? "no member is" : "\(keys.sorted().joined(separator: ", ")) are"
            throw QueryError(key: other, cause: "there is no such member; \(known) known")
        }
        self.members = members
    }

    /// A text of one line, if it is there.
    func reason(_ key: String = "reason") throws(QueryError) -> String? {
        guard let value = members[key], value != .null else { return nil }
        guard let text = value.string else { throw QueryError(key: key, cause: "a text is expected") }
        return try EntryQuery.reason(text, key: key)
    }
}
