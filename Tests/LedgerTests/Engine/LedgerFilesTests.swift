import Crypto
import Foundation
import Ledger
import MerkleLog
import Synchronization
import TestKit
import Testing

@Suite("A ledger that takes files")
struct LedgerFilesTests {
    private let folder: TemporaryDirectory
    private let store: SQLiteLedgerStore
    private let directory: LedgerDirectory
    private let ledger: Ledger
    private let content: [UInt8]
    private let log: SampleLog

    init() async throws {
        folder = try TemporaryDirectory()
        directory = try LedgerDirectory(opening: folder.file("ledger"))
        store = try SQLiteLedgerStore(directory: directory)
        ledger = try Samples.ledger(store, directory: directory.path)
        var generator = SeededGenerator(seed: 1)
        content = (0..<5000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var log = try SampleLog()
        log.add("event.snapshot", Self.payload(content))
        log.add()
        log.add("event.snapshot", ["bytes": 10])
        self.log = log
        _ = try await ledger.take(try log.batch(1...4), at: BatchPlace())
    }

    private static func payload(_ content: [UInt8]) -> CanonicalValue {
        let sum = SHA256.hash(data: content).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return ["bytes": .integer(Int64(content.count)), "sha256": .string(sum), "path": "x.jpg"]
    }

    private func put(
        _ range: Range<Int>?, of bytes: [UInt8]? = nil, seq: Int64 = 2, on other: Ledger? = nil
    ) async throws -> FileVerdict {
        let digest = Data(SHA256.hash(data: content)).base64EncodedString()
        let text = range.map { "bytes \($0.lowerBound)-\($0.upperBound - 1)/5000" } ?? "bytes */5000"
        let piece = try FilePiece(contentRange: text, digest: "sha-256=:\(digest):", contentType: "image/jpeg")
        return try await (other ?? ledger).take(
            piece, range.map { Array((bytes ?? content)[$0]) } ?? [], of: seq, in: log.origin)
    }

    private var path: String { "\(directory.path)/files/\(log.source)/2.jpg" }

    private var onDisk: [UInt8]? { FileManager.default.contents(atPath: path).map { Array($0) } }

    @Test("takes pieces in order, and has the whole in the end")
    func pieces() async throws {
        #expect(try await put(nil) == .have(0, complete: false))
        #expect(try await put(0..<2000) == .have(2000, complete: false))
        #expect(try await put(0..<2000) == .continueFrom(2000))
        #expect(try await put(2500..<5000) == .continueFrom(2000))
        #expect(try await put(nil) == .have(2000, complete: false))
        #expect(try await put(2000..<5000) == .have(5000, complete: true))
        #expect(onDisk == content)
        #expect(try await put(0..<2000) == .have(5000, complete: true))
        #expect(onDisk == content)
        var verifier = LedgerVerifier(store: store, directory: directory.path, key: nil)
        #expect(try verifier.run().findings.isEmpty)
    }

    @Test("goes on after a crash where its row ends, whatever lies behind that or instead of it")
    func crash() async throws {
        _ = try await put(0..<2000)
        // A write that was never acknowledged, or what a power cut made of it.
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: [UInt8](repeating: 0, count: 777))
        try file.close()
        #expect(try await put(2000..<5000) == .have(5000, complete: true))
        #expect(onDisk == content)
    }

    @Test("begins a file anew over what a crash left without a row")
    func leftover() async throws {
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/files/\(log.source)", withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(filePath: path))
        #expect(try await put(0..<5000) == .have(5000, complete: true))
        #expect(onDisk == content)
    }

    @Test("refuses a whole that is not what the entry says, and takes it right afterwards")
    func damaged() async throws {
        var other = content
        other[17] ^= 1
        #expect(try await put(0..<2000, of: other) == .have(2000, complete: false))
        guard case .wrong = try await put(2000..<5000) else {
            Issue.record("it was taken")
            return
        }
        #expect(try await put(nil) == .have(0, complete: false))
        #expect(try await put(0..<5000) == .have(5000, complete: true))
        #expect(onDisk == content)
    }

