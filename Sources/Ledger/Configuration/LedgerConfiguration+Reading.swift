extension LedgerConfiguration {
    /// Reads the file at a path.
    ///
    /// - Throws: ``LedgerError`` if it cannot be read, ``ConfigurationProblems`` with everything that is wrong with it.
    public static func load(path: String) throws -> LedgerConfiguration {
        let text = try TextFile.read(path, limit: LedgerConfigurationReader.byteLimit)
        return try parse(text, file: path)
    }

    /// Reads a text as if it stood in `file`.
    public static func parse(_ text: String, file: String) throws(ConfigurationProblems) -> LedgerConfiguration {
        var reader = LedgerConfigurationReader(folder: LedgerDirectory.parent(of: file))
        guard let configuration = reader.configuration(of: text) else {
            let sorted = reader.problems.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
            throw ConfigurationProblems(file: file, problems: sorted)
        }
        return configuration
    }
}
