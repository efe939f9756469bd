import Glibc

extension SourceProblem {
    /// What an `errno` value means when a device is opened.
    static func opening(errno code: Int32, place: String) -> SourceProblem {
        switch code {
        case ENOENT, ENOTDIR, ELOOP:
            .init(
                code: .missing, place: place, cause: "there is no such device",
                mend: "plug the camera in, or correct the path; 'karaulactl cameras' shows what is there")
        case ENODEV, ENXIO:
            .init(
                code: .missing, place: place, cause: "the device behind this node is gone",
                mend: "plug the camera in again")
        case EACCES, EPERM:
            .init(
                code: .denied, place: place, cause: "it may not be opened (\(words(code)))",
                mend: "add the user that runs Karaula to the group video")
        case EBUSY:
            .inUse(place)
        default:
            .init(
                code: .driverError, place: place, cause: "it cannot be opened (\(words(code)))",
                mend: "see the kernel's messages (dmesg)")
        }
    }

    /// What an `errno` value means when the call named `call` failed on an open device.
    static func driver(_ call: String, errno code: Int32, place: String) -> SourceProblem {
        switch code {
        case EBUSY: .inUse(place)
        case ENODEV, ENXIO: .unplugged(place)
        default:
            .init(
                code: .driverError, place: place, cause: "the driver refused \(call) (\(words(code)))",
                mend: "see the kernel's messages (dmesg); Karaula opens the device again by itself")
        }
    }

    static func inUse(_ place: String) -> SourceProblem {
        .init(
            code: .inUse, place: place, cause: "another program streams from it",
            mend: "end that program; 'fuser -v \(place)' names it")
    }

    static func unplugged(_ place: String) -> SourceProblem {
        .init(
            code: .unplugged, place: place, cause: "the device went away",
            mend: "plug the camera in again; check its cable and power")
    }

    static func notACamera(_ place: String, _ cause: String) -> SourceProblem {
        .init(
            code: .notACamera, place: place, cause: cause,
            mend: "give the node of a camera; 'karaulactl cameras' shows what is there")
    }

    private static func words(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
