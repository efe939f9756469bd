import Journal

/// A bundle as a tar archive, laid out before its first byte is sent.
struct TarArchive: Sendable {
    /// Two blocks of zeros end an archive.
    static let endCount = 2 * TarHeader.blockSize

    struct Part: Sendable {
        let header: [UInt8]
        let content: EvidenceBundle.Content
        let padding: Int
    }

    let parts: [Part]
    /// How many bytes the archive has.
    let count: Int64

    /// Lays a bundle out; `nil` if a path or size does not fit the format.
    init?(_ bundle: EvidenceBundle) {
        var parts: [Part] = []
        var count = Int64(Self.endCount)
        for (path, content) in bundle.parts {
            guard let header = TarHeader(path: "\(bundle.name)/\(path)", size: content.count).bytes else { return nil }
            let padding = TarHeader.padding(after: content.count)
            parts.append(Part(header: header, content: content, padding: padding))
            count += Int64(header.count + padding) + content.count
        }
        self.parts = parts
        self.count = count
    }
}
