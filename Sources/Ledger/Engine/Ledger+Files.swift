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
        guard let stored = try store.entry(of: source, seq: seq) else { return .unknownEntry }
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
        let known = try store.file(of: source, seq: seq)
        var file = known ?? shelf.row(of: seq, source: source, teller: teller, mediaType: piece.mediaType)
        if file.completed != nil { return .have(file.have, complete: true) }
        guard let range = piece.range else { return .have(file.have, complete: false) }
        guard range.lowerBound == file.have else { return .continueFrom(file.have) }

        let before = file
        try await onDisk { [shelf] () throws(LedgerError) in try shelf.append(bytes, to: before, isNew: known == nil) }
        file.have = range.upperBound
        state.withLock { $0.counters.fileBytes += Int64(bytes.count) }
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
        return try result.get()
    }
}
