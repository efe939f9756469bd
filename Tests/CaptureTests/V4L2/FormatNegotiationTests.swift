import Capture
import Imaging
import Testing

@Suite struct FormatNegotiationTests {
    static let hd = FrameSize(width: 1920, height: 1080)
    static let vga = FrameSize(width: 640, height: 480)
    static let small = FrameSize(width: 320, height: 240)

    static func offer(_ fourCC: String, _ sizes: [(FrameSize, [Double])]) -> FormatOffer {
        FormatOffer(
            fourCC: fourCC, summary: "", pixelFormat: FourCC.pixelFormat(fourCC),
            sizes: sizes.map { size, rates in
                SizeOffer(size: size, intervals: rates.map { IntervalOffer(FrameInterval(framesPerSecond: $0)) })
            })
    }

    static let webcam = [
        offer("YUYV", [(hd, [5]), (vga, [30, 15]), (small, [30])]), offer("MJPG", [(hd, [30, 15]), (vga, [30, 15])]),
    ]

    @Test("without wishes: the largest size at the usual rate, MJPG when it is large")
    func best() throws {
        let plan = try FormatNegotiation.plan(for: .init(), offers: Self.webcam)
        #expect(plan.pixelFormat == .mjpeg)
        #expect(plan.size == Self.hd)
        #expect(plan.interval.framesPerSecond == 15)
        #expect(!plan.converts)
    }

    @Test("raw at small sizes")
    func raw() throws {
        let plan = try FormatNegotiation.plan(for: .init(size: Self.vga), offers: Self.webcam)
        #expect(plan.pixelFormat == .yuyv)
    }

    @Test("a format that is too slow gives way to one that is not")
    func rateDecides() throws {
        let offers = [Self.offer("YUYV", [(Self.vga, [5])]), Self.offer("MJPG", [(Self.vga, [30])])]
        #expect(try FormatNegotiation.plan(for: .init(), offers: offers).pixelFormat == .mjpeg)
    }

    @Test("nothing larger than 1920x1080 unless it is all there is, or asked for")
    func tooLarge() throws {
        let uhd = FrameSize(width: 3840, height: 2160)
        let two = [Self.offer("MJPG", [(uhd, [30]), (Self.vga, [30])])]
        #expect(try FormatNegotiation.plan(for: .init(), offers: two).size == Self.vga)
        #expect(try FormatNegotiation.plan(for: .init(size: uhd), offers: two).size == uhd)
        let one = [Self.offer("MJPG", [(uhd, [30])])]
        #expect(try FormatNegotiation.plan(for: .init(), offers: one).size == uhd)
    }

    @Test("the configured format, size and rate are taken")
    func configured() throws {
        let plan = try FormatNegotiation.plan(
            for: .init(pixelFormat: .yuyv, size: Self.hd, framesPerSecond: 30), offers: Self.webcam)
        #expect(plan.fourCC == "YUYV")
        #expect(plan.size == Self.hd)
        #expect(plan.interval.framesPerSecond == 5)
    }

    @Test("what the device does not offer is refused, and the refusal says what it offers")
    func refused() {
        let size = FrameSize(width: 800, height: 600)
        let error = #expect(throws: FormatNegotiation.Refusal.self) {
            try FormatNegotiation.plan(for: .init(pixelFormat: .nv12, size: size), offers: Self.webcam)
        }
        #expect(error?.cause.contains("NV12 at 800x600") == true)
        #expect(error?.mend.contains("MJPG 1920x1080, 640x480") == true)
        #expect(throws: FormatNegotiation.Refusal.self) { try FormatNegotiation.plan(for: .init(), offers: []) }
    }

    @Test("only formats that a configuration can name are suggested, if there are any")
    func summary() {
        let foreign = Self.offer("RGB3", [(Self.vga, [30])])
        #expect(!FormatNegotiation.summary(of: [foreign] + Self.webcam).contains("RGB3"))
        #expect(FormatNegotiation.summary(of: [foreign]) == "RGB3 640x480")
    }

    @Test("a device with foreign formats only is converted to YU12")
    func converts() throws {
        let offers = [Self.offer("pBAA", [(Self.vga, [30])])]
        let plan = try FormatNegotiation.plan(for: .init(), offers: offers)
        #expect(plan.converts)
        #expect(plan.pixelFormat == .yu12)
        #expect(plan.fourCC == "pBAA")
        #expect(throws: FormatNegotiation.Refusal.self) {
            try FormatNegotiation.plan(for: .init(pixelFormat: .mjpeg), offers: offers)
        }
    }

    @Test("thermal cameras: 16 bits when asked for, colour otherwise")
    func thermal() throws {
        let tiny = FrameSize(width: 160, height: 120)
        let offers = [Self.offer("Y16 ", [(tiny, [9])]), Self.offer("UYVY", [(tiny, [9])])]
        #expect(try FormatNegotiation.plan(for: .init(), offers: offers).pixelFormat == .uyvy)
        #expect(try FormatNegotiation.plan(for: .init(pixelFormat: .y16), offers: offers).fourCC == "Y16 ")
    }

    @Test("ranges of sizes and rates")
    func ranges() throws {
        let sizes = SizeOffer(
            smallest: .init(width: 320, height: 180), largest: .init(width: 3840, height: 2160),
            step: .init(width: 2, height: 2),
            intervals: [
                IntervalOffer(
                    .init(numerator: 1, denominator: 60), longest: .init(numerator: 1, denominator: 1))
            ])
        let offers = [FormatOffer(fourCC: "NV12", summary: "", pixelFormat: .nv12, sizes: [sizes])]
        let plan = try FormatNegotiation.plan(for: .init(framesPerSecond: 12.5), offers: offers)
        #expect(plan.size == Self.hd)
        #expect(plan.interval == FrameInterval(numerator: 2, denominator: 25))
        #expect(throws: FormatNegotiation.Refusal.self) {
            try FormatNegotiation.plan(for: .init(size: .init(width: 641, height: 480)), offers: offers)
        }
    }

    @Test("a driver that lists no sizes gets the configured one")
    func unlisted() throws {
        let offers = [FormatOffer(fourCC: "YUYV", summary: "", pixelFormat: .yuyv, sizes: [])]
        #expect(try FormatNegotiation.plan(for: .init(size: Self.vga), offers: offers).size == Self.vga)
    }

    @Test("of two rates equally near, the higher")
    func nearest() {
        let offers = [10.0, 20].map { IntervalOffer(FrameInterval(framesPerSecond: $0)) }
        #expect(FormatNegotiation.nearest(to: 15, in: offers).framesPerSecond == 20)
        #expect(FormatNegotiation.nearest(to: 7, in: []).framesPerSecond == 7)
    }

    @Test("FourCC texts and codes belong together", arguments: PixelFormat.allCases)
    func fourCC(format: PixelFormat) {
        #expect(FourCC.text(FourCC.code(format.rawValue)) == format.rawValue)
        #expect(FourCC.pixelFormat(format.rawValue) == format)
    }

    @Test("codes that are no text are shown, not trusted")
    func strangeFourCC() {
        #expect(FourCC.text(0xFF00_4142) == "BA??")
        #expect(FourCC.pixelFormat("JPEG") == .mjpeg)
    }
}
