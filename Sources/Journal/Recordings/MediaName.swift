package import Timekeeping

/// The names of the files of an event: `recordings/2026-11-22/00000042-gate-083000.123Z.mjpeg`.
package enum MediaName {
    /// A camera's name as it may stand in a file name: letters and digits of ASCII, `-` and `_`, at most 48 of them.
    ///
    /// Whatever else the name holds becomes `_`, so that neither `/` nor `..` can lead out of the directory. Two cameras
    /// may come out alike; the event's number keeps their files apart.
    package static func safe(_ camera: String) -> String {
        let bytes = camera.utf8.prefix(48).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                byte
            default: UInt8(ascii: "_")
            }
        }
        return bytes.isEmpty ? "camera" : String(decoding: bytes, as: UTF8.self)
    }

    /// The day's directory and the file's name without its extension.
    package static func parts(event: Int64, camera: String, at time: UTCTime) -> (day: String, stem: String) {
        let text = time.rfc3339
        let day = String(text.prefix(10))
        let clock = text.dropFirst(11).prefix(12).filter { $0 != ":" }
        let digits = String(event)
        let number = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return (day, "\(number)-\(safe(camera))-\(clock)Z")
    }

    /// The event that a file belonged to which was set aside as an orphan, as far as its name tells.
    package static func event(ofOrphan path: String) -> Int64? {
        // 2026-11-22-00000042-gate-083000.123Z.mjpeg, with the number of an attempt before the event's if names clashed.
        let name = path.split(separator: "/").last ?? ""
        let number = name.split(separator: "-").dropFirst(3).first { $0.utf8.count >= 8 }
        return number.flatMap { Int64($0) }
    }
}
