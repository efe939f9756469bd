import HTTPTypes

extension HTTPField.Name {
    /// `Last-Event-ID`, with which a client of Server-Sent Events resumes.
    ///
    /// The name is a valid token, so it is never missing.
    static let lastEventID = Self("Last-Event-ID")!  // a literal that is a valid token
}
