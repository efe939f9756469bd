import CLinux
import Imaging

/// What was really set.
struct V4L2Settings {
    var format: StreamFormat
    var bytesPerRow: Int
}

extension V4L2Handle {
    /// Sets a plan, and reads back what the driver made of it.
    ///
    /// The rate comes after the format, because setting the format resets it.
    ///
    /// - Throws: `formatRefused` if pixel format or size differ from what `wish` insists on; `inUse`.
    func apply(
        _ plan: FormatNegotiation.Plan, wish: FormatNegotiation.Wish, offers: [FormatOffer]
    ) throws(SourceProblem) -> V4L2Settings {
        var request = v4l2_format()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.fmt.pix.width = UInt32(clamping: plan.size.width)
        request.fmt.pix.height = UInt32(clamping: plan.size.height)
        request.fmt.pix.pixelformat = FourCC.code(plan.converts ? plan.pixelFormat.rawValue : plan.fourCC)
        request.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        let refused = call(clinux_vidioc_s_fmt, &request)
        guard refused == 0 else { throw refusal(of: plan, errno: refused, offers: offers) }
        let asked = setInterval(plan.interval)
        var answer = v4l2_format()
        answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        let unread = call(clinux_vidioc_g_fmt, &answer)
        guard unread == 0 else { throw .driver("to tell its format", errno: unread, place: place) }
        let set = answer.fmt.pix
        let size = FrameSize(width: Int(set.width), height: Int(set.height))
        let fourCC = FourCC.text(set.pixelformat)
        let expected = plan.converts ? plan.pixelFormat.rawValue : plan.fourCC
        guard fourCC == expected, let format = FourCC.pixelFormat(fourCC), size.area > 0, size == wish.size ?? size
        else {
            throw .init(
                code: .formatRefused, place: place,
                cause: "asked for \(expected) at \(plan.size), the driver set \(fourCC) at \(size)",
                mend: "choose what it offers: \(FormatNegotiation.summary(of: offers))")
        }
        let rate = interval()?.framesPerSecond ?? 0
        var remarks: [String] = []
        if !asked {
            remarks.append("the driver does not let the frame rate be set")
        } else if let wanted = wish.framesPerSecond, abs(rate - wanted) > wanted / 100 {
            remarks.append("asked for \(wanted) frames a second, the driver set \(rate)")
        }
        let stream = StreamFormat(
            pixelFormat: format, size: size, framesPerSecond: rate,
            convertedFrom: plan.converts ? plan.fourCC : nil, remarks: remarks)
        let packed = FourCC.bytesPerRow(of: format, width: size.width)
        return V4L2Settings(format: stream, bytesPerRow: format == .mjpeg ? 0 : max(packed, Int(set.bytesperline)))
    }

    private func refusal(of plan: FormatNegotiation.Plan, errno code: Int32, offers: [FormatOffer]) -> SourceProblem {
        guard code == Errno.invalid else {
            return .driver("the format \(plan.fourCC) at \(plan.size)", errno: code, place: place)
        }
        return .init(
            code: .formatRefused, place: place, cause: "the driver refused \(plan.fourCC) at \(plan.size)",
            mend: "choose what it offers: \(FormatNegotiation.summary(of: offers))")
    }

    /// Asks for an interval. Returns whether the driver takes one at all.
    private func setInterval(_ interval: FrameInterval) -> Bool {
        var request = v4l2_streamparm()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.parm.capture.timeperframe.numerator = interval.numerator
        request.parm.capture.timeperframe.denominator = interval.denominator
        return call(clinux_vidioc_s_parm, &request) == 0
    }

    /// The interval that the driver has set; `nil` if it does not say.
    private func interval() -> FrameInterval? {
        var answer = v4l2_streamparm()
        answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        guard call(clinux_vidioc_g_parm, &answer) == 0 else { return nil }
        let fraction = answer.parm.capture.timeperframe
        return fraction.numerator > 0 && fraction.denominator > 0 ? FrameInterval(fraction) : nil
    }
}
