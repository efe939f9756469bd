import MerkleLog

/// Where the members of one CloudEvent stand in a batch.
///
/// Keys are compared as they are written; one that is written with escapes is a key that nobody knows.
struct EventMembers {
    /// The members of an event that a ledger reads, and those of its `data`.
    enum Member: String, CaseIterable {
        case specversion, id, source, type, time, subject, datacontenttype, data
        case record, payload, salt

        var isOfData: Bool { self == .record || self == .payload || self == .salt }
    }

    /// The bytes of the batch.
    let bytes: UnsafeBufferPointer<UInt8>
    private var places: [Range<Int>?] = Array(repeating: nil, count: Member.allCases.count)
    /// Members that nobody here knows, with what `data` holds of them behind a path `data.`.
    private(set) var unknown: [(key: String, value: Range<Int>)] = []

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Reads the object at which `skimmer` stands.
    init(_ skimmer: inout JSONSkimmer, in bytes: UnsafeBufferPointer<UInt8>) throws(CanonicalError) {
        var members = EventMembers(bytes: bytes)
        try skimmer.forEachMember { skimmer, key throws(CanonicalError) in
            skimmer.skipSpace()
            let member = Self.member(key, in: bytes, ofData: false)
            if member == .data, skimmer.next == UInt8(ascii: "{") {
                let start = skimmer.at
                try skimmer.forEachMember { skimmer, key throws(CanonicalError) in
                    let value = try skimmer.skipValue()
                    try members.note(Self.member(key, in: bytes, ofData: true), key, value, path: "data.", skimmer)
                }
                try members.note(.data, key, start..<skimmer.at, path: "", skimmer)
            } else {
                let value = try skimmer.skipValue()
                try members.note(member, key, value, path: "", skimmer)
            }
        }
        self = members
    }

    private mutating func note(
        _ member: Member?, _ key: Range<Int>, _ value: Range<Int>, path: String, _ skimmer: JSONSkimmer
    ) throws(CanonicalError) {
        let twice = skimmer.error("the key appears twice in one object", at: key.lowerBound)
        if let member {
            let index = Self.index(of: member)
            guard places[index] == nil else { throw twice }
            places[index] = value
        } else {
            let name = path + String(decoding: bytes[key], as: UTF8.self)
            guard unknown.count < 64 else { throw skimmer.error("more than 64 unknown members", at: key.lowerBound) }
            guard !unknown.contains(where: { $0.key == name }) else { throw twice }
            unknown.append((name, value))
        }
    }

    private static func index(of member: Member) -> Int {
        switch member {
        case .specversion: 0
        case .id: 1
        case .source: 2
        case .type: 3
        case .time: 4
        case .subject: 5
        case .datacontenttype: 6
        case .data: 7
        case .record: 8
        case .payload: 9
        case .salt: 10
        }
    }

    private static func member(
        _ key: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, ofData: Bool
    ) -> Member? {
        let written = bytes[key]
        for member in ofData ? dataMembers : eventMembers where written.elementsEqual(member.name.utf8) {
            return member.member
        }
        return nil
    }

    private static let eventMembers = Member.allCases.filter { !$0.isOfData }.map { (name: $0.rawValue, member: $0) }
    private static let dataMembers = Member.allCases.filter(\.isOfData).map { (name: $0.rawValue, member: $0) }

    /// The bytes of a member's value; `nil` if it is absent.
    func value(_ member: Member) -> Slice<UnsafeBufferPointer<UInt8>>? {
        places[Self.index(of: member)].map { bytes[$0] }
    }

    /// The text of a member; `nil` if it is absent or no text.
    func text(_ member: Member) -> String? {
        value(member).flatMap(Self.text)
    }

    /// The text that a JSON value is; `nil` if it is none.
    static func text(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        guard value.first == UInt8(ascii: "\"") else { return nil }
        let inner = value.dropFirst().dropLast()
        if !inner.contains(UInt8(ascii: "\\")) { return String(decoding: inner, as: UTF8.self) }
        return (try? CanonicalValue(parsing: Array(value)))?.string  // the skimmer has passed over it: it parses
    }

    /// Whether a member is there and not `null`.
    func isPresent(_ member: Member) -> Bool {
        value(member).map { $0.first != UInt8(ascii: "n") } ?? false
    }

    /// The unknown members as one JSON object; `nil` if there are none.
    var extra: [UInt8]? {
        guard !unknown.isEmpty else { return nil }
        var object: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in unknown.enumerated() {
            if index > 0 { object.append(UInt8(ascii: ",")) }
            object.append(UInt8(ascii: "\""))
            object += member.key.utf8
            object += "\":".utf8
            object += bytes[member.value]
        }
        object.append(UInt8(ascii: "}"))
        return object
    }
}
