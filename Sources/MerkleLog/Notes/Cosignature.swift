/// What a witness signs (C2SP `tlog-cosignature`, "cosignature/v1").
enum Cosignature {
    static func message(text: String, time: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }
}
