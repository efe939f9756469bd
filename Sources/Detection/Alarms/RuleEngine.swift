package import Imaging

/// Turns the tracks of each frame into alarms: a pure state machine over tracks and timestamps.
///
/// - **Intrusion.** One alarm of a rule is open while any confirmed track has its foot or its centre in the zone, and for
///   the rule's quiet time after. A stopped track keeps no alarm open: it is no motion.
/// - **Crossing.** The path of each track's foot is followed from its first frame. Crossings of the line add up, a to b
///   as +1 and b to a as -1, until the foot is clear of the line by a share of the track's height; only what is left of
///   the sum then counts. A box that jitters on the line is therefore one crossing or none. Such an alarm opens and
///   closes in one frame; a track that comes back crosses again.
///
/// Invariants: every alarm is opened once and closed once (by quiet or by ``finish()``); alarm ids count up from 1;
/// changes of a frame are in the order of the rules; a rule whose zone or tripwire does not exist never alarms.
package final class RuleEngine {
    /// The share of a track's height by which its foot must be clear of a tripwire.
    package static let clearance = 0.1
    /// By how much a box must grow for an alarm to be told anew.
    static let betterView = 1.5
    /// The most tracks that are remembered; the tracker has fewer.
    static let limit = 128

    /// What changed in the last frame, in the order of the rules.
    package private(set) var changes: [AlarmChange] = []

    private let size: FrameSize
    private let settings: DetectionSettings
    private let rules: [Rule]
    private let zones: [Polygon?]
    private let wires: [TripwireShape?]
    private var open: [OpenAlarm?]
    private var memories: [Memory] = []
    private var crossings: [Int]
    private var participations: [Int]
    private var freeSlots: [Int]
    private var nextID = 1

    private struct OpenAlarm {
        var alarm: Alarm
        /// The area of the box that was last told.
        var toldArea: Double
    }

    /// What is remembered about a track that is alive.
    private struct Memory {
        var id: Int
        var slot: Int
        var footX: Double
        var footY: Double
    }

    /// Makes an engine without open alarms, for images of one size.
    package init(settings: DetectionSettings, size: FrameSize) {
        self.size = size
        self.settings = settings
        rules = settings.rules
        zones = rules.map { rule in
            guard case .intrusion(let name?) = rule.condition else { return nil }
            return Polygon(settings.zones.first { $0.name == name && $0.role == .watch }?.polygon ?? [])
        }
        wires = rules.map { rule in
            guard case .crossing(let name, _) = rule.condition else { return nil }
            return TripwireShape(settings.tripwires.first { $0.name == name }?.points ?? [], size: size)
        }
        open = Array(repeating: nil, count: rules.count)
        memories.reserveCapacity(Self.limit)
        crossings = Array(repeating: 0, count: rules.count * Self.limit)
        participations = Array(repeating: 0, count: rules.count * Self.limit)
        freeSlots = Array((0..<Self.limit).reversed())
        changes.reserveCapacity(4 * rules.count + Self.limit)
    }

    /// Makes an engine with other rules that goes on where `former` stands.
    ///
    /// A rule that is as it was, with its zone or tripwire, keeps its open alarm, and what it remembers of the tracks. The
    /// alarms of the others are closed: ``changes`` tells of them. Ids of alarms count on.
    package convenience init(settings: DetectionSettings, size: FrameSize, continuing former: RuleEngine) {
        self.init(settings: settings, size: size)
        nextID = former.nextID
        memories.append(contentsOf: former.memories)
        freeSlots = former.freeSlots
        let ancestors = rules.map { rule in
            former.rules.firstIndex { $0 == rule && former.settings.place(of: $0) == settings.place(of: rule) }
        }
        for (index, ancestor) in ancestors.enumerated() {
            guard let ancestor else { continue }
            open[index] = former.open[ancestor]
            for slot in 0..<Self.limit {
                crossings[slot * rules.count + index] = former.crossings[slot * former.rules.count + ancestor]
                participations[slot * rules.count + index] =
                    former.participations[slot * former.rules.count + ancestor]
            }
        }
        for (index, alarm) in former.open.enumerated() where !ancestors.contains(index) {
            if let alarm { changes.append(.closed(alarm.alarm)) }
        }
    }

    /// Looks at the tracks of a frame, and sets ``changes``.
    package func update(_ tracks: [Track], at now: Int64) {
        changes.removeAll(keepingCapacity: true)
        forget(allBut: tracks)
        for track in tracks { follow(track) }
        for rule in rules.indices {
            closeIfQuiet(rule, now)
            switch rules[rule].condition {
            case .intrusion(let zone): checkIntrusion(rule, zone, tracks, now)
            case .crossing(let wire, let direction): checkCrossings(rule, wire, direction, tracks, now)
            }
        }
    }

    /// Closes what is open, because no more frames will come.
    package func finish() {
        changes.removeAll(keepingCapacity: true)
        for rule in rules.indices { close(rule) }
    }

    // MARK: Intrusion

    private func checkIntrusion(_ rule: Int, _ zone: String?, _ tracks: [Track], _ now: Int64) {
        for track in tracks where track.state == .confirmed {
            if let area = zones[rule], !area.contains(track.box.foot) && !area.contains(track.box.center) { continue }
            guard let slot = slot(of: track.id) else { continue }
            if open[rule] == nil {
                begin(rule, .intrusion, zone, nil, track, now)
            } else {
                takePart(rule, slot, track, now)
            }
            participations[slot * rules.count + rule] = open[rule]?.alarm.id ?? 0
        }
    }

    private func takePart(_ rule: Int, _ slot: Int, _ track: Track, _ now: Int64) {
        guard var current = open[rule] else { return }
        current.alarm.last = now
        var isNews = false
        if participations[slot * rules.count + rule] != current.alarm.id && track.id != current.alarm.track {
            current.alarm.trackCount += 1
            isNews = true
        }
        if track.id == current.alarm.track {
            current.alarm.box = track.box
            let area = track.box.width * track.box.height
            if area > Self.betterView * current.toldArea {
                current.toldArea = area
                isNews = true
            }
        }
        open[rule] = current
        if isNews { changes.append(.updated(current.alarm)) }
    }

    // MARK: Crossing

    private func checkCrossings(
        _ rule: Int, _ wire: String, _ wanted: Tripwire.Direction?, _ tracks: [Track], _ now: Int64
    ) {
        for track in tracks where track.state != .tentative {
            guard let shape = wires[rule], let slot = slot(of: track.id) else { continue }
            let sum = crossings[slot * rules.count + rule]
            guard sum != 0 else { continue }
            let foot = foot(of: track)
            let margin = Self.clearance * track.box.height * Double(size.height)
            guard shape.isClear(x: foot.x, y: foot.y, margin: margin) else { continue }
            crossings[slot * rules.count + rule] = 0
            let direction: Tripwire.Direction = sum > 0 ? .aToB : .bToA
            guard wanted == nil || wanted == direction else { continue }
            begin(rule, .crossing, wire, direction, track, now)
            close(rule)
        }
    }

    /// Adds what a track's foot crossed since the frame before; a new track starts where it is.
    private func follow(_ track: Track) {
        let foot = foot(of: track)
        guard let index = memories.firstIndex(where: { $0.id == track.id }) else {
            guard let slot = freeSlots.popLast() else { return }
            for rule in rules.indices {
                crossings[slot * rules.count + rule] = 0
                participations[slot * rules.count + rule] = 0
            }
            memories.append(Memory(id: track.id, slot: slot, footX: foot.x, footY: foot.y))
            return
        }
        let memory = memories[index]
        for rule in rules.indices {
            guard let shape = wires[rule] else { continue }
            crossings[memory.slot * rules.count + rule] += shape.crossings(
                fromX: memory.footX, y: memory.footY, toX: foot.x, y: foot.y)
        }
        memories[index].footX = foot.x
        memories[index].footY = foot.y
    }

    private func foot(of track: Track) -> (x: Double, y: Double) {
        (track.box.foot.x * Double(size.width), track.box.foot.y * Double(size.height))
    }

    // MARK: Alarms

    private func begin(
        _ rule: Int, _ kind: Alarm.Kind, _ place: String?, _ direction: Tripwire.Direction?, _ track: Track,
        _ now: Int64
    ) {
        let alarm = Alarm(
            id: nextID, rule: rules[rule].name, kind: kind, place: place, direction: direction, track: track.id,
            box: track.box, began: now, last: now, trackCount: 1)
        nextID += 1
        open[rule] = OpenAlarm(alarm: alarm, toldArea: track.box.width * track.box.height)
        changes.append(.opened(alarm))
    }

    private func closeIfQuiet(_ rule: Int, _ now: Int64) {
        guard let current = open[rule] else { return }
        if Double(now &- current.alarm.last) / 1e9 > max(0, rules[rule].quietSeconds) { close(rule) }
    }

    private func close(_ rule: Int) {
        guard let current = open[rule] else { return }
        changes.append(.closed(current.alarm))
        open[rule] = nil
    }

    // MARK: Memory

    private func slot(of id: Int) -> Int? {
        for memory in memories where memory.id == id { return memory.slot }
        return nil
    }

    private func forget(allBut tracks: [Track]) {
        var kept = 0
        for index in memories.indices {
            let memory = memories[index]
            if tracks.contains(where: { $0.id == memory.id }) {
                memories[kept] = memory
                kept += 1
            } else {
                freeSlots.append(memory.slot)
            }
        }
        memories.removeLast(memories.count - kept)
    }
}
