import Detection
import Imaging
import Testing

@Suite struct SensorDiagnosisTests {
    private typealias Happening = SightScene.Happening

    private static let small = FrameSize(width: 320, height: 180)
    private static let large = FrameSize(width: 512, height: 288)

    /// What was found in a scene, and when, in seconds after its happening began; negative if before.
    private struct Outcome {
        var first: (symptom: SensorSymptom, isBlinding: Bool, after: Double)?
        var all: Set<SensorSymptom> = []
        var atEnd: [SensorFinding] = []
    }

    private static func watch(
        _ happening: Happening, size: FrameSize = small, seed: UInt64, begin: Double = 90, seconds: Double = 90,
        noise: Double = 1.5, limits: SensorLimits = SensorLimits(), zones: [Zone] = [], hour: Int = 12,
        end: Double = .infinity, besides: (Happening, Double)? = nil
    ) -> Outcome {
        var scene = SightScene(happening, size: size, seed: seed, begin: begin)
        scene.noise = noise
        scene.end = end
        scene.besides = besides.map { (happening: $0.0, begin: $0.1) }
        let diagnosis = SensorDiagnosis(limits: limits, size: size, zones: zones)
        let plane = GrayPlane(size: size)
        var outcome = Outcome()
        for second in 0..<Int(begin + seconds) {
            scene.draw(Double(second), into: plane)
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: hour)
            for finding in diagnosis.findings {
                outcome.all.insert(finding.symptom)
                if outcome.first == nil {
                    outcome.first = (finding.symptom, finding.isBlinding, Double(second) - begin)
                }
            }
        }
        outcome.atEnd = diagnosis.findings
        return outcome
    }

    // MARK: What is wrong is found

    private static let troubles: [(Happening, Set<SensorSymptom>)] = [
        (.freeze(noise: 0), [.frozen]),
        (.freeze(noise: 40), [.frozen]),
        (.cover(share: 1.1, level: 70), [.covered]),
        (.cover(share: 1.1, level: 190), [.covered]),
        (.cover(share: 1.1, level: 8), [.tooDark]),
        (.cover(share: 0.75, level: 120), [.covered]),
        (.cover(share: 0.7, level: 40), [.covered]),
        (.blur(radius: 2), [.defocused]),
        (.blur(radius: 4), [.defocused, .covered]),
        (.shift(x: 0.05, y: 0), [.moved]),
        (.shift(x: -0.08, y: 0.06), [.moved]),
        (.shift(x: 0.18, y: -0.1), [.moved]),
        (.shift(x: 0, y: 0.2), [.moved]),
        (.light(gain: 0.04), [.tooDark]),
        (.light(gain: 4), [.tooBright]),
        (.snowOfNoSignal, [.noSignal]),
        (.bars, [.noSignal]),
    ]

    @Test func troublesAreFoundWithinAMinuteWhateverThePlaceTheSizeAndTheTime() {
        var (found, total) = (0, 0)
        var missed: [String] = []
        for (happening, expected) in Self.troubles {
            for (seed, size, begin) in [
                (1, Self.small, 60.0), (2, Self.small, 90), (3, Self.large, 75), (4, Self.small, 150),
                (5, Self.large, 45), (6, Self.small, 120),
            ] {
                let outcome = Self.watch(
                    happening, size: size, seed: UInt64(seed), begin: begin, seconds: 62,
                    noise: seed % 3 == 0 ? 3 : 1.2)
                total += 1
                if let first = outcome.first, expected.contains(first.symptom), (0...60).contains(first.after) {
                    found += 1
                } else {
                    missed.append("\(happening) seed \(seed): \(outcome.first.map { "\($0)" } ?? "nothing")")
                }
            }
        }
        print("\(found) of \(total) troubles were found")
        #expect(found * 100 >= 95 * total, "found \(found) of \(total); \(missed.joined(separator: "; "))")
    }

    // MARK: What is nothing wrong is not

    private static let peace: [Happening] = [
        .nothing, .dusk(gain: 0.3, seconds: 600), .dusk(gain: 0.35, seconds: 60), .dusk(gain: 1.6, seconds: 0.5),
        .light(gain: 1.5), .light(gain: 0.45), .rain(150), .flakes(80), .fog(share: 0.6, seconds: 300),
        .lorry(seconds: 33, texture: 1), .lorry(seconds: 33, texture: 0), .lorry(seconds: 33, texture: 0.3), .person,
        .headlights(seconds: 12), .sway(2), .sway(4), .traffic,
    ]

    @Test func weatherLightLorriesAndPeopleAreNoTrouble() {
        var wrong: [String] = []
        for happening in Self.peace {
            for (seed, size) in [(11, Self.small), (12, Self.small), (13, Self.large)] {
                let outcome = Self.watch(
                    happening, size: size, seed: UInt64(seed), begin: 60, seconds: 240, noise: seed == 12 ? 3 : 1.2)
                if let first = outcome.first { wrong.append("\(happening) seed \(seed): \(first)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "; "))")
    }

    /// What is left when people have passed before a camera that makes hardly any noise.
    @Test(arguments: [0.05, 0.08, 0.1, 0.12, 0.15, 0.3])
    func aQuietSceneIsNotFrozenAfterABusyOne(noise: Double) {
        var wrong: [String] = []
        for (happening, seed, size) in [
            (Happening.traffic, 21, Self.small), (.person, 22, Self.large), (.sway(3), 23, Self.small),
            (.traffic, 24, Self.large),
        ] as [(Happening, Int, FrameSize)] {
            let outcome = Self.watch(
                happening, size: size, seed: UInt64(seed), begin: 20, seconds: 300, noise: noise, end: 140)
            if let first = outcome.first { wrong.append("\(happening): \(first)") }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "; "))")
    }

    // MARK: How it goes on

    /// Dusk, rain and worse of the same say nothing about whether a trouble is gone.
    @Test func whatCannotBeJudgedHasNotRecovered() {
        var wrong: [String] = []
        for (happening, symptom) in [
            (Happening.cover(share: 0.75, level: 120), SensorSymptom.covered),
            (.cover(share: 0.7, level: 40), .covered),
            (.cover(share: 1.1, level: 190), .covered), (.blur(radius: 2), .defocused), (.shift(x: 0.05, y: 0), .moved),
            (.shift(x: -0.08, y: 0.06), .moved), (.shift(x: 0.18, y: -0.1), .moved),
        ] as [(Happening, SensorSymptom)] {
            for besides in [Happening.dusk(gain: 0.15, seconds: 30), .rain(150)] {
                for (seed, size) in [(31, Self.small), (32, Self.large)] {
                    let outcome = Self.watch(
                        happening, size: size, seed: UInt64(seed), begin: 60, seconds: 200, besides: (besides, 150))
                    if !outcome.atEnd.contains(where: { $0.symptom == symptom }) {
                        wrong.append("\(happening) with \(besides) seed \(seed): \(outcome.atEnd)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "; "))")
    }

    @Test func aLensThatLosesEvenMoreFocusHasNotRecovered() {
        let worse = Self.watch(.blur(radius: 2), seed: 6, begin: 60, seconds: 200, besides: (.blur(radius: 9), 150))
        #expect(worse.all.contains(.defocused) && !worse.atEnd.isEmpty)
    }

    /// Snow that lies, a lens that was changed.
    @Test(arguments: [SightScene.Happening.cover(share: 0.7, level: 180), .blur(radius: 2)])
    func aViewOfWhichAPartIsGoneIsTheUsualOneAfterItsTime(happening: SightScene.Happening) {
        var limits = SensorLimits()
        limits.acceptSeconds = 300
        #expect(!Self.watch(happening, seed: 5, seconds: 250, limits: limits).atEnd.isEmpty)
        #expect(Self.watch(happening, seed: 5, seconds: 500, limits: limits).atEnd.isEmpty)
    }

    @Test func aViewInWhichNothingCanBeSeenIsNeverTheUsualOne() {
        var limits = SensorLimits()
        limits.acceptSeconds = 300
        limits.newViewSeconds = 600
        let outcome = Self.watch(.cover(share: 1.1, level: 120), seed: 5, seconds: 900, limits: limits)
        #expect(outcome.atEnd.map(\.symptom) == [.covered] && outcome.atEnd.allSatisfy(\.isBlinding))
    }

    // MARK: Other limits, other zones, another scale

    private static let tree = Zone(
        name: "tree", role: .exclude,
        polygon: [.init(x: 0, y: 0), .init(x: 0.2, y: 0), .init(x: 0.2, y: 0.3), .init(x: 0, y: 0.3)])

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func whatIsKnownOfAViewOutlivesAnotherConfiguration(isScaled: Bool, isExcluded: Bool) {
        // Each pixel of the smaller plane is the one of the larger in its corner: the same view.
        let half = FrameSize(width: Self.small.width / 2, height: Self.small.height / 2)
        var scene = SightScene(.shift(x: 0.09, y: 0), size: Self.small, seed: 7, begin: 60)
        var limits = SensorLimits()
        var diagnosis = SensorDiagnosis(limits: limits, size: Self.small)
        let plane = GrayPlane(size: Self.small)
        let smaller = GrayPlane(size: half)
        for second in 0..<400 {
            if second == 120 {
                #expect(diagnosis.findings.map(\.symptom) == [.moved])
                limits.patienceSeconds = 20
                diagnosis = SensorDiagnosis(
                    limits: limits, size: isScaled ? half : Self.small, zones: isExcluded ? [Self.tree] : [],
                    continuing: diagnosis)
            }
            // The camera is turned back in the end.
            scene.end = 300
            scene.draw(Double(second), into: plane)
            for y in 0..<half.height {
                for x in 0..<half.width { smaller.row8(y)[x] = plane.row8(2 * y)[2 * x] }
            }
            diagnosis.look(
                second >= 120 && isScaled ? smaller : plane, at: Int64(second) * 1_000_000_000, hour: 12)
            if (121..<300).contains(second) { #expect(diagnosis.findings.map(\.symptom) == [.moved], "\(second)") }
        }
        #expect(diagnosis.findings.isEmpty)
    }

    @Test func whatIsSwitchedOffMeanwhileIsFoundNoMore() {
        var scene = SightScene(.shift(x: 0.09, y: 0), size: Self.small, seed: 7, begin: 60)
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: Self.small)
        let plane = GrayPlane(size: Self.small)
        for second in 0..<120 {
            scene.draw(Double(second), into: plane)
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 12)
        }
        var limits = SensorLimits()
        limits.movedShare = nil
        #expect(!diagnosis.findings.isEmpty && diagnosis.isMade(of: SensorLimits(), size: Self.small, zones: []))
        #expect(SensorDiagnosis(limits: limits, size: Self.small, continuing: diagnosis).findings.isEmpty)
    }

    @Test func nothingIsTakenOverFromAPictureOfAnotherShape() {
        let other = SensorDiagnosis(limits: SensorLimits(), size: FrameSize(width: 64, height: 48))
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: Self.small, continuing: other)
        let plane = GrayPlane(size: Self.small)
        for second in 0..<60 { diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 12) }
        #expect(diagnosis.findings.contains { $0.symptom == .tooDark })
    }

    // MARK: Excluded parts

    /// A mask in the middle of the picture is drawn mid-gray or black whatever the camera sees.
    @Test(arguments: [UInt8(0), 128, 255])
    func theEdgeOfAMaskIsNoPartOfThePicture(level: UInt8) {
        let mask = Zone(
            name: "", role: .exclude,
            polygon: [.init(x: 0.3, y: 0.3), .init(x: 0.6, y: 0.3), .init(x: 0.6, y: 0.7), .init(x: 0.3, y: 0.7)])
        var scene = SightScene(.light(gain: 30), size: Self.small, seed: 4, begin: 60)
        scene.noise = 1.2
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: Self.small, zones: [mask])
        let plane = GrayPlane(size: Self.small)
        for second in 0..<90 {
            scene.draw(Double(second), into: plane)
            for y in Self.small.height * 3 / 10..<Self.small.height * 7 / 10 {
                for x in Self.small.width * 3 / 10..<Self.small.width * 6 / 10 { plane.row8(y)[x] = level }
            }
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 12)
        }
        #expect(diagnosis.findings.first { $0.symptom == .tooBright }?.isBlinding == true)
    }

    /// Shows a trouble, and the usual view again; returns the seconds from the return until nothing is found.
    private static func recovery(_ happening: Happening) -> Double? {
        var trouble = SightScene(happening, size: small, seed: 8, begin: 60)
        var usual = SightScene(.nothing, size: small, seed: 8)
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: small)
        let plane = GrayPlane(size: small)
        var wasFound = false
        for second in 0..<240 {
            if second < 130 {
                trouble.draw(Double(second), into: plane)
            } else {
                usual.draw(Double(second), into: plane)
            }
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 3)
            if second < 130, !diagnosis.findings.isEmpty { wasFound = true }
            if second >= 130, diagnosis.findings.isEmpty { return wasFound ? Double(second - 130) : nil }
        }
        return nil
    }

    @Test(arguments: [0, 2, 5, 8, 10, 13, 15, 16])
    func everyTroubleEndsByItself(number: Int) throws {
        let seconds = try #require(Self.recovery(Self.troubles[number].0))
        #expect(seconds <= 10)
    }

    @Test func aCoverThatStaysIsNeverTakenForTheUsualView() {
        let outcome = Self.watch(.cover(share: 0.8, level: 120), seed: 5, seconds: 3000)
        #expect(outcome.atEnd.map(\.symptom) == [.covered])
    }

    @Test func aMovedViewBecomesTheUsualOneAfterItsTime() {
        var limits = SensorLimits()
        limits.newViewSeconds = 600
        #expect(Self.watch(.shift(x: 0.15, y: 0), seed: 5, seconds: 500, limits: limits).atEnd.first?.symptom == .moved)
        #expect(Self.watch(.shift(x: 0.15, y: 0), seed: 5, seconds: 900, limits: limits).atEnd.isEmpty)
    }

    @Test func whatIsSwitchedOffIsNeverFound() {
        for (happening, _) in Self.troubles {
            #expect(Self.watch(happening, seed: 3, begin: 40, limits: .none).all.isEmpty, "\(happening)")
        }
    }

    @Test func excludedPartsHaveNoVoice() {
        // All but the right fifth is excluded, and that is not covered.
        let rest = Zone(
            name: "rest", role: .exclude,
            polygon: [.init(x: 0, y: 0), .init(x: 0.75, y: 0), .init(x: 0.75, y: 1), .init(x: 0, y: 1)])
        let cover = Happening.cover(share: 0.7, level: 120)
        #expect(Self.watch(cover, seed: 3, zones: [rest]).all.isEmpty)
        #expect(Self.watch(cover, seed: 3).all == [.covered])
        #expect(Self.watch(.cover(share: 1.1, level: 120), seed: 3, zones: [rest]).all == [.covered])
    }

    @Test func aCameraThatWasAwayIsNotComparedWithItsLastPicture() {
        let scene = SightScene(.nothing, size: Self.small, seed: 1)
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: Self.small)
        let plane = GrayPlane(size: Self.small)
        var drawn = scene
        drawn.draw(0, into: plane)
        for second in 0..<60 {
            // The same picture again and again, but the camera comes anew each 15 s.
            if second % 15 == 0 { diagnosis.restart() }
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 3)
            #expect(diagnosis.findings.isEmpty)
        }
    }

    @Test func theSamePicturesGiveTheSameFindings() {
        let one = Self.watch(.cover(share: 0.75, level: 120), seed: 9)
        let other = Self.watch(.cover(share: 0.75, level: 120), seed: 9)
        #expect(one.atEnd == other.atEnd && one.first?.after == other.first?.after)
    }

    @Test(arguments: [
        (1, 1), (16, 16), (63, 31), (64, 32), (65, 33), (640, 2), (33, 480), (64, 480), (127, 64), (128, 64),
    ])
    func planesTooSmallToJudgeAreNoTrouble(width: Int, height: Int) {
        let size = FrameSize(width: width, height: height)
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: size)
        let plane = GrayPlane(size: size)
        for second in [0, 1, 1, -5, 9_000_000_000, 3] {
            diagnosis.look(plane, at: Int64(second) * 1_000_000_000, hour: 99)
        }
        #expect(diagnosis.findings.isEmpty)
    }

    @Test func itIsDueOnceASecondAndWhenTimeRunsBackwards() {
        let diagnosis = SensorDiagnosis(limits: SensorLimits(), size: Self.small)
        let plane = GrayPlane(size: Self.small)
        #expect(diagnosis.isDue(at: 7))
        diagnosis.look(plane, at: 5_000_000_000, hour: 0)
        #expect(!diagnosis.isDue(at: 5_900_000_000))
        #expect(diagnosis.isDue(at: 6_000_000_000) && diagnosis.isDue(at: 1_000_000_000))
    }
}
