import Forwarding
import Foundation
import TestKit

/// Debian's nginx as a plain webhook: it demands client certificates, keeps each body as a file, and answers 204.
final class WebServer {
    let port: Int
    private let directory: TemporaryDirectory
    private let certificates: TestCertificates
    private var server: LocalServer?

    /// Starts a server.
    init() async throws {
        certificates = try TestCertificates.shared.get()
        directory = try TemporaryDirectory()
        let ports = LocalServer.freePorts(2)
        port = ports[0]
        let file = directory.file("nginx.conf")
        try """
        daemon off; master_process off; pid \(directory.file("nginx.pid")); error_log \(directory.file("error.log"));
        events {}
        http {
            access_log \(directory.file("access.log"));
            client_body_temp_path \(directory.file("bodies")); proxy_temp_path \(directory.file("proxy"));
            fastcgi_temp_path \(directory.file("fastcgi")); uwsgi_temp_path \(directory.file("uwsgi"));
            scgi_temp_path \(directory.file("scgi"));
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(certificates.file("server.pem")); ssl_certificate_key \(certificates.file("server.key"));
                ssl_client_certificate \(certificates.file("ca.pem")); ssl_verify_client on;
                client_max_body_size 64m;
                location /hook {
                    client_body_in_file_only on; proxy_pass_request_body off; proxy_set_header Content-Length "";
                    proxy_pass http://127.0.0.1:\(ports[1])/;
                }
                location /page { root /usr/share/nginx/html; try_files /index.html =404; }
            }
            server { listen 127.0.0.1:\(ports[1]); return 204; }
        }

        """.write(toFile: file, atomically: true, encoding: .utf8)
        server = try await LocalServer(
            "/usr/sbin/nginx", ["-c", file, "-e", directory.file("error.log")], listeningOn: ports,
            log: directory.file("nginx.log"))
    }

    /// A destination at this server, with everything as it should be.
    func destination(path: String = "hook") throws -> Destination {
        Destination(
            name: "webhook", url: "https://127.0.0.1:\(port)/\(path)", trustedCertificates: certificates.file("ca.pem"),
            clientCertificate: certificates.file("client.pem"), clientKey: certificates.file("client.key"),
            timeoutSeconds: 600)
    }

    /// The bodies received so far, in no order.
    func bodies() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: directory.file("bodies")).map {
            [UInt8](try Data(contentsOf: URL(filePath: directory.file("bodies/\($0)"))))
        }
    }
}
