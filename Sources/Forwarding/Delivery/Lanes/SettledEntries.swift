/// Which entries behind the routine lane's cursor are settled already, because another lane has seen to them: one bit each.
///
/// What is forgotten costs nothing but a duplicate, so that it is bounded: beyond ``capacity`` entries behind the cursor
/// nothing is noted.
package struct SettledEntries: Sendable {
    /// How many entries behind the base are remembered at most; 1 MiB of bits.
    package static let capacity: Int64 = 8 << 20

    /// Entries up to here are not looked at any more.
    package private(set) var base: Int64 = 0
    /// Bit *i* of word *w* stands for entry `origin + 64 · w + i + 1`.
    private var words: [UInt64] = []
    private var origin: Int64 = 0

    /// Nothing is settled.
    package init() {}

    /// Notes that `seq` is settled.
    package mutating func insert(_ seq: Int64) {
        guard seq > base, seq - origin <= Self.capacity else { return }
        let place = Int(seq - origin - 1)
        while words.count <= place / 64 { words.append(0) }
        words[place / 64] |= 1 << UInt64(place % 64)
    }

    /// Whether `seq` is noted.
    package func contains(_ seq: Int64) -> Bool {
        guard seq > base else { return false }
        let place = Int(seq - origin - 1)
        return place / 64 < words.count && words[place / 64] & 1 << UInt64(place % 64) != 0
    }

    /// Whether nothing is noted.
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The last entry up to which all behind `seq` are noted, without a gap; `seq` itself if the next is not.
    package func runEnd(after seq: Int64) -> Int64 {
        var end = seq
        while contains(end + 1) {
            let place = Int(end - origin)
            if place % 64 == 0, words[place / 64] == .max { end += 64 } else { end += 1 }
        }
        return end
    }

    /// Up to `limit` entries behind `seq` and up to `end` that are not noted, and how far was looked; `nil` if none is noted
    /// there, so that the stretch may be read as it is.
    package func gaps(after seq: Int64, through end: Int64, limit: Int) -> (seqs: [Int64], through: Int64)? {
        guard seq < end, limit > 0 else { return nil }
        var seqs: [Int64] = []
        var next = seq + 1
        var hasNoted = false
        while next <= end, seqs.count < limit {
            if contains(next) { hasNoted = true } else { seqs.append(next) }
            next += 1
        }
        return hasNoted ? (seqs, next - 1) : nil
    }

    /// Forgets everything up to `seq`.
    package mutating func drop(through seq: Int64) {
        guard seq > base else { return }
        base = seq
        let whole = Int((base - origin) / 64)
        guard whole >= 1024 || whole >= words.count else { return }
        words.removeFirst(min(whole, words.count))
        if words.isEmpty { words = [] }
        origin += Int64(whole) * 64
    }

    /// Forgets everything behind `seq`, and looks behind it again.
    package mutating func forget(after seq: Int64) {
        if seq < base {
            words = []
            base = max(0, seq)
            origin = base
            return
        }
        let place = Int(seq - origin)
        guard place / 64 < words.count else { return }
        words.removeLast(words.count - place / 64 - 1)
        words[place / 64] &= (1 << UInt64(place % 64)) - 1
    }
}
