import HTTPTypes

extension HTTPField.Name {
    /// `Last-Event-ID`, with which a client of Server-Sent Events resumes.
    ///
    /// The name is a valid token, so it is never missing.
    static let lastEventID = Self("Last-Event-ID")!  // a literal that is a valid token

    /// `Karaula-Walk`: names the walk through pages of entries that an answer began.
    static let karaulaWalk = Self("Karaula-Walk")!  // a literal that is a valid token

    /// `Karaula-Bundle`: the folder that an exported archive holds.
    static let karaulaBundle = Self("Karaula-Bundle")!  // a literal that is a valid token
}
