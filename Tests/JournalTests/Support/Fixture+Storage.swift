import Foundation
import Journal
import MerkleLog
import Testing
import Timekeeping

extension Fixture {
    /// Opens a journal that keeps house, but looks at the disk only when it is asked to.
    func openKeeping(
        in directory: String? = nil, _ storage: StorageOptions = StorageOptions(keepFree: 0, reserve: 0)
    ) throws(JournalError) -> Journal {
        var storage = storage
        storage.lookSeconds = 1e6
        return try open(in: directory) { $0.storage = storage }
    }

    /// An event with a snapshot and a recording, closed; everything is durable.
    func wholeEvent(in journal: Journal, camera: String = "gate", mark: String = "x", frames: Int = 3) async throws
        -> Int64
    {
        let token = journal.makeEventToken()
        let opening = try await journal.append(
            draft(
                .eventOpened, camera: camera,
                payload: ["rule": .string(mark), "alarm_kind": "intrusion", "place": .string(mark)], event: .open(token)
            ))
        journal.storeSnapshot(fakeJPEG(1), of: token, camera: camera, taken: clock.reading())
        let writer = journal.beginRecording(of: token, camera: camera, began: clock.reading())
        for frame in 0..<frames {
            let jpeg = fakeJPEG(frame)
            _ = jpeg.withUnsafeBytes { writer.append(bytes: $0, timestamp: Int64(frame)) }
        }
        writer.finish(reason: "quiet")
        try await journal.append(draft(.eventClosed, camera: camera, event: .close(token, reason: "left")))
        await journal.settle()
        return opening.seq
    }

    /// Every file below `recordings` and the sum of its bytes.
    func mediaSums(in directory: String? = nil) throws -> [String: String] {
        let root = "\(directory ?? self.directory)/recordings"
        var sums: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
            guard let data = FileManager.default.contents(atPath: "\(root)/\(name)") else { continue }
            sums["recordings/\(name)"] = sha256(Array(data)).map { String(format: "%02x", $0) }.joined()
        }
        return sums
    }

    /// Expects that a journal proves itself; its entries do not name its key (see `options`).
    func expectItHolds(_ journal: Journal, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let report = try JournalVerifier.verify(journal.reader, options: VerificationOptions(key: journal.key))
        #expect(report.holds, "\(report.findings)", sourceLocation: sourceLocation)
    }
}
