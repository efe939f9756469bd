import FoundationEssentials

/// A piece of a file that a site sends, or the question how much is there: the headers of `PUT /v1/files/SEQ`.
public struct FilePiece: Sendable, Hashable {
    /// The largest file that is taken, in bytes.
    public static let fileLimit: Int64 = 16 << 30
    /// The largest piece that is taken, in bytes.
    public static let pieceLimit = 4 << 20

    /// Where the piece stands; `nil` for the question.
    public var range: Range<Int64>?
    /// The size of the whole file.
    public var total: Int64
    /// The SHA-256 of the whole file.
    public var sha256: [UInt8]
    /// `image/jpeg` or `video/x-motion-jpeg`.
    public var mediaType: String

    /// Reads the headers `Content-Range`, `Repr-Digest` and `Content-Type`.
    ///
    /// - Throws: ``IngestError`` that names the header that is missing or wrong.
    public init(contentRange: String?, digest: String?, contentType: String?) throws(IngestError) {
        (range, total) = try Self.range(contentRange)
        sha256 = try Self.sum(digest)
        let type = (contentType ?? "").prefix { $0 != ";" }.lowercased()
        guard type == "image/jpeg" || type == "video/x-motion-jpeg" else {
            throw IngestError(
                place: "Content-Type", cause: "'\(type.prefix(40))' is not taken",
                mend: "send image/jpeg or video/x-motion-jpeg")
        }
        mediaType = type
    }

    /// `bytes A-B/TOTAL` or `bytes */TOTAL` (RFC 9110, 14.4).
    private static func range(_ text: String?) throws(IngestError) -> (Range<Int64>?, Int64) {
        let wrong = IngestError(
            place: "Content-Range", cause: text.map { "'\($0.prefix(60))' is no range of bytes" } ?? "it is missing",
            mend: "send `bytes A-B/TOTAL`, or `bytes */TOTAL` to ask")
        guard let text, text.hasPrefix("bytes ") else { throw wrong }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let total = EntryNumber.parse(parts[1], from: 1), total <= fileLimit else {
            throw wrong
        }
        if parts[0] == "*" { return (nil, total) }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = EntryNumber.parse(ends[0], from: 0),
            let last = EntryNumber.parse(ends[1], from: first), last < total
        else {
            throw wrong
        }
        guard last - first < pieceLimit else {
            throw IngestError(
                place: "Content-Range", cause: "the piece is larger than \(pieceLimit) bytes", mend: "send smaller ones"
            )
        }
        return (first..<last + 1, total)
    }

    /// `sha-256=:BASE64:`, maybe among others (RFC 9530).
    private static func sum(_ text: String?) throws(IngestError) -> [UInt8] {
        for item in (text ?? "").split(separator: ",") {
            let item = item.drop { $0 == " " }
            guard item.hasPrefix("sha-256=:"), item.hasSuffix(":") else { continue }
            if let data = Data(base64Encoded: String(item.dropFirst(9).dropLast())), data.count == 32 {
                return Array(data)
            }
        }
        throw IngestError(
            place: "Repr-Digest", cause: "there is no sha-256 in it", mend: "send `sha-256=:BASE64:` of the whole file")
    }
}
