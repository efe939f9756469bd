public import Journal

/// The name of a payload's member that a destination may see: `rule`, `box.x`, or `watch.changed/reason` to mean it in
/// entries of one kind only.
///
/// A path stands for the member and everything below it. The elements of an array bear its name: `files.path` is the
/// `path` of each element of `files`.
public struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    /// The kind of entries it is meant for; `nil` for every kind.
    public let kind: EntryKind?
    /// The names from the outside in; never empty, and none of them is.
    public let names: [String]

    /// Reads a path.
    ///
    /// - Throws: ``FieldPathError`` if a name is empty, or if what stands before `/` is no kind of entry.
    public init(_ text: String) throws(FieldPathError) {
        var rest = text[...]
        if let slash = text.firstIndex(of: "/") {
            guard let kind = EntryKind(rawValue: String(text[..<slash])) else { throw .unknownKind(text) }
            self.kind = kind
            rest = text[text.index(after: slash)...]
        } else {
            kind = nil
        }
        names = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ !$0.isEmpty }) else { throw .emptyName(text) }
    }

    /// For lists within the program; the names are known to be right.
    init(_ kind: EntryKind?, _ names: String...) {
        self.kind = kind
        self.names = names
    }

    /// The path as it is written.
    public var description: String {
        (kind.map { "\($0.rawValue)/" } ?? "") + names.joined(separator: ".")
    }
}

/// Why a text names no field.
public enum FieldPathError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A name in the path is empty.
    case emptyName(String)
    /// What stands before `/` is no kind of entry.
    case unknownKind(String)

    /// Cause and mend.
    public var description: String {
        switch self {
        case .emptyName(let text):
            "'\(text)' has an empty name in it (write names of the payload with dots between them, like box.x)"
        case .unknownKind(let text):
            "'\(text)' begins with something that is no kind of entry (write it like watch.changed/reason)"
        }
    }
}
