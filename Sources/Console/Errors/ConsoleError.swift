/// Why a door of the console cannot be opened, or was lost: what is wrong, where, and what mends it.
public struct ConsoleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is; stable, for machines.
    public enum Code: String, Sendable, CaseIterable {
        /// Another program listens on the configured address, or another daemon on the socket.
        case inUse = "in-use"
        /// This process may not listen there.
        case denied
        /// The configured host is no address of this machine, or the socket's path cannot be one.
        case badAddress = "bad-address"
        /// The socket's folder is missing, read-only, or something else stands in the socket's place.
        case cannotCreate = "cannot-create"
        /// Listening failed for a reason that none of the other codes names.
        case failed
    }

    /// The kind.
    public var code: Code
    /// The place: `127.0.0.1:8470`, or the path of the socket.
    public var place: String
    /// What happened, in a sentence without a full stop.
    public var cause: String
    /// What a person can do about it, in a sentence without a full stop.
    public var mend: String

    /// Makes an error from its parts.
    public init(code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// The code a process ends with when this ends it, from `sysexits.h`.
    public var exitCode: Int32 {
        switch code {
        case .inUse: 69
        case .denied: 77
        case .badAddress: 78
        case .cannotCreate: 73
        case .failed: 74
        }
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause); \(mend)" }
}
