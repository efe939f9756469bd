import Glibc

extension SiteConfiguration {
    /// Loads and checks a configuration file.
    ///
    /// - Parameter path: where the file is; relative paths in it start from its folder.
    /// - Throws: everything that is wrong with it, at once.
    public static func load(path: String) throws(ConfigurationErrors) -> SiteConfiguration {
        try loadWithText(path: path).configuration
    }

    /// As `load(path:)`, with the text that was read, for the log of what a site ran with.
    public static func loadWithText(
        path: String
    ) throws(ConfigurationErrors) -> (configuration: SiteConfiguration, text: String) {
        let text = try ConfigurationFile.text(path: path)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        return (try parse(text, file: path, folder: completed(folder)), text)
    }

    /// Checks the text of a configuration file.
    ///
    /// - Parameters:
    ///   - text: the YAML text.
    ///   - file: what errors call the file.
    ///   - folder: where relative paths in it start from.
    /// - Throws: everything that is wrong with it, at once.
    public static func parse(
        _ text: String, file: String = "karaula.yaml", folder: String = "/etc/karaula"
    ) throws(ConfigurationErrors) -> SiteConfiguration {
        let (root, problems) = DocumentParser.parse(text)
        var walker = ConfigurationWalker(folder: folder, isFolder: { isFolder($0) })
        for problem in problems { walker.report(problem.message, key: "", at: problem.position) }
        if let root, root.content != .nothing {
            if let configuration = walker.site(root), walker.errors.isEmpty { return configuration }
        } else if problems.isEmpty {
            walker.report(
                "the file holds no configuration; begin with 'site: NAME' and a list 'cameras:'", key: "",
                at: .init(line: 1, column: 1))
        }
        throw bounded(ConfigurationErrors(file: file, errors: walker.errors))
    }

    /// The most errors that are told at once; a file with more is probably no configuration at all.
    private static let mostErrors = 100

    /// The first errors, and how many there are besides.
    private static func bounded(_ all: ConfigurationErrors) -> ConfigurationErrors {
        guard all.errors.count > mostErrors else { return all }
        var first = all
        first.errors.removeSubrange(mostErrors...)
        let rest = all.errors.count - mostErrors
        first.errors.append(
            .init(
                position: all.errors[mostErrors].position, key: "",
                message: "\(rest) more \(rest == 1 ? "error" : "errors") from here on; mend the others first"))
        return first
    }

    /// A folder's path that stays true when the process changes its working directory.
    private static func completed(_ folder: String) -> String {
        guard !folder.hasPrefix("/") else { return folder }
        guard let buffer = getcwd(nil, 0) else { return folder }
        defer { free(buffer) }
        return folder == "." ? String(cString: buffer) : "\(String(cString: buffer))/\(folder)"
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
