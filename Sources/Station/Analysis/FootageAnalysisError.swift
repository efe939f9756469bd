public import Capture

/// Why an analysis could not be done.
public enum FootageAnalysisError: Error, Sendable, CustomStringConvertible {
    /// The footage cannot be read, or holds no frame.
    case footage(SourceProblem)
    /// A result cannot be written.
    case output(path: String, cause: String)
    /// The frame rate is not a positive number.
    case frameRate(Double)

    /// Place, cause and mend in one line.
    public var description: String {
        switch self {
        case .footage(let problem): "\(problem)"
        case .output(let path, let cause):
            "\(path): cannot be written: \(cause); check the path, its rights and the disk"
        case .frameRate(let rate): "--fps \(rate): not a frame rate; give the footage's frames a second, 0.001 to 1000"
        }
    }

    /// What the process should end with, after sysexits.h.
    public var exitCode: Int32 {
        switch self {
        case .footage(let problem): problem.code == .missing ? 66 : problem.code == .denied ? 77 : 65
        case .output: 73
        case .frameRate: 64
        }
    }
}
