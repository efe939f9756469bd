import Dispatch
import Foundation
import TestKit
import Testing
import Timekeeping

@Suite struct DisciplinePageTests {
    private func sample(_ number: Int64) -> DisciplineSample {
        DisciplineSample(
            taken: number, offset: -number, offsetError: number &* 3,
            discipline: ClockDiscipline(
                isSynchronised: number.isMultiple(of: 2), maximumError: number &* 5, estimatedError: number &* 7,
                pending: -number &* 11))
    }

    @Test func whatIsShownIsRead() throws {
        let folder = try TemporaryDirectory()
        let writer = try DisciplinePage(writing: folder.file("page"))
        let reader = try DisciplinePage(reading: folder.file("page"))
        #expect(reader.sample == nil)
        for number in [1, 2, Int64.max / 20, -4] {
            writer.show(sample(number))
            #expect(reader.sample == sample(number))
        }
        // A writer that starts anew shows it to those who have the page already.
        try DisciplinePage(writing: folder.file("page")).show(sample(9))
        #expect(reader.sample == sample(9))
    }

    @Test func aSampleIsNeverHalfOfTwo() async throws {
        let folder = try TemporaryDirectory()
        let writer = try DisciplinePage(writing: folder.file("page"))
        let reader = try DisciplinePage(reading: folder.file("page"))
        writer.show(sample(1))
        await withTaskGroup { group in
            group.addTask { [self] in
                for number in 1...200_000 { writer.show(sample(Int64(number))) }
            }
            group.addTask { [self] in
                for _ in 0..<200_000 {
                    if let found = reader.sample { #expect(found == sample(found.taken)) }
                }
            }
        }
        #expect(reader.sample == sample(200_000))
    }

    @Test func whatIsNoPageIsRefused() throws {
        let folder = try TemporaryDirectory()
        #expect(throws: TimeError.self) { try DisciplinePage(reading: folder.file("none")) }
        #expect(throws: TimeError.self) { try DisciplinePage(reading: folder.path) }
        try Data("short".utf8).write(to: URL(filePath: folder.file("short")))
        #expect(throws: TimeError.self) { try DisciplinePage(reading: folder.file("short")) }
        try Data(repeating: 0x55, count: 4096).write(to: URL(filePath: folder.file("other")))
        #expect(try DisciplinePage(reading: folder.file("other")).sample == nil)
    }

    @Test func aClockThatLearnsFromThePageSaysWhatTheKernelSays() throws {
        let folder = try TemporaryDirectory()
        let clock = try SystemSiteClock(page: folder.file("page"))
        #expect(clock.problem?.place == folder.file("page"))
        #expect(clock.look().condition.state != .locked)
        _ = try DisciplinePublisher(path: folder.file("page"))
        let mine = clock.look().condition
        let other = try SystemSiteClock().look().condition
        #expect(clock.problem == nil)
        #expect(mine.state == other.state)
        if let bound = mine.uncertainty, let kernels = other.uncertainty {
            // The drift of three seconds, and what the bound grew by between the two questions.
            #expect(abs(bound - kernels) < 10_000_000)
        } else {
            #expect(mine.uncertainty == other.uncertainty)
        }
    }
}
