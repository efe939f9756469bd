public import MerkleLog
import Synchronization
import Timekeeping

/// The log's checkpoints and its key.
extension Journal {
    /// The newest checkpoint; `nil` for a log that has none yet.
    public var checkpoint: SignedNote? { committer.checkpoint }

    /// Which log this is.
    public var origin: LogOrigin { committer.origin }

    /// The public key by which checkpoints are signed now.
    public var key: NoteKey? { committer.key }

    /// Signs the log with everything that was appended so far, and returns the checkpoint when it is durable.
    ///
    /// - Throws: ``JournalError`` if it cannot be now, or the log is empty.
    public func sign() async throws(JournalError) -> SignedNote {
        let answer = await withCheckedContinuation { continuation in
            committer.sign { continuation.resume(returning: $0) }
        }
        return try answer.get()
    }

    /// Hands the log over to `successor` without a file for it; for tests of what commits make of it.
    package func rotate(to successor: NoteSigner) async {
        await withCheckedContinuation { continuation in
            committer.rotate(to: successor, at: clock.reading(), details: [:]) { _ in continuation.resume() }
        }
    }

    /// Makes a new key and hands the log over to it, in an entry that the old one signs.
    ///
    /// The checkpoint that goes with it is signed by both keys.
    ///
    /// - Parameter details: who asked for it and why, for the entry's payload.
    /// - Throws: ``JournalError``, code `refused`, for a key that is provided from outside; `inUse` while another rotation
    ///   is under way; or why nothing can be committed now.
    @discardableResult
    public func rotateKey(details: [String: CanonicalValue] = [:]) async throws(JournalError) -> NoteKey {
        guard isRotating.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else {
            throw JournalError(
                code: .inUse, place: paths.keys, cause: "another rotation of the log's key is under way",
                mend: "Wait for its end, and see whether another one is still wanted: karaulactl journal key")
        }
        defer { isRotating.store(false, ordering: .releasing) }
        // If the rotation before was committed and its file did not come to its place, that file alone holds the key.
        if let next = try keys.next(at: clock.reading().utc, report: { _ in }), next.key == committer.key {
            try keys.adoptNext()
        }
        let successor = try keys.prepareNext()
        let time = clock.reading()
        let answer = await withCheckedContinuation { continuation in
            committer.rotate(to: successor, at: time, details: details) { continuation.resume(returning: $0) }
        }
        try answer.get()
        try keys.adoptNext()
        return successor.key
    }
}
