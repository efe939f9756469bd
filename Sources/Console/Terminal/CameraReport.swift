package import Capture
import Imaging
package import MerkleLog

/// The cameras that are plugged in, for a person or as JSON.
package enum CameraReport {
    /// The lines for a person; a sentence if there are none.
    package static func lines(_ cameras: [DeviceDescription]) -> [String] {
        guard !cameras.isEmpty else {
            return [
                "no camera found: no device under /dev/video* captures video",
                "Plug one in and look again; `dmesg | tail` shows what the kernel says about it.",
                "In a virtual machine or container, pass the device through.",
            ]
        }
        var lines: [String] = []
        for camera in cameras {
            if !lines.isEmpty { lines.append("") }
            lines.append("\(camera.preferredName)")
            lines.append("    \(camera.card), driver \(camera.driver), at \(camera.bus)")
            let others = ([camera.node] + camera.stableNames).filter { $0 != camera.preferredName }
            if !others.isEmpty { lines.append("    also \(others.joined(separator: ", "))") }
            if camera.stableNames.isEmpty {
                lines.append("    it has no name that stays: with several cameras, the number may change at a restart")
            }
            if let problem = camera.problem { lines.append("    ! \(problem.cause); \(problem.mend)") }
            for format in camera.formats {
                let note = format.pixelFormat == nil ? " (converted by libv4l2)" : ""
                lines.append("    \(format.fourCC)\(note)  \(format.sizes.map(size).joined(separator: ", "))")
            }
        }
        return lines.map(TextTable.printable)
    }

    /// The same as JSON.
    package static func value(_ cameras: [DeviceDescription]) -> CanonicalValue {
        .array(
            cameras.map { camera in
                .object([
                    "device": .string(camera.preferredName), "node": .string(camera.node),
                    "stable_names": .array(camera.stableNames.map(CanonicalValue.string)),
                    "driver": .string(camera.driver), "card": .string(camera.card), "bus": .string(camera.bus),
                    "problem": .text(camera.problem?.description), "formats": .array(camera.formats.map(format)),
                ])
            })
    }

    private static func size(_ offer: SizeOffer) -> String {
        let size = offer.isSingle ? "\(offer.largest)" : "\(offer.smallest) to \(offer.largest)"
        let fastest = offer.intervals.map(\.shortest.framesPerSecond).max()
        return fastest.map { "\(size) at \(DurationText.tenths($0))/s" } ?? size
    }

    private static func format(_ offer: FormatOffer) -> CanonicalValue {
        .object([
            "four_cc": .string(offer.fourCC), "summary": .string(offer.summary),
            "converted": .bool(offer.pixelFormat == nil),
            "sizes": .array(
                offer.sizes.map { size in
                    .object([
                        "smallest": extent(size.smallest.width, size.smallest.height),
                        "largest": extent(size.largest.width, size.largest.height),
                        "intervals": .array(
                            size.intervals.map { interval in
                                .object([
                                    "shortest": fraction(interval.shortest), "longest": fraction(interval.longest),
                                ])
                            }),
                    ])
                }),
        ])
    }

    private static func extent(_ width: Int, _ height: Int) -> CanonicalValue {
        .object(["width": .integer(Int64(width)), "height": .integer(Int64(height))])
    }

    /// A frame interval in seconds, as `numerator` / `denominator`.
    private static func fraction(_ interval: FrameInterval) -> CanonicalValue {
        .object([
            "numerator": .integer(Int64(interval.numerator)), "denominator": .integer(Int64(interval.denominator)),
        ])
    }
}
