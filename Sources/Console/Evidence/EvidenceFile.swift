import Journal

/// A snapshot or recording that a bundle is to hold, opened and compared with what was written; or why it is left out.
struct EvidenceFile: Sendable {
    let file: EventFile
    /// The open file; `nil` if it is left out.
    let reader: MediaReader?
    /// Why it is left out.
    let cause: String?

    /// Opens and reads the whole file. It stays readable until the bundle is sent, even if it is erased meanwhile.
    init(_ file: EventFile, from reader: JournalReader) {
        self.file = file
        var opened: MediaReader?
        var cause: String?
        if let eraser = file.erased {
            cause = "it was erased, as entry \(eraser) says"
        } else {
            do throws(JournalError) {
                let media = try reader.open(file)
                if media.bytes != file.bytes {
                    cause = "the file has \(media.bytes) bytes, and \(file.bytes) were written"
                } else if media.bytes >= TarHeader.largestFile {
                    cause = "it is too large for a tar archive"
                } else if try media.sum() != file.sha256 {
                    cause = "the file's bytes are not those that were written"
                } else {
                    opened = media
                }
            } catch {
                cause = error.cause
            }
        }
        self.reader = opened
        self.cause = cause
    }
}
