/// Why a source delivers nothing: what is wrong, where, and what mends it.
public struct SourceProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem it is; stable, for machines.
    public enum Code: String, Sendable, CaseIterable {
        /// The device node does not exist.
        case missing
        /// Another program streams from the device.
        case inUse = "in-use"
        /// This process may not open the device or file.
        case denied
        /// The device or file is not a camera, or not footage.
        case notACamera = "not-a-camera"
        /// The device cannot deliver what the configuration asks for.
        case formatRefused = "format-refused"
        /// The device went away while streaming.
        case unplugged
        /// The driver reported an error while streaming.
        case driverError = "driver-error"
        /// Footage that holds no usable frame.
        case unusableFootage = "unusable-footage"
        /// A configured control does not exist or refused its value.
        case controlRefused = "control-refused"
    }

    /// The kind.
    public var code: Code
    /// The place: device path, file path, `standard input`.
    public var place: String
    /// What happened, in a sentence without a full stop.
    public var cause: String
    /// What a person can do about it, in a sentence without a full stop.
    public var mend: String

    /// Makes a problem from its parts.
    public init(code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause); \(mend)" }
}
