import Glibc

/// The user that the service runs as, and what file modes let it do. Access control lists are not looked at.
public struct ServiceAccount: Sendable, Hashable {
    /// What one file says of who may use it.
    public struct Rights: Sendable, Hashable {
        /// The mode's lowest nine bits, as chmod(1) writes them.
        public var mode: UInt32
        /// The owner's number.
        public var owner: UInt32
        /// The group's number.
        public var group: UInt32

        /// Makes rights from their parts.
        public init(mode: UInt32, owner: UInt32, group: UInt32) {
            self.mode = mode
            self.owner = owner
            self.group = group
        }

        /// The rights of the file at `path`, through links; `nil` if there is none, or it cannot be seen.
        public init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(mode: status.st_mode & 0o777, owner: status.st_uid, group: status.st_gid)
        }
    }

    /// What somebody wants to do with a file.
    public enum Use: UInt32, Sendable {
        case read = 4
        case readAndWrite = 6
        /// Of a folder: to come to what is in it.
        case pass = 1
    }

    /// Its name.
    public var name: String
    /// Its number.
    public var user: UInt32
    /// The numbers of all groups that it is a member of.
    public var groups: Set<UInt32>

    /// Makes an account from its parts.
    public init(name: String, user: UInt32, groups: Set<UInt32>) {
        self.name = name
        self.user = user
        self.groups = groups
    }

    /// The account of that name as the machine knows it; `nil` if it knows none.
    public init?(name: String) {
        guard let entry = getpwnam(name) else { return nil }
        let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
        var count: Int32 = 1024
        var list = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(name, group, &list, &count) >= 0 else { return nil }
        self.init(name: name, user: user, groups: Set(list.prefix(Int(count))))
    }

    /// Whether a file with these rights may be used so. As path_resolution(7): the first of owner, group and others that
    /// applies decides alone.
    public func may(_ use: Use, _ rights: Rights) -> Bool {
        if user == 0 { return true }
        let shift: UInt32 = rights.owner == user ? 6 : groups.contains(rights.group) ? 3 : 0
        return rights.mode >> shift & use.rawValue == use.rawValue
    }

    /// What keeps it from using the file at an absolute `path`: that file, or a folder on the way to it; `nil` if nothing
    /// does, or if it cannot be seen.
    public func obstacle(_ use: Use, _ path: String) -> String? {
        var place = ""
        for part in path.split(separator: "/").dropLast() {
            place += "/\(part)"
            if let rights = Rights(path: place), !may(.pass, rights) { return place }
        }
        if let rights = Rights(path: path), !may(use, rights) { return path }
        return nil
    }

    /// The name of the group of the file at `path`; its number if it has none.
    public static func group(of path: String) -> String {
        guard let rights = Rights(path: path) else { return "?" }
        return getgrgid(rights.group).map { String(cString: $0.pointee.gr_name) } ?? "\(rights.group)"
    }
}
