import Dispatch
import Journal
import MerkleLog
import NIOCore

/// The one place through which every read of personal data by a person goes.
///
/// Invariants:
/// - Personal data leaves the site over the socket only under a ``ReadGrant`` or out of a ``Sealed`` value, and only this
///   file makes or opens those: a path that forgot to ask would not compile.
/// - A grant is given after the entry is durable that says who read what, when and why. If the entry cannot be committed
///   now, there is no grant: accountability goes before convenience.
/// - Entries of the audit are read under a grant like all others. A grant is one entry, however many pages or messages are
///   read under it, so that reading the audit ends.
struct Audit: Sendable {
    /// Why nothing is shown: the entry that must come first could not be committed.
    struct Refusal: Error {
        let cause: JournalError
    }

    let journal: Journal
    private let queue = DispatchQueue(label: "karaula.console.peers", target: .global(qos: .utility))

    init(journal: Journal) {
        self.journal = journal
    }

    /// Who is at the other end of a connection to the socket.
    func peer(on channel: any Channel) async throws -> Peer {
        let credentials = try await PeerCredentials.of(channel)
        return await withCheckedContinuation { continuation in
            queue.async { @Sendable in continuation.resume(returning: Peer(credentials)) }
        }
    }

    /// Notes that `peer` reads, and lets it.
    ///
    /// - Throws: ``Refusal`` if that cannot be noted now.
    func grant(_ read: AuditedRead, to peer: Peer) async throws -> ReadGrant {
        ReadGrant(entry: try await note(.auditRead, read.details(by: peer)).seq)
    }

    /// Reads what is shown to nobody before it is noted, because what is noted depends on it.
    func seal<T: Sendable>(_ body: (ReadGrant) async throws -> T) async rethrows -> Sealed<T> {
        Sealed(content: try await body(ReadGrant(entry: 0)))
    }

    /// Notes that a person takes away what was sealed, and opens it.
    ///
    /// - Throws: ``Refusal`` if that cannot be noted now.
    func open<T: Sendable>(
        _ sealed: Sealed<T>, noting details: (T) -> [String: CanonicalValue]
    ) async throws -> (content: T, entry: Entry) {
        let entry = try await note(.auditExported, details(sealed.content))
        return (sealed.content, entry)
    }

    private func note(_ kind: EntryKind, _ details: [String: CanonicalValue]) async throws -> Entry {
        do throws(JournalError) {
            return try await journal.appendAtOnce(kind, details: details)
        } catch {
            throw Refusal(cause: error)
        }
    }
}

/// The right to read personal data, given after the entry that says so.
struct ReadGrant: Sendable {
    /// The entry; 0 for what is sealed until its entry is there.
    let entry: Int64

    fileprivate init(entry: Int64) {
        self.entry = entry
    }
}

/// Something that was read and is shown to nobody yet.
struct Sealed<T: Sendable>: Sendable {
    fileprivate let content: T
}
