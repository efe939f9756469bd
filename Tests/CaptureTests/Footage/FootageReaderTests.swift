import Capture
import Foundation
import Imaging
import TestKit
import Testing

@Suite struct FootageReaderTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    private func images(in location: FootageLocation) throws -> (images: [[UInt8]], unusable: UInt64) {
        var reader = FootageReader(location: location)
        var images: [[UInt8]] = []
        while let image = try reader.next() { images.append(Array(image)) }
        return (images, reader.unusable)
    }

    private func problem(of location: FootageLocation) -> SourceProblem? {
        #expect(throws: SourceProblem.self) { try images(in: location) }
    }

    @Test("concatenated images come out one by one, byte for byte, with their sizes")
    func file() throws {
        let (first, second) = (try JPEGs.image(level: 10), try JPEGs.image(level: 200, width: 40, height: 24))
        let path = try write(first + second, to: "clip.mjpg")
        #expect(try images(in: .file(path)).images == [first, second])
        var reader = FootageReader(location: .file(path))
        _ = try reader.next()
        #expect(reader.size == .init(width: 16, height: 16))
        _ = try reader.next()
        #expect(reader.size == .init(width: 40, height: 24))
    }

    @Test("a folder is played in the order of its numbers, other files are left alone")
    func numbered() throws {
        let levels: [UInt8] = [10, 90, 170]
        for (name, level) in zip(["f2.jpg", "f10.JPEG", "f100.jpg"], levels).reversed() {
            _ = try write(try JPEGs.image(level: level), to: name)
        }
        _ = try write([1, 2, 3], to: "f1.txt")
        #expect(try images(in: .folder(folder.path)).images == levels.map { try JPEGs.image(level: $0) })
    }

    @Test("an empty file says that it is empty")
    func empty() throws {
        let path = try write([], to: "empty.mjpg")
        let problem = problem(of: .file(path))
        #expect(problem?.code == .unusableFootage)
        #expect(problem?.place == path)
        #expect(problem?.cause == "it is empty")
        #expect(problem?.mend.contains("ffmpeg") == true)
    }

    @Test("text is no footage")
    func text() throws {
        let path = try write(Array(String(repeating: "Lorem ipsum dolor.\n", count: 50_000).utf8), to: "a.txt")
        let problem = problem(of: .file(path))
        #expect(problem?.code == .unusableFootage)
        #expect(problem?.cause.contains("no JPEG") == true)
    }

    @Test("what cannot be opened is named", arguments: ["nowhere.mjpg", "."])
    func unopened(name: String) {
        let problem = problem(of: .file(folder.file(name)))
        #expect(problem?.code == (name == "." ? .unusableFootage : .missing))
        #expect(problem?.place == folder.file(name))
    }

    @Test("a folder without images, and a file named as a folder")
    func wrongFolder() throws {
        #expect(problem(of: .folder(folder.path))?.cause.contains("no .jpg") == true)
        let path = try write([1], to: "file")
        #expect(problem(of: .folder(path))?.cause == "it is not a folder")
        #expect(problem(of: .folder(folder.file("nowhere")))?.code == .missing)
    }

    @Test("half an image at the end comes out as far as it goes")
    func half() throws {
        let image = try JPEGs.image(level: 60, width: 64, height: 64)
        let path = try write(image + image.prefix(image.count - 8), to: "half.mjpg")
        #expect(try images(in: .file(path)).images.count == 2)
    }

    @Test("an image cut off within its header is no image")
    func headless() throws {
        let image = try JPEGs.image(level: 60)
        let path = try write(Array(image.prefix(40)), to: "headless.mjpg")
        #expect(problem(of: .file(path))?.code == .unusableFootage)
    }

    @Test("files of a folder that are no images are skipped and counted")
    func rubbish() throws {
        let image = try JPEGs.image(level: 60)
        _ = try write(image, to: "1.jpg")
        _ = try write(Array("no image".utf8), to: "2.jpg")
        _ = try write([], to: "3.jpg")
        _ = try write(image, to: "4.jpg")
        let result = try images(in: .folder(folder.path))
        #expect(result.images == [image, image])
        #expect(result.unusable == 2)
    }

    @Test("an image larger than the first read of a file")
    func large() throws {
        var image = try JPEGs.image(level: 60)
        // A comment segment is legal anywhere behind the start marker.
        let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65533)
        image.insert(contentsOf: (0..<10).flatMap { _ in comment }, at: 2)
        _ = try write(image, to: "1.jpg")
        let path = try write(image + image, to: "clip.mjpg")
        #expect(try images(in: .folder(folder.path)).images == [image])
        #expect(try images(in: .file(path)).images == [image, image])
    }

    @Test(
        "names sort by their numbers",
        arguments: [
            (["10", "9", "1"], ["1", "9", "10"]), (["b1", "a2"], ["a2", "b1"]),
            (["f2x10", "f2x9", "f02x1"], ["f02x1", "f2x9", "f2x10"]), (["a", ""], ["", "a"]),
            (
                ["99999999999999999999999", "100000000000000000000000"],
                ["99999999999999999999999", "100000000000000000000000"]
            ),
        ])
    func sorting(names: [String], sorted: [String]) {
        #expect(names.map { NumberedName($0) }.sorted().map(\.name) == sorted)
    }
}
