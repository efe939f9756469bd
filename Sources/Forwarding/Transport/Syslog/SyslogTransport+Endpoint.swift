import Foundation

extension SyslogTransport {
    /// RFC 5425, 4.1: the port that is meant where none is named. (5425 is the RFC, not a port.)
    static let standardPort = 6514

    /// Host and port of a URL that was found to be sound.
    static func endpoint(of url: String) -> (host: String, port: Int) {
        let parts = URLComponents(string: url)
        let host = parts?.host ?? ""
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, parts?.port ?? standardPort)
    }
}
