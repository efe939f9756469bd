import Capture
import Forwarding
import Foundation
import Station
import TestKit
import Testing

@Suite("Configuration files")
struct ConfigurationFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func failure(_ path: String) -> ConfigurationErrors? {
        do throws(ConfigurationErrors) {
            _ = try SiteConfiguration.load(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("one that is not there")
    func missing() {
        let path = directory.file("karaula.yaml")
        let message = "there is no such file; name one with --config, or begin with a copy of an example"
        #expect(failure(path)?.lines == ["\(path): \(message)"])
        #expect(failure(path)?.exitCode == 66)
        #expect(failure("/dev/null/karaula.yaml")?.exitCode == 66)
    }

    @Test("a folder, and something that is no file")
    func notAFile() {
        let folder = failure(directory.path)
        #expect(
            folder?.lines == [
                "\(directory.path): this is a folder, not a configuration file; name the file, such as karaula.yaml"
            ])
        #expect(folder?.exitCode == 78)
        #expect(mkfifo(directory.file("pipe"), 0o600) == 0)
        #expect(failure(directory.file("pipe"))?.description.contains("this is not a regular file") == true)
        #expect(failure(directory.file("pipe"))?.exitCode == 78)
    }

    @Test("one that may not be read")
    func unreadable() throws {
        let path = directory.file("karaula.yaml")
        try Data("site: a\n".utf8).write(to: URL(filePath: path))
        #expect(chmod(path, 0) == 0)
        let found = Nobody.does { failure(path) }
        #expect(found?.exitCode == 77)
        #expect(found?.description.contains("make it readable for user \(getuid())") == true)
    }

    @Test("one that is not UTF-8, at the very byte")
    func notUTF8() throws {
        let path = directory.file("karaula.yaml")
        try Data("site: ž\n# \u{10FFFF}ž".utf8 + [0xFF, 0x0A]).write(to: URL(filePath: path))
        #expect(failure(path)?.lines == ["\(path):2:5: the file is not UTF-8 text from here on; save it as UTF-8"])
        #expect(failure(path)?.exitCode == 78)
    }

    @Test("one that is far too large")
    func large() throws {
        let path = directory.file("karaula.yaml")
        try Data(repeating: 0x23, count: 3 << 20).write(to: URL(filePath: path))
        #expect(failure(path)?.lines == ["\(path): the file has more than 1 MiB; this is no configuration"])
    }

    @Test("relative paths start from the file's folder, and a folder of footage is known as one")
    func relativePaths() throws {
        let text = """
            site: a
            cameras:
              - {name: a, source: {footage: {path: clips/a.mjpeg}}}
              - {name: b, source: {footage: {path: ./clips}}}
              - {name: c, source: {footage: {path: later/}}}
              - {name: d, source: {footage: {path: "-"}}}
              - {name: e, source: {device: /dev/video0}}
            destinations:
              - {name: s, url: 'https://h', ca: ca.pem, certificate: ../c.pem, key: /k.pem}
            """
        try FileManager.default.createDirectory(
            atPath: directory.file("clips"), withIntermediateDirectories: false)
        try Data(text.utf8).write(to: URL(filePath: directory.file("karaula.yaml")))
        let configuration = try SiteConfiguration.load(path: directory.file("karaula.yaml"))
        let locations = configuration.cameras.compactMap { camera in
            if case .footage(let footage) = camera.source { footage.location } else { nil as FootageLocation? }
        }
        #expect(
            locations == [
                .file(directory.file("clips/a.mjpeg")), .folder(directory.file("clips")),
                .folder(directory.file("later/")), .standardInput,
            ])
        #expect(configuration.cameras.last?.source == .device(.init(device: "/dev/video0")))
        let destination = try #require(configuration.destinations.first)
        #expect(destination.trustedCertificates == directory.file("ca.pem"))
        #expect(destination.clientCertificate == directory.file("../c.pem"))
        #expect(destination.clientKey == "/k.pem")
    }
}
