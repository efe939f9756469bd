/// One message of a Server-Sent Events stream.
///
/// Source: the HTML standard, section "Server-sent events".
package struct ServerSentEvent: Sendable, Hashable {
    /// `id`: where a client resumes; `nil` leaves the client's last one in place.
    package var id: String?
    /// `event`: the name under which listeners wait for it; `nil` means `message`.
    package var name: String?
    /// `data`, of any number of lines.
    package var data: String

    /// Makes a message.
    package init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// The message as it goes over the wire, with the empty line that ends it.
    ///
    /// A line break in `id` or `name` would begin another field, and a zero byte makes a client ignore the id; both are
    /// left out. In `data` every line gets a field of its own.
    package var encoded: String {
        var text = ""
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let name { text += "event: \(Self.oneLine(name))\n" }
        for line in Self.lines(data) { text += "data: \(line)\n" }
        return text + "\n"
    }

    /// A comment, which clients ignore; it shows both sides that the connection lives.
    package static func comment(_ text: String) -> String { ": \(oneLine(text))\n\n" }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" && $0 != "\0" }))
    }

    /// Splits at CR LF, CR and LF, as clients do.
    private static func lines(_ text: String) -> [String] {
        var lines = [""]
        var afterReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where afterReturn: afterReturn = false
            case "\n", "\r":
                lines.append("")
                afterReturn = scalar == "\r"
            default:
                lines[lines.count - 1].unicodeScalars.append(scalar)
                afterReturn = false
            }
        }
        return lines
    }
}
