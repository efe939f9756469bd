/// The daemon answered, and refused.
struct DaemonRefusal: Error {
    /// The HTTP status.
    let status: Int
    /// What a person is told.
    let failure: CommandFailure

    init(status: Int, detail: String?, place: String, title: String) {
        self.status = status
        let cause = "the daemon refused (\(status)): \(detail ?? title)"
        failure =
            switch status {
            // What was asked for is not there, or cannot be: the daemon's words say what mends it.
            case 400 where detail != nil, 404 where detail != nil, 409, 410:
                CommandFailure(line: "\(place): \(cause)", exitCode: 65)
            case 503:
                CommandFailure(place: place, cause: cause, mend: "try again in a moment", exitCode: 69)
            case 500:
                // The daemon failed, and its log names place, cause and mend; the versions may well be the same.
                CommandFailure(
                    place: place, cause: cause, mend: "see `journalctl -u karaulad`, or where it logs to",
                    exitCode: 65)
            default:
                CommandFailure(
                    place: place, cause: cause, mend: "check that karaulactl and karaulad have the same version",
                    exitCode: 65)
            }
    }
}
