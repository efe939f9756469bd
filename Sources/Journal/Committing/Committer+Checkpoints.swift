import Dispatch
import MerkleLog
import Synchronization
import Timekeeping

extension Committer {
    /// The newest checkpoint; `nil` for a log that has none yet.
    var checkpoint: SignedNote? { shared.withLock { $0.checkpoint } }

    /// The key that signs now.
    var key: NoteKey? { shared.withLock { $0.signers.last?.key } }

    /// Signs the log as it is after everything submitted before, and answers with the checkpoint.
    func sign(_ completion: @escaping @Sendable (Result<SignedNote, JournalError>) -> Void) {
        submit(draft: nil, step: .none, isImpatient: true, wantsCheckpoint: true) { [self] answer in
            completion(
                answer.flatMap { _ in
                    guard let note = checkpoint else {
                        return .failure(
                            .refused(
                                path, cause: "an empty log has no checkpoint",
                                mend: "Wait for its first entry; a running site makes one at its start"))
                    }
                    return .success(note)
                })
        }
    }

    /// Appends the entry by which the key that signs then hands the log on to `successor`, which signs from then on.
    func rotate(
        to successor: NoteSigner, at time: TimeReading, details: [String: CanonicalValue],
        _ completion: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        submit(
            draft: EntryDraft(kind: .keyRotated, time: time, payload: .object(details)), step: .none,
            isImpatient: true, successor: successor
        ) { answer in completion(answer.map { _ in }) }
    }

    func askForCheckpoint(in seconds: Double) {
        queue.asyncAfter(deadline: .now() + seconds) { @Sendable [weak self] in
            guard let self else { return }
            shared.withLock { $0.schedule.timerFired() }
            submit(draft: nil, step: .none, wantsCheckpoint: true)
        }
    }
}
