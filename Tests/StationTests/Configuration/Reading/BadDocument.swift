import Station
import Testing

/// A text that is no configuration, and everything that must be said of it.
struct BadDocument: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var expected: [String]

    /// The whole text.
    init(_ description: String, whole text: String, _ expected: String...) {
        testDescription = description
        self.text = text
        self.expected = expected
    }

    /// The text of one sound camera, on lines 2 to 4, with `camera` (indented by four spaces) from line 5 on.
    init(_ description: String, camera: String, _ expected: String...) {
        testDescription = description
        text = """
            site: post
            cameras:
              - name: gate
                source: {device: /dev/video0}

            """ + camera
        self.expected = expected
    }

    /// What is wrong with it, one line an error.
    var lines: [String] {
        do throws(ConfigurationErrors) {
            _ = try SiteConfiguration.parse(text, file: "f")
            return []
        } catch {
            return error.lines
        }
    }
}
