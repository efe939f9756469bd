import Imaging
import Testing

@Suite struct LumaScaleTests {
    @Test func sizesAreRoundedUp() {
        let odd = FrameSize(width: 1921, height: 1)
        #expect(LumaScale.full.size(of: odd) == odd)
        #expect(LumaScale.half.size(of: odd) == FrameSize(width: 961, height: 1))
        #expect(LumaScale.quarter.size(of: odd) == FrameSize(width: 481, height: 1))
        #expect(LumaScale.eighth.size(of: odd) == FrameSize(width: 241, height: 1))
        #expect(LumaScale.eighth.size(of: FrameSize(width: 1920, height: 1080)) == FrameSize(width: 240, height: 135))
    }
}
