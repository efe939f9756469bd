import Forwarding
import Journal
import MerkleLog
import TestKit
import Timekeeping

/// Makes random destinations and entries. Every value in a payload is a marker that is nowhere else.
struct DisclosureWorld {
    static let cameras = ["cam-qalpha", "cam-qbravo", "cam-qčarli", "cam-qdelta"]
    static let zones = ["zone-qone", "zone-qtwo", "zone-qthree"]
    private static let names = [
        "rule", "box", "x", "y", "reason", "state", "detail", "files", "path", "who", "version", "to", "key", "text",
        "box.x", "č", "a b", "]\"\\=", "camera_list", "alarm_kind", "direction", "track",
    ]

    private var random: SeededGenerator
    private var count = 0
    private let clock = ManualSiteClock()

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 7919 &+ 1) }

    // MARK: Destinations

    mutating func disclosure() -> DisclosureSpec {
        var spec = DisclosureSpec()
        switch Int.random(in: 0..<10, using: &random) {
        case 0: spec.paths = nil
        case 1: spec.isMetadata = true
        default:
            spec.paths = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                let names = (0...Int.random(in: 0...2, using: &random)).map { _ in
                    // A dot in a name of a path would be two names.
                    Self.names.filter { !$0.contains(".") }.randomElement(using: &random) ?? "rule"
                }
                let kind =
                    Int.random(in: 0..<4, using: &random) == 0 ? EntryKind.allCases.randomElement(using: &random) : nil
                return DisclosureSpec.Path(kind: kind, names: names)
            }
        }
        if Bool.random(using: &random) { spec.cameras = subset(of: Self.cameras) }
        if Int.random(in: 0..<3, using: &random) == 0 { spec.zones = subset(of: Self.zones) }
        spec.pictures = Pictures.allCases.randomElement(using: &random) ?? .none
        spec.salt = Int.random(in: 0..<3, using: &random) > 0
        return spec
    }

    private mutating func subset(of all: [String]) -> Set<String> {
        Set(all.filter { _ in Bool.random(using: &random) })
    }

    // MARK: Entries

    mutating func specimen() -> DisclosureSpecimen {
        count += 1
        let kind =
            Bool.random(using: &random)
            ? EntryKind.eventOpened : EntryKind.allCases.randomElement(using: &random) ?? .eventClosed
        var leaves: [DisclosureSpecimen.Leaf] = []
        var payload: [String: CanonicalValue] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let name = self.name()
            guard payload[name] == nil else { continue }
            payload[name] = value(at: [name], depth: 0, into: &leaves)
        }
        var camera = Self.cameras.randomElement(using: &random)
        // Pictures always come from a camera.
        let isPicture = kind == .eventSnapshot || kind == .eventRecording
        if !isPicture, Int.random(in: 0..<5, using: &random) == 0 { camera = nil }
        if camera == nil, Bool.random(using: &random) {
            // As the entry of a start names every camera.
            payload["cameras"] = .array(Self.cameras.map { .string($0) })
            leaves += Self.cameras.map { .init(names: ["cameras"], marker: $0, uniqueName: "") }
        }
        var specimen = DisclosureSpecimen(
            kind: kind, camera: camera, saltMarker: hexadecimal(16), pixelMarker: marker())
        specimen.hasPicture = isPicture
        if specimen.hasPicture {
            for (name, value) in [("path", CanonicalValue.string(marker())), ("sha256", .string(hexadecimal(32)))] {
                leaves.removeAll { $0.names[0] == name }
                payload[name] = value
                leaves.append(.init(names: [name], marker: value.string ?? "", uniqueName: ""))
            }
            let size = Int64.random(in: 7_000_000_000_000_000...8_999_999_999_999_999, using: &random)
            payload["bytes"] = .integer(size)
            leaves.append(.init(names: ["bytes"], marker: String(size), uniqueName: ""))
        }
        place(&specimen, &payload, &leaves)
        specimen.leaves = leaves
        let seq = Int64(count) * 10
        let event = specimen.opening?.seq ?? (kind == .eventOpened ? seq : nil)
        clock.advance(bySeconds: 1)
        specimen.entry = Entry(
            seq: seq, kind: kind, camera: camera, time: clock.reading(), event: event, payload: .object(payload),
            salt: bytes(specimen.saltMarker))
        return specimen
    }

    /// Where it was: said by an opening itself, by the opening of what follows, or by nobody.
    private mutating func place(
        _ specimen: inout DisclosureSpecimen, _ payload: inout [String: CanonicalValue],
        _ leaves: inout [DisclosureSpecimen.Leaf]
    ) {
        let zone = Bool.random(using: &random) ? Self.zones.randomElement(using: &random) : nil
        switch specimen.kind {
        case .eventOpened:
            specimen.isAboutAlarm = true
            specimen.place = zone
            guard let zone else { return }
            payload["place"] = .string(zone)
            leaves.append(.init(names: ["place"], marker: zone, uniqueName: ""))
        case .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording, .eventAcknowledged:
            specimen.isAboutAlarm = true
            specimen.place = zone
            let opening: CanonicalValue = zone.map { ["place": .string($0)] } ?? [:]
            specimen.opening = Entry(
                seq: Int64(count) * 10 - 5, kind: .eventOpened, camera: specimen.camera, time: clock.reading(),
                event: Int64(count) * 10 - 5, payload: opening, salt: [])
        default: break
        }
    }

    private mutating func value(
        at names: [String], depth: Int, into leaves: inout [DisclosureSpecimen.Leaf]
    ) -> CanonicalValue {
        switch Int.random(in: 0..<(depth < 3 ? 6 : 4), using: &random) {
        case 0, 1:
            let text = marker()
            leaves.append(.init(names: names, marker: text, uniqueName: unique(names)))
            return .string(Bool.random(using: &random) ? text : "\"]\\\n\(text)č\u{7}")
        case 2, 3:
            let number = Int64.random(in: 7_000_000_000_000_000...8_999_999_999_999_999, using: &random)
            leaves.append(.init(names: names, marker: String(number), uniqueName: unique(names)))
            return .integer(number)
        case 4:
            var members: [String: CanonicalValue] = [:]
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let name = self.name()
                guard members[name] == nil else { continue }
                members[name] = value(at: names + [name], depth: depth + 1, into: &leaves)
            }
            return .object(members)
        default:
            return .array(
                (0...Int.random(in: 0...2, using: &random)).map { _ in
                    value(at: names, depth: depth + 1, into: &leaves)
                })
        }
    }

    private mutating func name() -> String {
        Int.random(in: 0..<5, using: &random) == 0 ? marker() : Self.names.randomElement(using: &random) ?? "rule"
    }

    /// The innermost name, if it is one that is nowhere else.
    private func unique(_ names: [String]) -> String { names.last.flatMap { $0.hasPrefix("mq") ? $0 : nil } ?? "" }

    private mutating func marker() -> String {
        "mq" + String(UInt64.random(in: (1 << 60)...(.max), using: &random), radix: 36) + "z"
    }

    private mutating func hexadecimal(_ count: Int) -> String {
        (0..<count).map { _ in
            String(UInt64.random(in: 256..<512, using: &random), radix: 16).dropFirst()
        }.joined()
    }

    private func bytes(_ text: String) -> [UInt8] {
        stride(from: 0, to: text.utf8.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
    }
}

