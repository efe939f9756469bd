/// What a site says of where a batch stands in its lane: the headers `Karaula-Lane`, `-After` and `-Through`.
public struct BatchPlace: Sendable, Hashable {
    /// The lane.
    public var lane: Lane
    /// Everything of the lane up to here was acknowledged before; `nil` if the sender does not say.
    public var after: Int64?
    /// With this batch, everything of the lane up to here is; `nil` for the last entry of the batch.
    public var through: Int64?

    /// Makes a place; without headers it is the lane `routine`, and entries have to follow one another.
    public init(lane: Lane = .routine, after: Int64? = nil, through: Int64? = nil) {
        self.lane = lane
        self.after = after
        self.through = through
    }

    /// Reads the three headers, each `nil` if it was not sent.
    ///
    /// - Throws: ``IngestError`` that names the header that says nothing understandable.
    public init(lane: String?, after: String?, through: String?) throws(IngestError) {
        self.init()
        if let lane {
            guard let known = Lane(rawValue: lane) else {
                throw IngestError(
                    place: "Karaula-Lane", cause: "'\(lane.prefix(40))' is no lane",
                    mend: "send assistance, alarm or routine, or leave it out")
            }
            self.lane = known
        }
        self.after = try after.map { text throws(IngestError) in try Self.number(text, "Karaula-After") }
        self.through = try through.map { text throws(IngestError) in try Self.number(text, "Karaula-Through") }
    }

    private static func number(_ text: String, _ header: String) throws(IngestError) -> Int64 {
        guard let number = EntryNumber.parse(text, from: 0) else {
            throw IngestError(
                place: header, cause: "'\(text.prefix(40))' is not the number of an entry",
                mend: "send it in decimal digits, 0 for none, at most \(EntryNumber.largest)")
        }
        return number
    }
}
