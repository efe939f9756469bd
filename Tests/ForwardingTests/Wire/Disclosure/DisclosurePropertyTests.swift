import Forwarding
import Journal
import MerkleLog
import TestKit
import Testing

@Suite("Minimisation, for random destinations and entries")
struct DisclosurePropertyTests {
    @Test("lets no field, name, salt or pixel out that is not allowed, and keeps none back that is", arguments: 0..<8)
    func nothingElse(seed: Int) throws {
        var world = DisclosureWorld(seed: UInt64(seed))
        var tally = DisclosureTally()
        for _ in 0..<500 {
            let disclosure = world.disclosure()
            for _ in 0..<4 { tally.check(world.specimen(), against: disclosure) }
        }
        // A run that withholds everything, or nothing, would show nothing.
        #expect(tally.shown > 300)
        #expect(tally.withheld > 1000)
        #expect(tally.unknown > 100)
        #expect(tally.salts > 50)
        #expect(tally.pictures > 5)
        #expect(tally.hiddenPictures > 5)
    }
}

/// What a check of many specimens came upon.
struct DisclosureTally {
    var shown = 0
    var withheld = 0
    var unknown = 0
    var salts = 0
    var pictures = 0
    var hiddenPictures = 0

    mutating func check(_ specimen: DisclosureSpecimen, against spec: DisclosureSpec) {
        let disclosure = spec.disclosure
        let seen = disclosure.disclosed(specimen.entry, opening: specimen.opening)
        let file = disclosure.file(of: specimen.entry, opening: specimen.opening)
        guard spec.mayKnow(specimen) else {
            unknown += 1
            #expect(seen == nil && file == nil, "\(specimen.entry) is known under \(spec)")
            return
        }
        guard let seen else {
            Issue.record("\(specimen.entry) is held back under \(spec)")
            return
        }
        let bytes = Wires.bytes(of: seen, file: file, pixels: specimen.pixels, disclosure: disclosure)
        let event = CloudEvents.event(of: seen, source: Wires.source)
        var isWhole = true
        for leaf in specimen.leaves {
            if spec.mayShow(leaf, of: specimen) {
                shown += 1
                #expect(event.holds(leaf.marker), "\(leaf) is missing under \(spec)")
            } else {
                withheld += 1
                isWhole = false
                #expect(!bytes.holds(leaf.marker), "\(leaf) is out under \(spec)")
                #expect(!bytes.holds(leaf.uniqueName), "the name of \(leaf) is out under \(spec)")
            }
        }
        let maySeeSalt = isWhole && spec.salt
        if maySeeSalt { salts += 1 }
        #expect(bytes.holds(specimen.saltMarker) == maySeeSalt, "the salt of \(specimen.entry) under \(spec)")
        let maySeePicture = spec.mayShowPicture(of: specimen)
        if specimen.hasPicture { if maySeePicture { pictures += 1 } else { hiddenPictures += 1 } }
        #expect(bytes.holds(specimen.pixelMarker) == maySeePicture, "a picture of \(specimen.entry) under \(spec)")
        for camera in DisclosureWorld.cameras where !(spec.cameras?.contains(camera) ?? true) {
            #expect(!bytes.holds(camera), "\(camera) is out under \(spec)")
        }
        for zone in DisclosureWorld.zones where !(spec.zones?.contains(zone) ?? true) {
            #expect(!bytes.holds(zone), "\(zone) is out under \(spec)")
        }
    }
}

extension [UInt8] {
    /// Whether `text` is somewhere in the bytes.
    func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard !wanted.isEmpty, count >= wanted.count else { return false }
        return withUnsafeBufferPointer { all in
            wanted.withUnsafeBufferPointer { part in
                (0...(all.count - part.count)).contains { start in
                    all[start] == part[0] && (1..<part.count).allSatisfy { all[start + $0] == part[$0] }
                }
            }
        }
    }
}
