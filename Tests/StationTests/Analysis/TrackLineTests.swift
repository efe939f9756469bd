import Detection
import Imaging
import Station
import Testing

struct TrackLineTests {
    @Test(arguments: [
        (0.0, "0.000000"), (1.0, "1.000000"), (0.0000004, "0.000000"), (0.1234567, "0.123457"), (-0.25, "-0.250000"),
        (12.000001, "12.000001"),
    ])
    func numbersHaveSixDecimals(value: Double, text: String) {
        #expect(TrackLine.decimal(value) == text)
    }

    @Test func aFrameWithoutTracksIsALineToo() {
        #expect(TrackLine.text(frame: 7, tracks: [], idOffset: 0) == #"{"frame": 7, "tracks": []}"# + "\n")
    }

    @Test func tracksAreListedWithTheirStateAndBox() {
        let track = Track(
            id: 2, state: .confirmed, box: NormalizedBox(x: 0.5, y: 0.25, width: 0.125, height: 0.0625))
        let other = Track(id: 3, state: .stopped, box: NormalizedBox(x: 0, y: 0, width: 1, height: 1))
        #expect(
            TrackLine.text(frame: 1, tracks: [track, other], idOffset: 10)
                == #"{"frame": 1, "tracks": ["#
                + #"{"id": 12, "box": [0.500000, 0.250000, 0.125000, 0.062500], "state": "confirmed"}, "#
                + #"{"id": 13, "box": [0.000000, 0.000000, 1.000000, 1.000000], "state": "stopped"}]}"# + "\n")
    }
}
