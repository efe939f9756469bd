import Crypto
import Journal
import MerkleLog

/// A snapshot or recording that a bundle is to hold, opened and compared with what its entry says; or why it is left out.
///
/// Invariant: what is not, byte for byte, what the entry tells of is not in the bundle, and the entry about the export says
/// so. So whatever became of the rows and files, the rest can be exported, and the bundle verifies.
struct EvidenceFile: Sendable {
    /// The entry that tells of it.
    let entry: Int64
    /// The event it belongs to.
    let event: Int64
    /// Where it is, relative to the journal's directory.
    let path: String
    /// SHA-256 of its bytes, in hexadecimal.
    let sha256: String
    /// The open file; `nil` if it is left out.
    let reader: MediaReader?
    /// Why it is left out.
    let cause: String?
    /// A recording's index; `nil` for a snapshot, and if it is left out.
    let index: [UInt8]?
    /// Where each frame lies, by the index.
    let frames: [RecordingIndex.Frame]
    /// Why the index is left out.
    let indexCause: String?

    /// Opens and reads the whole file. It stays readable until the bundle is sent, even if it is erased meanwhile.
    ///
    /// - Parameters:
    ///   - row: what the database tells of the file; `nil` if it tells nothing.
    ///   - entry: the entry that tells of the file.
    /// - Returns: `nil` if there never was a file.
    init?(_ row: EventFile?, of entry: Entry, in event: Int64, from reader: JournalReader) {
        guard let path = entry.payload["path"]?.string ?? row?.path else { return nil }
        self.entry = entry.seq
        self.event = event
        self.path = path
        sha256 = entry.payload["sha256"]?.string ?? ""
        do throws(Obstacle) {
            self.reader = try Self.open(row, entry, reader)
            cause = nil
        } catch {
            self.reader = nil
            cause = error.cause
        }
        do throws(Obstacle) {
            let found = try Self.index(row, entry)
            (index, frames, indexCause) = (found?.bytes, found?.frames ?? [], nil)
        } catch {
            (index, frames, indexCause) = (nil, [], error.cause)
        }
    }

    private static func open(
        _ row: EventFile?, _ entry: Entry, _ reader: JournalReader
    ) throws(Obstacle) -> MediaReader {
        guard let row else { throw Obstacle("the database does not tell of it any more") }
        if let eraser = row.erased { throw Obstacle("it was erased, as entry \(eraser) says") }
        let told = entry.payload
        guard told["path"]?.string == row.path, told["bytes"]?.integer == row.bytes,
            told["sha256"]?.string == Hexadecimal.text(row.sha256)
        else { throw Obstacle("the database says otherwise of it than entry \(entry.seq)") }
        let media = try Self.read { () throws(JournalError) in try reader.open(row) }
        guard media.bytes == row.bytes else {
            throw Obstacle("the file has \(media.bytes) bytes, and \(row.bytes) were written")
        }
        guard media.bytes < TarHeader.largestFile else { throw Obstacle("it is too large for a tar archive") }
        guard try Self.read({ () throws(JournalError) in try media.sum() }) == row.sha256 else {
            throw Obstacle("the file's bytes are not those that were written")
        }
        return media
    }

    private static func read<T>(_ body: () throws(JournalError) -> T) throws(Obstacle) -> T {
        do throws(JournalError) { return try body() } catch { throw Obstacle(error.cause) }
    }

    /// The index, if the entry tells of one and it still is that one.
    private static func index(
        _ row: EventFile?, _ entry: Entry
    ) throws(Obstacle) -> (bytes: [UInt8], frames: [RecordingIndex.Frame])? {
        guard let sum = entry.payload["index_sha256"]?.string else { return nil }
        guard let bytes = row?.index else { throw Obstacle("the database has no index of it any more") }
        guard Hexadecimal.text(Array(SHA256.hash(data: bytes))) == sum else {
            throw Obstacle("the index is not the one that was written")
        }
        guard let frames = RecordingIndex.frames(in: bytes) else { throw Obstacle("the index cannot be read") }
        let end = frames.last.map { $0.offset + Int64($0.length) } ?? 0
        let length = entry.payload["bytes"]?.integer ?? 0
        guard end <= length else {
            throw Obstacle("the index tells of \(end) bytes, and \(length) were written")
        }
        return (bytes, frames)
    }

    /// Why something is left out.
    private struct Obstacle: Error {
        let cause: String

        init(_ cause: String) {
            self.cause = cause
        }
    }
}
