import Dispatch
import Logging
public import MerkleLog
import Synchronization
import Timekeeping

extension Ledger {
    /// Takes a piece of the file that an entry tells of, or tells how much of it is here.
    ///
    /// - Parameter bytes: the piece; as long as `piece.range`, or empty for the question.
    /// - Throws: ``LedgerError`` if that cannot be now.
    public func take(
        _ piece: FilePiece, _ bytes: [UInt8], of seq: Int64, in origin: LogOrigin
    ) async throws(LedgerError) -> FileVerdict {
        let source = origin.description
        let entry = try reading { () throws(LedgerError) in try store.entry(of: source, seq: seq) }
        guard let stored = entry else { return .unknownEntry }
        guard let teller = FileTeller(stored.entry) else {
            return .wrong("entry \(seq) tells of no file, or its payload is not here in full")
        }
        guard piece.total == teller.bytes, piece.sha256 == teller.sha256 else {
            return .wrong(
                "entry \(seq) tells of \(teller.bytes) bytes with SHA-256 \(Hexadecimal.text(teller.sha256)), not of this file"
            )
        }
        let key = "\(source) \(seq)"
        guard shelf.claim(key) else {
            throw LedgerError(
                .overloaded, place: "the file of entry \(seq)", cause: "another request is writing to it",
                mend: "Send one request at a time")
        }
        defer { shelf.release(key) }
        let known = try reading { () throws(LedgerError) in try store.file(of: source, seq: seq) }
        var file = known ?? shelf.row(of: seq, source: source, teller: teller, mediaType: piece.mediaType)
        if file.completed != nil { return .have(file.have, complete: true) }
        guard let range = piece.range else { return .have(file.have, complete: false) }
        guard range.lowerBound == file.have else { return .continueFrom(file.have) }

        let before = file
        try await onDisk { [shelf] () throws(LedgerError) in try shelf.append(bytes, to: before, isNew: known == nil) }
        file.have = range.upperBound
        state.withLock { state in
            state.counters.fileBytes += Int64(bytes.count)
            state.fileProblem = nil
        }
        guard file.have == file.bytes else {
            _ = try await perform(.file(file), on: origin, weight: 1024)
            return .have(file.have, complete: false)
        }
        let whole = file
        let sum = try await onDisk { [shelf] () throws(LedgerError) in try shelf.sum(of: whole) }
        guard let sum, sum.bytes == file.bytes, sum.sha256 == file.sha256 else {
            file.have = 0
            _ = try await perform(.file(file), on: origin, weight: 1024)
            state.withLock { $0.counters.filesRefused += 1 }
            logger.warning("a file is not what its entry says", metadata: ["source": "\(source)", "seq": "\(seq)"])
            return .wrong("the whole file has another digest than entry \(seq) says; send it from the beginning")
        }
        file.completed = now
        _ = try await perform(.file(file), on: origin, weight: 1024)
        return .have(file.have, complete: true)
    }

    /// Does what blocks where that harms nobody.
    private func onDisk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        let result: Result<Value, LedgerError> = await withCheckedContinuation { continuation in
            fileQueue.async {
                do throws(LedgerError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        if case .failure(let error) = result { reportFile(error) }
        return try result.get()
    }

    /// Tells of a file that could not be written or read as ``reportCommit(_:)`` does of a transaction.
    private func reportFile(_ error: LedgerError) {
        state.withLock { state in
            state.counters.fileFailures += 1
            // A path that cannot be is that one file's trouble.
            if error.code != .refused { state.fileProblem = error }
        }
        logger.error("a file could not be stored", metadata: ["error": "\(error)"])
        // Whatever else went wrong was acknowledged to nobody.
        if error.code == .unsynchronized { onBroken(error) }
    }

    /// Reads from the store, and tells of it if that fails.
    private func reading<Value>(_ body: () throws(LedgerError) -> Value) throws(LedgerError) -> Value {
        do throws(LedgerError) {
            return try body()
        } catch {
            reportRequest(error)
            throw error
        }
    }
}
