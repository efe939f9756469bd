/// Turns the bytes of a Server-Sent Events stream, in chunks of any size, into messages.
///
/// Invariants: how the bytes are cut into chunks never changes the messages; a message that was not ended by an empty
/// line is never given out; at most `longestLine` bytes of one line and `largestMessage` bytes of one message are held.
/// Source: the HTML standard, section "Interpreting an event stream".
package struct ServerSentEventParser: Sendable {
    /// A line or message above the limits; the stream cannot be followed any further.
    package struct Overflow: Error, Sendable, Hashable {}

    /// The id of the last message that had one: what to send as `Last-Event-ID`.
    package private(set) var lastID: String?
    /// What the server asked for as pause before the next attempt, in milliseconds.
    package private(set) var retryMilliseconds: Int?

    private let longestLine: Int
    private let largestMessage: Int
    private var line: [UInt8] = []
    private var sawReturn = false
    private var atStart = true
    private var name: String?
    private var pendingID: String?
    private var data: [UInt8] = []
    private var hasData = false

    /// Makes a parser at the start of a stream.
    package init(longestLine: Int = 1 << 20, largestMessage: Int = 4 << 20) {
        self.longestLine = longestLine
        self.largestMessage = largestMessage
    }

    /// Takes the next bytes, and gives the messages that they complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(Overflow) -> [ServerSentEvent] {
        var messages: [ServerSentEvent] = []
        for byte in bytes {
            switch byte {
            case 0x0A where sawReturn:
                sawReturn = false
            case 0x0A, 0x0D:
                sawReturn = byte == 0x0D
                if let message = endLine() { messages.append(message) }
                guard data.count <= largestMessage else { throw Overflow() }
            default:
                sawReturn = false
                guard line.count < longestLine else { throw Overflow() }
                line.append(byte)
            }
        }
        return messages
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if atStart {
            atStart = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        var value = colon < line.endIndex ? line[(colon + 1)...] : []
        if value.first == 0x20 { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data":
            if hasData { data.append(0x0A) }
            data.append(contentsOf: value)
            hasData = true
        case "event": name = String(decoding: value, as: UTF8.self)
        case "id" where !value.contains(0): pendingID = String(decoding: value, as: UTF8.self)
        case "retry" where !value.isEmpty && value.allSatisfy { 0x30...0x39 ~= $0 }:
            retryMilliseconds = Int(String(decoding: value, as: UTF8.self)) ?? retryMilliseconds
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            data.removeAll(keepingCapacity: true)
            hasData = false
            name = nil
        }
        if let pendingID { lastID = pendingID }
        guard hasData else { return nil }
        return ServerSentEvent(id: lastID, name: name, data: String(decoding: data, as: UTF8.self))
    }
}
