/// Takes a tar archive apart, in pieces of any size: pure.
///
/// Invariants: how the bytes are cut changes nothing; nothing but plain files with paths that stay below where they are put
/// is accepted; an archive that was cut off is never taken for a whole one.
package struct TarParser: Sendable {
    /// What comes next.
    package enum Event: Sendable, Hashable {
        /// A file begins.
        case file(path: String, size: Int64)
        /// More of its bytes.
        case bytes([UInt8])
        /// It is complete.
        case end
    }

    /// The archive is none, or not one of a bundle.
    package struct Malformed: Error, Sendable, Hashable {
        /// Why.
        package var cause: String

        /// Makes one.
        package init(cause: String) {
            self.cause = cause
        }
    }

    private enum State { case header, body(left: Int64, padding: Int), padding(left: Int), done }

    private var state = State.header
    private var block: [UInt8] = []

    /// Makes a parser at the beginning of an archive.
    package init() {}

    /// Whether the end of the archive was seen.
    package var isComplete: Bool { if case .done = state { true } else { false } }

    /// Takes the next bytes.
    package mutating func feed(_ piece: some Collection<UInt8>) throws(Malformed) -> [Event] {
        var events: [Event] = []
        var rest = Array(piece)[...]
        while !rest.isEmpty {
            switch state {
            case .header:
                let count = min(TarHeader.blockSize - block.count, rest.count)
                block += rest.prefix(count)
                rest = rest.dropFirst(count)
                guard block.count == TarHeader.blockSize else { continue }
                defer { block.removeAll(keepingCapacity: true) }
                if block.allSatisfy({ $0 == 0 }) {
                    state = .done
                    continue
                }
                guard let header = TarHeader(block), Self.isSafe(header.path) else {
                    throw Malformed(cause: "it is no archive of plain files, or one of its paths leads elsewhere")
                }
                events.append(.file(path: header.path, size: header.size))
                state = .body(left: header.size, padding: TarHeader.padding(after: header.size))
                if header.size == 0 { finish(0, &events) }
            case .body(let left, let padding):
                let count = Int(min(left, Int64(rest.count)))
                events.append(.bytes(Array(rest.prefix(count))))
                rest = rest.dropFirst(count)
                state = .body(left: left - Int64(count), padding: padding)
                if left == Int64(count) { finish(padding, &events) }
            case .padding(let left):
                let count = min(left, rest.count)
                rest = rest.dropFirst(count)
                state = left == count ? .header : .padding(left: left - count)
            case .done: return events
            }
        }
        return events
    }

    private mutating func finish(_ padding: Int, _ events: inout [Event]) {
        events.append(.end)
        state = padding == 0 ? .header : .padding(left: padding)
    }

    private static func isSafe(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." } && !path.utf8.contains(0)
    }
}
