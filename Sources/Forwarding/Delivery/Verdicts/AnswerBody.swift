import Foundation

/// What a receiver may say in the JSON body of an answer; members that are not understood are passed over.
struct AnswerBody: Decodable {
    /// The receiver has the lane only up to here.
    var resumeAfter: Int64?
    /// The receiver misses entries from here on.
    var missing: Int64?
    /// The entries that it refuses, and why.
    var refused: [Refusal]?
    /// The newest entry that it has, if what it refuses contradicts what it has.
    var newest: Int64?
    /// Bytes of the file that it has.
    var have: Int64?
    /// Whether it has the whole file, and its digest holds.
    var complete: Bool?

    struct Refusal: Decodable {
        var seq: Int64
        var cause: String?
        var mend: String?
    }

    private enum CodingKeys: String, CodingKey {
        case resumeAfter = "resume_after"
        case missing, refused, newest, have, complete
    }

    /// Reads a body; `nil` if it is no JSON object with members of these types.
    init?(_ bytes: [UInt8]) {
        guard let body = try? JSONDecoder().decode(AnswerBody.self, from: Data(bytes)) else { return nil }  // as said
        self = body
    }
}
