public import Forwarding
public import Journal

/// Why a site cannot be run at all.
public enum SiteError: Error, Sendable, CustomStringConvertible {
    /// The journal cannot be opened.
    case journal(JournalError)
    /// A destination cannot be used as it is configured.
    case destination(name: String, DeliveryError)

    /// Place, cause and mend in one line.
    public var description: String {
        switch self {
        case .journal(let error): "\(error)"
        case .destination(let name, let error): "destination \(name): \(error)"
        }
    }

    /// What the process should end with, after sysexits.h.
    public var exitCode: Int32 {
        switch self {
        case .journal(let error): error.exitCode
        case .destination: 78
        }
    }
}
