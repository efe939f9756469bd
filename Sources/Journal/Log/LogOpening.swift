import GRDB
import MerkleLog
import Timekeeping

/// Takes up a log where it was left, with the key that its newest entry about keys names.
///
/// A key that was to follow when the process ended follows if the log has the entry that says so, and is forgotten if not.
/// A key that the log does not know is used all the same, for a guard that refuses to work guards nothing; but the log says
/// that nobody handed it on, and so does whoever verifies it.
struct LogOpening {
    let state: LogState
    /// What the log named as its key before; `nil` for a new log.
    private let named: String?

    init(
        reader: JournalReader, keys: KeyStore, time: UTCTime, report: (JournalError) -> Void
    ) throws(JournalError) {
        let origin = try reader.origin()
        let (tree, named) = try reader.read { database -> (MerkleTree, String?) in
            let head = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry") ?? 0
            let store = NodeStore(database: database, path: reader.paths.database)
            return (try store.tree(size: head), try KeyHistory(database, reader: reader).newest)
        }
        if let next = try keys.next(at: time, report: report) {
            if next.key.description == named { try keys.adoptNext() } else { try keys.discardNext() }
        }
        let signer = try keys.open(at: time, report: report)
        var checkpoint: (Int64, SignedNote)?
        if let note = try reader.newestCheckpoint() {
            do throws(NoteError) {
                checkpoint = (try Checkpoint(parsing: note.text).size, note)
            } catch {
                throw .corrupt(reader.paths.database, cause: "its newest checkpoint cannot be read (\(error))")
            }
        }
        if let named, named != signer.key.description {
            report(
                JournalError(
                    code: .refused, place: reader.paths.keys,
                    cause: "the log's key is not the one by which the log was signed so far",
                    mend: "If you did not change it, find out who did; what is signed from now on names the new key"))
        }
        state = LogState(origin: origin, tree: tree, signer: signer, checkpoint: checkpoint)
        self.named = named
    }

    /// Notes in the log by which key it is signed, if it does not know yet.
    func submit(to committer: Committer, at time: TimeReading) {
        let key = state.signer.key.description
        guard named != key else { return }
        var payload: [String: CanonicalValue] = ["key": .string(key), "pem": .string(state.signer.key.pem)]
        if let named { payload["previous"] = .string(named) }
        committer.submit(
            draft: EntryDraft(kind: .keyCreated, time: time, payload: .object(payload)), step: .none)
    }
}
