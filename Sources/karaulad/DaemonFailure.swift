/// Why the daemon cannot run, as its last words and its exit code.
struct DaemonFailure: Error {
    /// Place, cause and mend in one line.
    var line: String
    /// After sysexits.h.
    var exitCode: Int32
}