/// An entry, and where in it which marker is.
struct DisclosureSpecimen {
    struct Leaf {
        var names: [String]
        var marker: String
        /// A name on the way that is nowhere else, or nothing.
        var uniqueName: String
    }

    var kind: EntryKind
    var camera: String?
    var saltMarker: String
    var pixelMarker: String
    var hasPicture = false
    var isAboutAlarm = false
    var place: String?
    var leaves: [Leaf] = []
    var opening: Entry?
    var entry = Samples.entry(1)

    /// The bytes of its picture.
    var pixels: [UInt8] { [0xFF, 0xD8] + Array(pixelMarker.utf8) + [0xFF, 0xD9] }

    init(kind: EntryKind, camera: String?, saltMarker: String, pixelMarker: String) {
        self.kind = kind
        self.camera = camera
        self.saltMarker = saltMarker
        self.pixelMarker = pixelMarker
    }
}

/// What a destination may see, and a second opinion on what that means.
struct DisclosureSpec {
    struct Path {
        var kind: EntryKind?
        var names: [String]
    }

    var paths: [Path]?
    var isMetadata = false
    var cameras: Set<String>?
    var zones: Set<String>?
    var pictures = Pictures.none
    var salt = true

    var disclosure: Disclosure {
        var fields = Disclosure.Fields.all
        if isMetadata {
            fields = Disclosure.metadata.fields
        } else if let paths {
            // A name that is made at random is no mistake here.
            fields = .only(
                Set(
                    paths.compactMap {
                        try? FieldPath(($0.kind.map { "\($0.rawValue)/" } ?? "") + $0.names.joined(separator: "."))
                    }))
        }
        return Disclosure(fields: fields, cameras: cameras, zones: zones, pictures: pictures, salt: salt)
    }

    func mayKnow(_ specimen: DisclosureSpecimen) -> Bool {
        if let cameras, let camera = specimen.camera, !cameras.contains(camera) { return false }
        guard let zones, specimen.isAboutAlarm else { return true }
        return specimen.place.map(zones.contains) ?? false
    }

    func mayShow(_ leaf: DisclosureSpecimen.Leaf, of specimen: DisclosureSpecimen) -> Bool {
        if specimen.camera == nil, cameras != nil || zones != nil, !Self.isMetadata(leaf, specimen.kind) {
            return false
        }
        if isMetadata { return Self.isMetadata(leaf, specimen.kind) }
        guard let paths else { return true }
        return paths.contains { path in
            (path.kind == nil || path.kind == specimen.kind) && leaf.names.starts(with: path.names)
        }
    }

    func mayShowPicture(of specimen: DisclosureSpecimen) -> Bool {
        switch specimen.kind {
        case .eventSnapshot: pictures != .none
        case .eventRecording: pictures == .all
        default: false
        }
    }

    /// The table of the documentation, written a second time.
    private static func isMetadata(_ leaf: DisclosureSpecimen.Leaf, _ kind: EntryKind) -> Bool {
        let allowed: Set<String> =
            switch kind {
            case .eventOpened, .eventUpdated: ["alarm_kind", "rule", "place", "direction"]
            case .eventClosed: ["alarm_kind", "rule", "place", "direction", "reason"]
            case .watchChanged: ["state", "reason", "closed"]
            case .eventRecording: ["state", "reason"]
            case .storageChanged: ["state", "cause", "closed"]
            case .siteStarted: ["version"]
            case .siteStopped: ["reason"]
            case .keyCreated: ["key", "previous", "pem"]
            case .keyRotated: ["key", "previous", "pem", "signature"]
            case .retentionErased: ["class", "reason", "bytes"]
            case .timeStepped: ["by", "bound", "state"]
            case .timeState: ["from", "to", "bound"]
            case .deliveryQuarantined: ["seq", "code"]
            case .deliverySummarised: ["destination", "camera", "rule", "first", "last", "count"]
            case .deliveryStalled, .deliveryRecovered: ["cargo", "seconds"]
            default: []
            }
        return allowed.contains(leaf.names[0])
    }
}
