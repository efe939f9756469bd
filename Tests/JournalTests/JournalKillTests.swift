import Dispatch
import Foundation
import Glibc
import Journal
import Synchronization
import TestKit
import Testing
import Timekeeping

/// Kills a process that writes a journal, for real: the test program runs itself again as that process.
@Suite struct JournalKillTests {
    private static let variable = "KARAULA_KILL_DIRECTORY"
    private static let directory = ProcessInfo.processInfo.environment[variable]

    /// The process to be killed: appends for ever, and writes down every `seq` that was reported as committed.
    @Test(.enabled(if: Self.directory != nil, "runs only as the child of the next test"))
    func child() async throws {
        let directory = try #require(Self.directory)
        let log = open("\(directory)/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let clock = ManualSiteClock()
        let journal = try Journal.open(directory: "\(directory)/state", site: "north", clock: clock)
        while true {
            let token = journal.makeEventToken()
            for (kind, step) in [
                (EntryKind.eventOpened, EventStep.open(token)), (.eventClosed, .close(token, reason: "left")),
            ] {
                journal.append(EntryDraft(kind: kind, camera: "gate", time: clock.reading(), event: step)) { answer in
                    guard case .success(let entry) = answer else { return }
                    let line = Array("\(entry.seq)\n".utf8)
                    _ = write(log, line, line.count)
                }
            }
            await until { journal.status.pending < 200 }
        }
    }

    @Test(.enabled(if: Self.directory == nil))
    func nothingThatWasReportedIsLostWhenTheProcessIsKilled() async throws {
        let fixture = try Fixture()
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let acknowledged = fixture.parent.file("acknowledged")
        for round in 1...5 {
            let before = try size(of: acknowledged)
            // Whatever chose the tests of this run (a bundle's path, a library) chooses them for the child as well.
            let child = try Child(
                program, Self.argumentsWithoutFilter + ["--filter", "JournalKillTests/child"],
                environment: ProcessInfo.processInfo.environment.merging(
                    [Self.variable: fixture.parent.path]) { _, new in new })
            let killed = try await kill(child, once: acknowledged, isLongerThan: before + 500 + 300 * round)
            #expect(killed, "the child ended by itself")

            let text = try String(contentsOfFile: acknowledged, encoding: .utf8)
            // The last line may be cut by the kill.
            let last = text.split(separator: "\n").dropLast().compactMap { Int64($0) }.max() ?? 0
            #expect(last > 0)
            let journal = try fixture.open()
            #expect(journal.head >= last)
            #expect(try journal.reader.events(matching: EventQuery(isOpen: true)).isEmpty)
            var after: Int64 = 0
            while after < journal.head {
                let entries = try journal.reader.entries(after: after, limit: 1000)
                #expect(entries.map(\.seq) == Array(after + 1...after + Int64(entries.count)))
                after += Int64(entries.count)
                if entries.isEmpty { break }
            }
            #expect(after == journal.head)
            try await journal.close()
        }
    }

    private static var argumentsWithoutFilter: [String] {
        var arguments = CommandLine.arguments.dropFirst().map { $0 }
        while let index = arguments.firstIndex(of: "--filter") {
            arguments.removeSubrange(index...min(index + 1, arguments.count - 1))
        }
        for option in ["--event-stream-output-path", "--xunit-output", "--configuration-path"] {
            while let index = arguments.firstIndex(of: option) {
                arguments.removeSubrange(index...min(index + 1, arguments.count - 1))
            }
        }
        return arguments
    }

    /// Kills the process once it has written so much, and waits for its end; `false` if it ended by itself before. On a
    /// thread of its own: those of the tasks are busy with other tests, and meanwhile the process would write on and on.
    private func kill(_ child: Child, once path: String, isLongerThan length: Int) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "JournalKillTests").async {
                continuation.resume(
                    with: Result {
                        defer {
                            child.send(SIGKILL)
                            child.wait()
                        }
                        while try size(of: path) <= length {
                            if !child.isRunning { return false }
                            usleep(2000)
                        }
                        return child.isRunning
                    })
            }
        }
    }

    private func size(of path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
