import Glibc
package import MerkleLog

/// A person, as far as a machine can know one: who asks over the Unix socket.
package struct Peer: Sendable, Hashable {
    /// The user's number.
    package var uid: UInt32
    /// The group's number.
    package var gid: UInt32
    /// The process.
    package var pid: Int32
    /// The user's name, if the system knows one.
    package var user: String?
    /// The name under which the user logged in, where it is another one: with `sudo` the user is root.
    package var login: String?
    /// The name of the process, where it may be looked at.
    package var command: String?

    /// Makes a peer from its parts.
    package init(
        uid: UInt32, gid: UInt32, pid: Int32, user: String? = nil, login: String? = nil, command: String? = nil
    ) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.user = user
        self.login = login
        self.command = command
    }

    /// Looks up the names that belong to credentials. May wait for a directory service: call it on a queue.
    init(_ credentials: PeerCredentials) {
        self.init(uid: credentials.uid, gid: credentials.gid, pid: credentials.pid)
        user = Self.name(of: uid)
        // Whose session it is survives sudo and su; proc(5), `loginuid`.
        if let text = Self.line("/proc/\(pid)/loginuid"), let number = UInt32(text), number != .max, number != uid {
            login = Self.name(of: number) ?? String(number)
        }
        command = Self.line("/proc/\(pid)/comm")
    }

    /// As it stands in an entry; what is not known is left out.
    package var value: CanonicalValue {
        var members: [String: CanonicalValue] = [
            "uid": .integer(Int64(uid)), "gid": .integer(Int64(gid)), "pid": .integer(Int64(pid)),
        ]
        if let user { members["user"] = .string(user) }
        if let login { members["login"] = .string(login) }
        if let command { members["command"] = .string(command) }
        return .object(members)
    }

    /// Whether both are the same user, and logged in as the same one: several people may share a user.
    func isPerson(of other: Peer) -> Bool { uid == other.uid && login == other.login }

    private static func name(of uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return String(cString: entry.pw_name)
    }

    /// The first line of a small file; `nil` if it cannot be read.
    private static func line(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        let line = String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }
}
