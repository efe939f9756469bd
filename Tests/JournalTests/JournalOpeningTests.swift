import Foundation
import GRDB
import Glibc
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct JournalOpeningTests {
    private func failure(_ body: () throws -> Void) -> JournalError? {
        #expect(throws: JournalError.self) { try body() }
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test func makesItsDirectoryAndSyncsFully() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        #expect(journal.status.synchronous == 2)
        #expect(journal.status.schemaVersion == 3)
        #expect(journal.head == 0)
        #expect(try journal.reader.site() == "north")
        try await journal.close()
    }

    @Test func aRoundOfOpeningAndClosingGoesOnCounting() async throws {
        let fixture = try Fixture()
        for round in 1...3 {
            let journal = try fixture.open()
            #expect(journal.head == Int64(round - 1))
            #expect(try await journal.append(fixture.draft()).seq == Int64(round))
            try await journal.close()
        }
    }

    @Test func namesThatAKilledRunDidNotSyncAreSyncedBeforeAnythingIsBuiltOnThem() async throws {
        let fixture = try Fixture()
        try await fixture.open().close()
        let synced = Mutex<[String]>([])
        let journal = try fixture.open { options in
            options.fileOperations.synchronizeDirectory = { path throws(JournalError) in
                synced.withLock { $0.append(path) }
            }
        }
        let directories = ["keys", "recordings"].map { "\(fixture.directory)/\($0)" } + [fixture.directory]
        #expect(synced.withLock { $0 } == directories)
        #expect(journal.head == 0)
        try await journal.close()
    }

    @Test func aDirectoryThatCannotBeSyncedIsNotBuiltOn() throws {
        let fixture = try Fixture()
        let error = failure {
            _ = try fixture.open { options in
                options.fileOperations.synchronizeDirectory = { path throws(JournalError) in
                    throw JournalError(code: .inputOutput, place: path, cause: "cannot sync it", mend: "")
                }
            }
        }
        #expect(error?.code == .inputOutput)
        #expect(error?.place == "\(fixture.directory)/recordings")
    }

    @Test func aMissingParentIsNamed() throws {
        let fixture = try Fixture()
        let error = failure { _ = try fixture.open(in: fixture.parent.file("no/such/place")) }
        #expect(error?.code == .missing)
        #expect(error?.exitCode == 73)
        #expect(error?.place == fixture.parent.file("no/such/place"))
        #expect(!FileManager.default.fileExists(atPath: fixture.parent.file("no")))
    }

    @Test func aFileInPlaceOfTheDirectoryIsRefused() throws {
        let fixture = try Fixture()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: fixture.directory))
        #expect(failure { _ = try fixture.open() }?.code == .wrongType)
        #expect(try bytes(fixture.directory) == Data("precious".utf8))
    }

    @Test func aDirectoryInPlaceOfTheDatabaseIsRefused() throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(
            atPath: "\(fixture.directory)/journal.sqlite", withIntermediateDirectories: true)
        #expect(failure { _ = try fixture.open() }?.code == .wrongType)
    }

    @Test(arguments: [
        Data(), Data("hello, world".utf8), Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }),
    ])
    func whatIsNoDatabaseIsRefusedAndNotTouched(content: Data) throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        let path = "\(fixture.directory)/journal.sqlite"
        try content.write(to: URL(fileURLWithPath: path))
        let error = failure { _ = try fixture.open() }
        #expect(error?.code == .corrupt)
        #expect(error?.exitCode == 65)
        #expect(try bytes(path) == content)
    }

    @Test func anotherProgramsDatabaseIsRefusedAndNotTouched() throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        let path = "\(fixture.directory)/journal.sqlite"
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE shopping (item TEXT)") }
        try queue.close()
        let before = try bytes(path)
        #expect(failure { _ = try fixture.open() }?.code == .corrupt)
        #expect(try bytes(path) == before)
    }

    @Test func aDamagedDatabaseIsRefused() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for number in 0..<200 {
            try await journal.append(fixture.draft(payload: ["n": .integer(Int64(number))]))
        }
        try await journal.close()
        let path = "\(fixture.directory)/journal.sqlite"
        var content = try bytes(path)
        let middle = content.count / 2
        for index in middle..<middle + 6000 { content[index] = 0xA5 }
        try content.write(to: URL(fileURLWithPath: path))
        #expect(failure { _ = try fixture.open() }?.code == .corrupt)
        #expect(try bytes(path) == content)
    }

    @Test func aLostDatabaseWithItsLogLeftIsRefused() throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        try Data(repeating: 1, count: 64).write(to: URL(fileURLWithPath: "\(fixture.directory)/journal.sqlite-wal"))
        #expect(failure { _ = try fixture.open() }?.code == .corrupt)
    }

    @Test func aLaterVersionIsRefusedAndNotTouched() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        try await journal.close()
        let path = "\(fixture.directory)/journal.sqlite"
        try fixture.withDatabase { queue in
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        }
        let before = try bytes(path)
        let error = failure { _ = try fixture.open() }
        #expect(error?.code == .newerVersion)
        #expect(error?.cause.contains("99") == true)
        #expect(failure { _ = try Journal.openReadOnly(directory: fixture.directory) }?.code == .newerVersion)
        #expect(try bytes(path) == before)
    }

    @Test func anotherSitesJournalIsRefused() async throws {
        let fixture = try Fixture()
        try await fixture.open(site: "south").close()
        let error = failure { _ = try fixture.open(site: "north") }
        #expect(error?.code == .otherSite)
        #expect(error?.cause.contains("south") == true)
        try await fixture.open(site: "south").close()
    }

    @Test func aSecondWriterIsRefusedAndToldWhoHasIt() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let error = failure { _ = try fixture.open() }
        #expect(error?.code == .inUse)
        #expect(error?.exitCode == 69)
        #expect(error?.cause.contains("process \(getpid()) ") == true)
        try await journal.close()
        try await fixture.open().close()
    }

    @Test func refusedWritersLeaveNoDescriptorBehind() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<20 { #expect(failure { _ = try fixture.open() }?.code == .inUse) }
        let path = "\(fixture.directory)/journal.lock"
        // Not by listing the folder: see Child on what that does in a process with many descriptors.
        let held = (0..<Int32(65_536)).count { descriptor in
            let link = "/proc/self/fd/\(descriptor)"
            return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) == path  // most are not open
        }
        #expect(held == 1)
        try await journal.close()
    }

    @Test func anUnfinishedCreationIsBegunAgain() async throws {
        let fixture = try Fixture()
        try FileManager.default.createDirectory(atPath: fixture.directory, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(fileURLWithPath: "\(fixture.directory)/journal.sqlite.new"))
        let journal = try fixture.open()
        #expect(try await journal.append(fixture.draft()).seq == 1)
        try await journal.close()
    }

    @Test func aNamelessSiteIsRefused() throws {
        let fixture = try Fixture()
        #expect(failure { _ = try fixture.open(site: "") }?.code == .refused)
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
    func aReadOnlyFileSystemIsRefusedWithTheMend() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(at: fixture.parent.file("disk"), megabytes: 8)
        let directory = "\(disk.path)/state"
        try await fixture.open(in: directory).close()
        try disk.remount("ro")
        let error = failure { _ = try fixture.open(in: directory) }
        #expect(error?.code == .permission)
        #expect(error?.exitCode == 77)
        #expect(error?.mend.contains("Mount") == true)
        #expect(try Journal.openReadOnly(directory: directory).head() == 0)
    }
}
