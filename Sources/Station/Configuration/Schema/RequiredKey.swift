/// A key that must be given.
struct RequiredKey<Value: Sendable>: Sendable {
    /// As the documentation tells it.
    let declaration: KeyDeclaration
    /// How its value is written.
    let type: ValueType<Value>

    init(_ name: String, _ type: ValueType<Value>, _ meaning: String) {
        declaration = KeyDeclaration(
            name: name, type: type.name, range: type.range, standard: nil, meaning: meaning)
        self.type = type
    }
}
