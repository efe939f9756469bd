import Detection
import Imaging
import Testing

@Suite struct ThresholdsTests {
    let size = FrameSize(width: 640, height: 480)

    @Test func greaterSensitivityNeverAsksForMore() {
        let all = (1...9).map { Thresholds(settings: DetectionSettings(sensitivity: $0), size: size) }
        for (less, more) in zip(all, all.dropFirst()) {
            #expect(more.contrast < less.contrast && more.votes <= less.votes && more.patience < less.patience)
        }
    }

    @Test func valuesOutOfRangeCountAsTheNearest() {
        for (given, taken) in [(-5, 1), (0, 1), (10, 9), (Int.max, 9)] {
            #expect(
                Thresholds(settings: DetectionSettings(sensitivity: given), size: size)
                    == Thresholds(settings: DetectionSettings(sensitivity: taken), size: size))
        }
        for height in [Double.nan, -1, 0, .infinity] {
            let area = Thresholds(settings: DetectionSettings(minimumTargetHeight: height), size: size).minimumArea
            #expect(area >= 6 && area <= size.area)
        }
    }

    @Test func smallerTargetsNeedLessArea() {
        let small = Thresholds(settings: DetectionSettings(minimumTargetHeight: 0.02), size: size)
        let large = Thresholds(settings: DetectionSettings(minimumTargetHeight: 0.2), size: size)
        #expect(small.minimumArea < large.minimumArea)
    }
}
