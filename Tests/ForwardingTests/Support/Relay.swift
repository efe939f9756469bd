import Foundation
import Glibc
import TestKit

/// A line to a port of this machine that can be cut: both ends notice at once.
final class Relay {
    let port: Int
    private let target: Int
    private let directory = try? TemporaryDirectory()  // without one, starting fails and says so
    private var server: LocalServer?

    /// Accepts connections at a free port and passes on what comes, both ways.
    init(to target: Int) async throws {
        self.target = target
        port = LocalServer.freePorts(1)[0]
        try await mend()
    }

    /// Cuts every connection, and takes no new ones.
    func cut() { server?.kill() }

    /// Takes connections again.
    func mend() async throws {
        guard let directory else { throw TestToolFailure(tool: "a temporary directory") }
        server = try await LocalServer(
            "/usr/bin/env", ["python3", "-c", Self.program, "\(port)", "\(target)"], listeningOn: [port],
            log: directory.file("relay.log"))
    }

    private static let program = """
        import socket, sys, threading
        def pump(source, sink):
            try:
                while data := source.recv(65536): sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            near, _ = door.accept()
            try:
                far = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
            except OSError:
                near.close()
                continue
            for pair in ((near, far), (far, near)): threading.Thread(target=pump, args=pair, daemon=True).start()
        """
}
