import CLinux

/// What a device says of itself.
struct V4L2Identity {
    var driver: String
    var card: String
    var bus: String
    var capabilities: UInt32
}

extension V4L2Handle {
    /// Asks the device what it is.
    ///
    /// - Throws: `notACamera` for anything that does not capture video by streaming.
    func identity() throws(SourceProblem) -> V4L2Identity {
        var answer = v4l2_capability()
        switch call(clinux_vidioc_querycap, &answer) {
        case 0: break
        case let code where code == Errno.noDevice: throw .unplugged(place)
        default: throw .notACamera(place, "it is no V4L2 device")
        }
        // `capabilities` speaks of all nodes of the device together, `device_caps` of this one.
        let hasOwn = answer.capabilities & UInt32(V4L2_CAP_DEVICE_CAPS) != 0
        let identity = V4L2Identity(
            driver: Self.text(answer.driver), card: Self.text(answer.card), bus: Self.text(answer.bus_info),
            capabilities: hasOwn ? answer.device_caps : answer.capabilities)
        if let cause = Self.refusal(capabilities: identity.capabilities) { throw .notACamera(place, cause) }
        return identity
    }

    /// Why a node with these capabilities is no camera; `nil` if it is one.
    private static func refusal(capabilities: UInt32) -> String? {
        func has(_ flag: Int32) -> Bool { capabilities & UInt32(bitPattern: flag) != 0 }
        if has(V4L2_CAP_VIDEO_CAPTURE) && !has(V4L2_CAP_VIDEO_M2M) {
            return has(V4L2_CAP_STREAMING) ? nil : "it cannot stream"
        }
        if has(V4L2_CAP_VIDEO_M2M) || has(V4L2_CAP_VIDEO_M2M_MPLANE) { return "it converts video and captures none" }
        if has(V4L2_CAP_META_CAPTURE) { return "it delivers metadata, not pictures" }
        if has(V4L2_CAP_VIDEO_CAPTURE_MPLANE) {
            return
                "it speaks the multi-planar interface only, and libv4l2's plugin for that is not there or does not fit"
        }
        if has(V4L2_CAP_VIDEO_OUTPUT) || has(V4L2_CAP_VIDEO_OUTPUT_MPLANE) { return "it shows video and captures none" }
        return "it does not capture video"
    }

    /// The text in a fixed array of bytes.
    static func text<Bytes>(_ bytes: Bytes) -> String {
        withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
