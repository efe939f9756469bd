package import Detection
import Imaging

/// One frame's tracks as a line of JSON.
///
/// `{"frame": N, "tracks": [{"id": I, "box": [x, y, w, h], "state": "…"}]}`, frames counted from 1, boxes normalised with
/// six decimals made from integers, so that equal tracks give equal bytes everywhere.
package enum TrackLine {
    package static func text(frame: Int, tracks: [Track], idOffset: Int) -> String {
        let list = tracks.map { track in
            let box = [track.box.x, track.box.y, track.box.width, track.box.height].map(decimal)
            return #"{"id": \#(track.id + idOffset), "box": [\#(box.joined(separator: ", "))], "#
                + #""state": "\#(track.state.rawValue)"}"#
        }
        return #"{"frame": \#(frame), "tracks": [\#(list.joined(separator: ", "))]}"# + "\n"
    }

    /// A number with six decimals.
    package static func decimal(_ value: Double) -> String {
        let millionths = Int64((value * 1_000_000).rounded())
        let digits = String(millionths.magnitude % 1_000_000)
        let padding = String(repeating: "0", count: 6 - digits.count)
        return "\(millionths < 0 ? "-" : "")\(millionths.magnitude / 1_000_000).\(padding)\(digits)"
    }
}
