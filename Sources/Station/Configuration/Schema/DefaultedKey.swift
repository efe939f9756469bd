/// A key that may be left out.
struct DefaultedKey<Value: Sendable>: Sendable {
    /// As the documentation tells it.
    let declaration: KeyDeclaration
    /// How its value is written.
    let type: ValueType<Value>
    /// What holds if it is left out: the one place of this default.
    let standard: Value

    init(_ name: String, _ type: ValueType<Value>, standard: Value, _ meaning: String) {
        declaration = KeyDeclaration(
            name: name, type: type.name, range: type.range, standard: type.write(standard), meaning: meaning)
        self.type = type
        self.standard = standard
    }
}
