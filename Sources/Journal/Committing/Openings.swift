/// Which events are about to open, and who waits for that: pure.
///
/// Invariants: who waits for a token is answered once; nobody waits for a token of which no opening is in line, because
/// nothing would ever answer.
struct Openings {
    typealias Handler = @Sendable (Result<Int64, JournalError>) -> Void

    // Counted: a token may by mistake be opened twice, and refusing one opening says nothing of the other.
    private var inLine: [EventToken: Int] = [:]
    private var waiting: [EventToken: [Handler]] = [:]

    /// An opening of `token` came into line.
    mutating func add(_ token: EventToken) { inLine[token, default: 0] += 1 }

    /// Lets `handler` wait for `token`.
    ///
    /// - Returns: `false` if no opening of it is in line; the handler is forgotten then.
    mutating func wait(for token: EventToken, _ handler: @escaping Handler) -> Bool {
        guard inLine[token] != nil else { return false }
        waiting[token, default: []].append(handler)
        return true
    }

    /// An opening of `token` left the line: committed, or refused.
    ///
    /// - Returns: Who must be told so: all who wait, unless it was refused and another one is still in line.
    mutating func settle(_ token: EventToken, isCommitted: Bool) -> [Handler] {
        let left = (inLine[token] ?? 0) - 1
        inLine[token] = left > 0 ? left : nil
        guard isCommitted || left <= 0 else { return [] }
        return waiting.removeValue(forKey: token) ?? []
    }

    /// Forgets every opening.
    ///
    /// - Returns: All who wait.
    mutating func end() -> [Handler] {
        defer { self = Openings() }
        return waiting.values.flatMap { $0 }
    }
}
