import Detection
import Imaging
import Testing

@Suite struct TrackerTests {
    static let size = FrameSize(width: 320, height: 240)

    static func region(_ x: Double, _ y: Double, _ width: Int = 16, _ height: Int = 40, dynamics: Double = 0) -> Region
    {
        let left = Int(x.rounded())
        let top = Int(y.rounded())
        return Region(
            left: left, top: top, right: left + width, bottom: top + height, area: width * height * 8 / 10,
            strong: width * height / 2, cells: width * height / 16, dynamics: dynamics, dynamicShare: 0, flicker: 0,
            nature: .object)
    }

    /// Shows regions that depend on the time; returns the tracker.
    static func follow(
        _ tracker: Tracker = Tracker(size: size, holdSeconds: 600), seconds: Double, framesPerSecond: Double = 25,
        _ regions: (Double) -> [Region]
    ) -> Tracker {
        for frame in 0..<Int((seconds * framesPerSecond).rounded()) {
            tracker.update(regions(Double(frame) / framesPerSecond), seconds: 1 / framesPerSecond, isLearning: false)
        }
        return tracker
    }

    @Test(arguments: [6.0, 10, 15, 25, 30, 60, 120])
    func clearWalkerIsConfirmedWithinHalfASecond(framesPerSecond: Double) {
        let tracker = Self.follow(seconds: 4) { _ in [] }
        _ = Self.follow(tracker, seconds: 0.52, framesPerSecond: framesPerSecond) { [Self.region(40 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.state) == [.confirmed])
    }

    @Test(arguments: [10.0, 25, 60])
    func whileTheSceneIsNewItTakesALittleLonger(framesPerSecond: Double) {
        let tracker = Self.follow(seconds: 1, framesPerSecond: framesPerSecond) { [Self.region(40 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.state) == [.confirmed])
    }

    @Test func whatOnlyGrowsIsNoWalker() {
        let tracker = Self.follow(seconds: 4) { _ in [] }
        _ = Self.follow(tracker, seconds: 0.6) { [Self.region(100, 100, 16 + Int($0 * 12), 40)] }
        #expect(tracker.tracks.map(\.state) == [.tentative])
    }

    /// Two walkers who meet share one region for a second, and part again.
    @Test func walkersWhoCrossKeepTheirIdentity() {
        let tracker = Self.follow(seconds: 6) { time in
            let first = Self.region(40 + time * 40, 100)
            let second = Self.region(280 - time * 40, 104)
            guard first.right >= second.left - 3 && second.right >= first.left - 3 else { return [first, second] }
            var both = first
            both.left = min(first.left, second.left)
            both.right = max(first.right, second.right)
            both.bottom = max(first.bottom, second.bottom)
            both.area = first.area + second.area * (both.width - 16) / 16
            return [both]
        }
        #expect(tracker.tracks.map(\.id) == [1, 2])
        #expect(tracker.tracks.allSatisfy { $0.state == .confirmed })
        #expect(tracker.tracks[0].box.x > tracker.tracks[1].box.x, "each has gone on the way that it came")
    }

    @Test func walkersWhoShareARegionAreShownAsTwo() {
        let tracker = Self.follow(seconds: 3) { time in
            let gap = max(0, 60 - time * 40)
            let first = Self.region(60 + time * 20, 100)
            let second = Self.region(76 + time * 20 + gap, 100)
            guard gap < 3 else { return [first, second] }
            var both = first
            both.right = second.right
            both.area = first.area + second.area
            return [both]
        }
        #expect(tracker.tracks.map(\.state) == [.confirmed, .confirmed])
        #expect(abs(tracker.tracks[1].box.x - tracker.tracks[0].box.x) * 320 > 8)
    }

    @Test func partsOfAThingStayOneThing() {
        let tracker = Self.follow(seconds: 2) { [Self.region(40 + $0 * 40, 100)] }
        let torn = Self.follow(tracker, seconds: 2) { time in
            let x = 120 + time * 40
            return [Self.region(x, 100, 16, 22), Self.region(x, 125, 16, 15)]
        }
        #expect(torn.tracks.map(\.id) == [1])
        #expect(torn.tracks.map(\.state) == [.confirmed])
    }

    @Test func unseenTrackIsNotBelievedForTheMoment() {
        let tracker = Self.follow(seconds: 2) { [Self.region(40 + $0 * 40, 100)] }
        _ = Self.follow(tracker, seconds: 0.2) { _ in [] }
        #expect(tracker.tracks.map(\.state) == [.tentative] && tracker.tracks.map(\.id) == [1])
        _ = Self.follow(tracker, seconds: 0.2) { [Self.region(128 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.state) == [.confirmed] && tracker.tracks.map(\.id) == [1])
    }

    @Test func whatIsFarLowerThanTheSmallestTargetIsNotConfirmed() {
        let tracker = Tracker(size: Self.size, holdSeconds: 600, targetHeight: 30)
        _ = Self.follow(tracker, seconds: 5) { [Self.region(40 + $0 * 40, 100, 40, 8)] }
        #expect(tracker.tracks.map(\.state) == [.tentative])
    }

    @Test func idStaysAndIsNotUsedAgain() {
        let tracker = Self.follow(seconds: 3) { [Self.region(40 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.id) == [1])
        let empty = Self.follow(tracker, seconds: 2) { _ in [] }
        #expect(empty.tracks.isEmpty)
        let again = Self.follow(empty, seconds: 1) { [Self.region(40 + $0 * 40, 100)] }
        #expect(again.tracks.map(\.id) == [2])
    }

    @Test func twoWalkersAreTwoTracksInTheOrderOfTheirIDs() {
        let tracker = Self.follow(seconds: 2) { [Self.region(40 + $0 * 40, 60), Self.region(240 - $0 * 40, 160)] }
        #expect(tracker.tracks.map(\.id) == [1, 2])
        #expect(tracker.tracks.allSatisfy { $0.state == .confirmed })
    }

    @Test func whatNeverMovesIsNeverConfirmed() {
        let tracker = Self.follow(seconds: 20) { _ in [Self.region(100, 100)] }
        #expect(tracker.tracks.map(\.state) == [.tentative])
    }

    @Test func whatSwingsOnTheSpotIsNotConfirmed() {
        let tracker = Self.follow(seconds: 20) { time in
            let phase = Int(time * 25) % 12
            return [Self.region(100 + Double(phase < 6 ? phase : 12 - phase), 100, dynamics: 40)]
        }
        #expect(!tracker.tracks.contains { $0.state != .tentative })
    }

    @Test func walkerWhoStopsIsStoppedHeldAndMovesAgain() {
        let tracker = Self.follow(seconds: 2) { [Self.region(40 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.state) == [.confirmed])
        let standing = Self.follow(tracker, seconds: 540) { _ in [Self.region(120, 100)] }
        #expect(standing.tracks.map(\.state) == [.stopped])
        #expect(standing.holds == [HoldMap.parked])
        let gone = Self.follow(standing, seconds: 1.5) { [Self.region(120 + $0 * 40, 100)] }
        #expect(gone.tracks.map(\.state) == [.confirmed] && gone.tracks.map(\.id) == [1])
    }

    @Test func holdEndsAfterItsTime() {
        let tracker = Tracker(size: Self.size, holdSeconds: 10)
        _ = Self.follow(tracker, seconds: 2) { [Self.region(40 + $0 * 40, 100)] }
        _ = Self.follow(tracker, seconds: 9) { _ in [Self.region(120, 100)] }
        #expect(tracker.holds == [HoldMap.parked])
        _ = Self.follow(tracker, seconds: 3) { _ in [Self.region(120, 100)] }
        #expect(tracker.holds == [HoldMap.free])
    }

    @Test func shortLossKeepsTheTrack() {
        let tracker = Self.follow(seconds: 3) { time in
            (1.5..<1.8).contains(time) ? [] : [Self.region(40 + time * 40, 100)]
        }
        #expect(tracker.tracks.map(\.id) == [1])
    }

    @Test func whileLearningAWalkerIsConfirmedButNothingIsHeld() {
        let tracker = Tracker(size: Self.size, holdSeconds: 600)
        for frame in 0..<25 {
            tracker.update([Self.region(20 + Double(frame) * 4, 100)], seconds: 0.04, isLearning: true)
        }
        #expect(tracker.tracks.map(\.state) == [.confirmed])
        #expect(tracker.holds == [HoldMap.free])
    }

    @Test func pausedTrackerShowsNothingAndGoesOnAfter() {
        let tracker = Self.follow(seconds: 2) { [Self.region(40 + $0 * 40, 100)] }
        for _ in 0..<8 { tracker.pause(seconds: 0.04) }
        #expect(tracker.tracks.isEmpty)
        _ = Self.follow(tracker, seconds: 0.2) { [Self.region(133 + $0 * 40, 100)] }
        #expect(tracker.tracks.map(\.id) == [1])
    }

    @Test func boxesLieWithinTheImage() {
        let tracker = Self.follow(seconds: 12) { [Self.region(40 + $0 * 40, 100)].filter { $0.left < 320 } }
        for track in tracker.tracks {
            #expect(track.box.x >= 0 && track.box.x + track.box.width <= 1.0001)
        }
    }

    @Test func fiveHundredObjectsStayWithinTheLimit() {
        let tracker = Self.follow(seconds: 1) { time in
            (0..<RegionFinder.limit).map { index in
                Self.region(Double(index % 32) * 10 + time * 10, Double(index / 32) * 28, 8, 20)
            }
        }
        #expect(tracker.tracks.count <= 96 && !tracker.tracks.isEmpty)
    }
}
