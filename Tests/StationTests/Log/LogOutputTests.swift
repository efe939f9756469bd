import Glibc
import Station
import TestKit
import Testing

@Suite struct LogOutputTests {
    private func stream(of descriptor: Int32) -> String {
        var status = stat()
        fstat(descriptor, &status)
        return "\(status.st_dev):\(status.st_ino)"
    }

    @Test func fieldsAreForJournaldAlone() throws {
        let folder = try TemporaryDirectory()
        let descriptor = open(folder.file("log"), O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let here = stream(of: descriptor)
        let socket = folder.path
        #expect(LogOutput.detect(stream: here, descriptor: descriptor, socket: socket) == .fields)
        #expect(LogOutput.detect(stream: here, descriptor: descriptor, socket: folder.file("none")) == .prefixed)
        // Somebody who redirected the log wants to read it.
        #expect(LogOutput.detect(stream: "1:2", descriptor: descriptor, socket: socket) == .plain)
        #expect(LogOutput.detect(stream: nil, descriptor: descriptor, socket: socket) == .plain)
    }
}
