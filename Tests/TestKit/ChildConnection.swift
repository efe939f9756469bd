import Glibc

/// A stream between this process and one that it starts: what either end writes the other reads.
///
/// Both ends are closed when a program starts, from their first moment on; a pipe of Foundation's is handed on to every program
/// that another test starts meanwhile, and has no end before that program ends.
public final class ChildConnection: Sendable {
    /// This process's end.
    public let descriptor: Int32
    private let other: Int32

    /// Makes both ends.
    ///
    /// - Throws: ``Child/Failure``.
    public init() throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Child.Failure("a connection", errno) }
        (descriptor, other) = (ends[0], ends[1])
    }

    deinit { close(descriptor) }

    /// Starts a program with the other end; it is the only one that has it then. May be called once.
    public func start(_ program: (Child.Stream) throws -> Child) rethrows -> Child {
        defer { close(other) }
        return try program(.descriptor(other))
    }

    /// Everything up to the end of what the program writes, or only to the end of a line.
    public func read(toEndOfLine: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !(toEndOfLine && bytes.last == UInt8(ascii: "\n")), Glibc.read(descriptor, &byte, 1) == 1 {
            bytes.append(byte)
        }
        return bytes
    }
}