    @Test("knows no file of an entry that is not here, tells of none, or does not prove what it says")
    func entries() async throws {
        #expect(try await put(0..<10, seq: 9) == .unknownEntry)
        for seq: Int64 in [1, 3, 4] {
            guard case .wrong = try await put(0..<10, seq: seq) else {
                Issue.record("entry \(seq) has no such file")
                continue
            }
        }
    }

    @Test("says that no file can be stored when a piece cannot be synced, and that the disk cannot be trusted")
    func syncFails() async throws {
        let failure = Mutex(EIO)
        let told = Mutex<[LedgerError.Code]>([])
        let ledger = try Samples.ledger(
            store, directory: directory.path,
            synchronizeFile: { descriptor in
                errno = failure.withLock { $0 }
                return errno == 0 ? fsync(descriptor) : -1
            }, onBroken: { error in told.withLock { $0.append(error.code) } })
        await #expect(throws: LedgerError.self) { try await put(0..<2000, on: ledger) }
        var status = try ledger.status()
        #expect(!status.isReady && status.concerns.first?.contains("/files/") == true && status.problem == nil)
        #expect(status.counters.fileFailures == 1 && status.counters.fileBytes == 0)
        #expect(told.withLock { $0 } == [.unsynchronized])
        // Also what says that it was for want of room may have lost what was written.
        failure.withLock { $0 = ENOSPC }
        await #expect(throws: LedgerError.self) { try await put(0..<2000, on: ledger) }
        #expect(told.withLock { $0 } == [.unsynchronized, .unsynchronized])
        _ = try await ledger.take(try log.batch(1...4), at: BatchPlace())
        #expect(try !ledger.status().isReady, "entries say nothing of files")
        failure.withLock { $0 = 0 }
        #expect(try await put(0..<2000, on: ledger) == .have(2000, complete: false))
        status = try ledger.status()
        #expect(status.isReady && status.concerns.isEmpty)
        #expect(try await put(2000..<5000, on: ledger) == .have(5000, complete: true))
        #expect(onDisk == content)
    }

    @Test(
        "says that no file can be stored while there is no room, and goes on when there is",
        .enabled(if: SmallDisk.isAvailable))
    func full() async throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.file("small"), withIntermediateDirectories: true)
        let disk = try SmallDisk(at: folder.file("small/files"), megabytes: 1)
        let told = Mutex<[LedgerError.Code]>([])
        let ledger = try Samples.ledger(
            store, directory: folder.file("small"), onBroken: { error in told.withLock { $0.append(error.code) } })
        #expect(try await put(0..<1000, on: ledger) == .have(1000, complete: false))
        try disk.fill(leaving: 0, file: "\(disk.path)/ballast")
        let error = await #expect(throws: LedgerError.self) { try await put(1000..<5000, on: ledger) }
        #expect(error?.code == .full && told.withLock { $0 }.isEmpty)
        #expect(try !ledger.status().isReady && ledger.status().concerns.count == 1)
        try FileManager.default.removeItem(atPath: "\(disk.path)/ballast")
        #expect(try await put(1000..<5000, on: ledger) == .have(5000, complete: true))
        #expect(try ledger.status().isReady)
    }

    @Test("keeps what it has when the ledger is opened again")
    func reopened() async throws {
        _ = try await put(0..<2000)
        let again = try Samples.ledger(store, directory: directory.path)
        let digest = Data(SHA256.hash(data: content)).base64EncodedString()
        let piece = try FilePiece(
            contentRange: "bytes 2000-4999/5000", digest: "sha-256=:\(digest):", contentType: "image/jpeg")
        #expect(
            try await again.take(piece, Array(content[2000...]), of: 2, in: log.origin) == .have(5000, complete: true))
    }
}
