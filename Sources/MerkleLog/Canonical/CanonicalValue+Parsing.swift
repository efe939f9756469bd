extension CanonicalValue {
    /// How deeply arrays and objects may be nested.
    public static let maximumDepth = 32

    /// Reads one JSON value (RFC 8259) and nothing after it.
    ///
    /// White space is allowed. Refused: fractions, exponents, `-0`, leading zeros, integers beyond `Int64`, equal keys
    /// in one object, lone surrogates, bytes that are not UTF-8, nesting deeper than `maximumDepth`, trailing bytes.
    ///
    /// - Throws: `CanonicalError` with the offset of the first offence.
    public init(parsing bytes: [UInt8]) throws(CanonicalError) {
        var parser = CanonicalParser(bytes: bytes)
        self = try parser.parseDocument()
    }

    /// Reads one value that must already be in canonical form, byte for byte.
    ///
    /// - Throws: `CanonicalError` as `init(parsing:)`, or with the first byte that the canonical form would not have.
    public init(parsingCanonical bytes: [UInt8]) throws(CanonicalError) {
        try self.init(parsing: bytes)
        let canonical = canonicalBytes
        guard canonical != bytes else { return }
        let common = zip(canonical, bytes).prefix { $0 == $1 }.count
        throw CanonicalError(offset: common, cause: "this is JSON, but not in canonical form")
    }
}
