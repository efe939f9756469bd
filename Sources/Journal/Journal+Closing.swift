import Dispatch
import GRDB
import Synchronization

extension Journal {
    /// Waits until everything that was given to the journal so far is settled: entries committed or refused, finished
    /// recordings and snapshots sealed, and their entries committed too.
    public func settle() async {
        await withCheckedContinuation { continuation in
            committer.flush { [self] _ in
                committer.afterAnswers { [self] in
                    keeper.queue.async { @Sendable [self] in
                        committer.flush { _ in continuation.resume() }
                    }
                }
            }
        }
    }

    /// Finishes the recordings, commits what waits, signs it, and lets go of the directory.
    ///
    /// Never waits; the completion is called once, with `nil`, or with why drafts were lost: one last attempt is made to
    /// commit them. What is appended from now on is refused at the latest when the completion is called.
    public func close(completion: @escaping @Sendable (JournalError?) -> Void) {
        lifeSign.stop()
        housekeeper?.stop()
        keeper.finishAll(reason: "stopped")
        committer.flush { [self] _ in
            committer.afterAnswers { [self] in
                keeper.queue.async { @Sendable [self] in
                    keeper.detachWaiting(.closed(paths.directory))
                    afterHousekeeping { [self] in
                        // The last word is signed too; if it cannot be now, the next start's interval brings it.
                        committer.submit(draft: nil, step: .none, isImpatient: true, wantsCheckpoint: true)
                        committer.flush { [self] failure in completion(end(failure)) }
                    }
                }
            }
        }
    }

    /// Erases nothing any more, and returns when what was begun is submitted: for whoever has a last word to write.
    public func endHousekeeping() async {
        housekeeper?.stop()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            afterHousekeeping { continuation.resume() }
        }
    }

    private func afterHousekeeping(_ body: @escaping @Sendable () -> Void) {
        guard let housekeeper else { return body() }
        housekeeper.queue.async(execute: body)
    }

    /// As `close(completion:)`.
    ///
    /// - Throws: `JournalError` that says how many drafts were lost, and why.
    public func close() async throws(JournalError) {
        let failure = await withCheckedContinuation { continuation in
            close { continuation.resume(returning: $0) }
        }
        if let failure { throw failure }
    }

    private func end(_ failure: JournalError?) -> JournalError? {
        var failure = failure
        let lost = committer.end()
        if lost > 0, let cause = failure {
            failure = JournalError(
                code: cause.code, place: cause.place, cause: "\(lost) drafts were lost: \(cause.cause)",
                mend: cause.mend)
        }
        do {
            // A reader in another process may hold the log; SQLite then checkpoints at the next opening.
            _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }  // a courtesy: the log holds it all
            try pool.close()
        } catch {
            failure = failure ?? .database(error, paths.database, doing: "close the database")
        }
        lifeSign.end()
        lock.withLock { $0 = nil }
        return failure
    }
}
