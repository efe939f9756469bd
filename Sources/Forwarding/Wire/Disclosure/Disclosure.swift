import Journal
import MerkleLog

/// What a destination may see: an allow-list, laid over an entry *before* anything of it is serialised.
///
/// Invariants: what is not allowed is in no byte that a transport gets, whatever the transport makes of it, because
/// transports get ``DisclosedEntry`` and ``DisclosedFile`` only. A salt goes only with a whole payload: with a part of it
/// the rest could be guessed from the digest. Where it cannot be told whether an entry may go, it does not.
///
/// The allow-list is about people: a record (number, kind, camera, clocks, digest) tells where and when something was, never
/// what, and goes with every entry that goes at all.
public struct Disclosure: Sendable, Hashable {
    /// Which members of payloads may be seen.
    public enum Fields: Sendable, Hashable {
        /// All of them.
        case all
        /// Those that these paths name, and what is below them.
        case only(Set<FieldPath>)
    }

    /// Which members of payloads may be seen.
    public let fields: Fields
    /// The cameras whose entries may be seen; `nil` for all. Entries that concern no camera go in any case, but then show
    /// at most what ``metadata`` does: their other fields may name cameras.
    public let cameras: Set<String>?
    /// The zones and tripwires whose alarms may be seen; `nil` for all, and for alarms that have no place. What is not about
    /// an alarm does not depend on it.
    public let zones: Set<String>?
    /// Which pictures may be seen.
    public let pictures: Pictures
    /// Whether the salt of whole payloads may be seen, without which the receiver cannot check them against their records.
    public let salt: Bool

    /// What is allowed in entries of each kind; `nil` if everything is.
    private let trees: [EntryKind: FieldTree]?

    /// Makes an allow-list; see the properties.
    public init(
        fields: Fields, cameras: Set<String>? = nil, zones: Set<String>? = nil, pictures: Pictures = .none,
        salt: Bool = true
    ) {
        self.fields = fields
        self.cameras = cameras
        self.zones = zones
        self.pictures = pictures
        self.salt = salt
        switch fields {
        case .all: trees = nil
        case .only(let paths): trees = Self.trees(of: paths)
        }
    }

    /// Everything: what a ledger gets, which is to prove the whole log.
    public static let everything = Disclosure(fields: .all, pictures: .all)

    /// That something happened, which rule saw it and where, and how the site fares; nothing of where in the picture
    /// somebody was, of pictures, of who looked at them, or of how the site is built. The default of every destination that
    /// is no ledger (LED 2016/680, Art. 4 and 20).
    public static let metadata = Disclosure(fields: .only(Set(metadataFields)), pictures: .none)

    static func trees(of paths: some Collection<FieldPath>) -> [EntryKind: FieldTree] {
        var trees: [EntryKind: FieldTree] = [:]
        for kind in EntryKind.allCases {
            var tree = FieldTree()
            for path in paths where path.kind == nil || path.kind == kind { tree.allow(path.names) }
            trees[kind] = tree
        }
        return trees
    }

    /// Whether it cannot be told from an entry of an event alone whether it may be seen: then the event's opening entry
    /// has to be handed along.
    public var needsOpenings: Bool { zones != nil }

    /// The fields that may be seen of `kind`; `nil` for all.
    func tree(for kind: EntryKind, concerningNoCamera: Bool) -> FieldTree? {
        let allowed = trees.map { $0[kind] ?? FieldTree() }
        guard concerningNoCamera, cameras != nil || zones != nil else { return allowed }
        let harmless = Self.metadataTrees[kind] ?? FieldTree()
        return allowed?.intersection(harmless) ?? harmless
    }
}

extension Disclosure {
    /// Whether the member `name` of payloads of `kind` may be seen.
    func shows(_ name: String, of kind: EntryKind) -> Bool {
        guard let tree = tree(for: kind, concerningNoCamera: false) else { return true }
        return tree.allowed(of: .object([name: .bool(true)])).isWhole
    }
}
