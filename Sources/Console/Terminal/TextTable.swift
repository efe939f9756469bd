/// Lays text out in columns for a terminal.
package struct TextTable: Sendable {
    private var rows: [[String]] = []

    /// Makes a table with a line of titles.
    package init(titles: [String]) {
        rows = [titles]
    }

    /// Adds a row; missing cells are empty.
    package mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines: columns two spaces apart, nothing behind the last cell of a row.
    package var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += Self.printable(cell)
                let isLast = row[(column + 1)...].allSatisfy(\.isEmpty)
                if isLast { break }
                line += String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            return line
        }
    }

    /// Control characters replaced, so that no text from a journal or a device steers the terminal.
    package static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
