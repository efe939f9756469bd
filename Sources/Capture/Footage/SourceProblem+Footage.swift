import Glibc

extension SourceProblem {
    /// How to make footage that Karaula plays.
    static let footageMend =
        "give concatenated JPEG images; 'ffmpeg -i INPUT -c:v mjpeg -q:v 3 -f mjpeg OUTPUT.mjpg' makes them from any video"

    /// What an `errno` value means for footage at `place`.
    static func footage(errno code: Int32, place: String) -> SourceProblem {
        let words = String(cString: strerror(code))
        switch code {
        case ENOENT, ENOTDIR:
            return .init(code: .missing, place: place, cause: "there is no such file", mend: "correct the path")
        case EACCES, EPERM:
            return .init(
                code: .denied, place: place, cause: "it may not be read (\(words))",
                mend: "let the user that runs Karaula read it")
        case EISDIR:
            return .init(
                code: .unusableFootage, place: place, cause: "it is a folder, not a file",
                mend: "name it as a folder of numbered JPEG files, or give a file of concatenated JPEG images")
        default:
            return .init(
                code: .unusableFootage, place: place, cause: "it cannot be read (\(words))",
                mend: "check the disk and the path")
        }
    }
}
