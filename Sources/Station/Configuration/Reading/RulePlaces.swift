/// The zones and tripwires that the rules of one camera may refer to, as the file names them.
struct RulePlaces {
    /// The zones, whether or not they are sound otherwise.
    let zones: [MappingNode]
    /// The tripwires, whether or not they are sound otherwise.
    let tripwires: [MappingNode]

    /// The zone of a name.
    func zone(_ name: String) -> MappingNode? { zones.first { Self.name(of: $0, ZoneKeys.name) == name } }

    /// The tripwire of a name.
    func tripwire(_ name: String) -> MappingNode? { tripwires.first { Self.name(of: $0, TripwireKeys.name) == name } }

    /// The names of the zones.
    var zoneNames: [String] { zones.compactMap { Self.name(of: $0, ZoneKeys.name) } }

    /// The names of the tripwires.
    var tripwireNames: [String] { tripwires.compactMap { Self.name(of: $0, TripwireKeys.name) } }

    /// What a key of a mapping says, as it was written.
    static func name(of mapping: MappingNode, _ key: RequiredKey<String>) -> String? {
        guard case .scalar(let name)? = mapping.value(of: key.declaration)?.content else { return nil }
        return name
    }

    /// The names of a list of a mapping, as they were written.
    static func names(_ mapping: MappingNode, _ list: KeyDeclaration, _ key: RequiredKey<String>) -> [String] {
        guard case .list(let items)? = mapping.value(of: list)?.content else { return [] }
        return items.compactMap { item in
            guard case .mapping(let entries) = item.content,
                case .scalar(let name)? = entries.first(where: { $0.key == key.declaration.name })?.value.content
            else { return nil }
            return name
        }
    }

    /// Whether a zone is one that nobody looks at.
    static func isExcluded(_ zone: MappingNode) -> Bool {
        zone.value(of: ZoneKeys.role.declaration)?.content == .scalar("exclude")
    }
}
