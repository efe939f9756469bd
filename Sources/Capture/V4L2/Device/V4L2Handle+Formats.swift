import CLinux
import Imaging

extension V4L2Handle {
    /// A driver that counts on without end is left after so many answers.
    private static let longestList: UInt32 = 256

    /// Everything the device offers.
    func offers() -> [FormatOffer] {
        var offers: [FormatOffer] = []
        for index in 0..<Self.longestList {
            var answer = v4l2_fmtdesc()
            answer.index = index
            answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            guard call(clinux_vidioc_enum_fmt, &answer) == 0 else { break }
            // Emulated formats are libv4l2's own; whether to convert is decided elsewhere.
            guard answer.flags & UInt32(V4L2_FMT_FLAG_EMULATED) == 0 else { continue }
            let fourCC = FourCC.text(answer.pixelformat)
            offers.append(
                FormatOffer(
                    fourCC: fourCC, summary: Self.text(answer.description),
                    pixelFormat: FourCC.pixelFormat(fourCC), sizes: sizes(of: answer.pixelformat)))
        }
        return offers
    }

    private func sizes(of format: UInt32) -> [SizeOffer] {
        var sizes: [SizeOffer] = []
        for index in 0..<Self.longestList {
            var answer = v4l2_frmsizeenum()
            answer.index = index
            answer.pixel_format = format
            guard call(clinux_vidioc_enum_framesizes, &answer) == 0 else { break }
            if answer.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue {
                let size = FrameSize(width: Int(answer.discrete.width), height: Int(answer.discrete.height))
                sizes.append(SizeOffer(size: size, intervals: intervals(of: format, size: size)))
            } else {
                let range = answer.stepwise
                let largest = FrameSize(width: Int(range.max_width), height: Int(range.max_height))
                // Drivers answer for one size of a range; the one that is likely to be used tells most.
                let likely = SizeOffer(
                    smallest: .init(width: Int(range.min_width), height: Int(range.min_height)), largest: largest,
                    step: .init(width: Int(range.step_width), height: Int(range.step_height)))
                var offer = likely
                offer.intervals = intervals(of: format, size: likely.largest(within: FormatNegotiation.largestUnasked))
                sizes.append(offer)
                break
            }
        }
        return sizes
    }

    private func intervals(of format: UInt32, size: FrameSize) -> [IntervalOffer] {
        var intervals: [IntervalOffer] = []
        for index in 0..<Self.longestList {
            var answer = v4l2_frmivalenum()
            answer.index = index
            answer.pixel_format = format
            answer.width = UInt32(clamping: size.width)
            answer.height = UInt32(clamping: size.height)
            guard call(clinux_vidioc_enum_frameintervals, &answer) == 0 else { break }
            if answer.type == V4L2_FRMIVAL_TYPE_DISCRETE.rawValue {
                intervals.append(IntervalOffer(FrameInterval(answer.discrete)))
            } else {
                intervals.append(
                    IntervalOffer(FrameInterval(answer.stepwise.min), longest: FrameInterval(answer.stepwise.max)))
                break
            }
        }
        return intervals
    }
}

extension FrameInterval {
    /// The driver's fraction.
    init(_ fraction: v4l2_fract) {
        self.init(numerator: fraction.numerator, denominator: fraction.denominator)
    }
}
