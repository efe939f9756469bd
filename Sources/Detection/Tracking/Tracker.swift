package import Imaging

/// Follows regions from frame to frame and decides which of them are objects that move.
///
/// Each track is predicted by an alpha-beta filter (gains after Benedict and Bordner 1962) and given the region that
/// fits best: greedily, the cheapest pair first. A track is confirmed when it has moved on a course of its own, revoked
/// when it turns out to move on the spot, and stopped when it stands still.
///
/// Invariants: ids are never used twice; there are at most ``TrackerTuning/limit`` tracks; tracks are in the order of
/// their ids; only time, not the number of frames, decides; nothing is allocated after the initialiser.
package final class Tracker {
    /// The tracks of the last frame, oldest first.
    package private(set) var tracks: [Track] = []
    /// What each region's cells are held as, by region.
    package private(set) var holds: [UInt8] = []
    /// Whether each region is taken for nuisance and belongs in no mask.
    package private(set) var nuisances: [Bool] = []

    let size: FrameSize
    let diagonal: Double
    let holdSeconds: Double
    let history = PathHistory(slots: TrackerTuning.limit)
    var candidates: [Candidate] = []
    var now = 0.0
    /// Newborn tracks a second and their mean area, running means.
    var birthRate = 0.0
    var birthArea = 0.0
    private var freeSlots: [Int] = []
    private var nextID = 1
    private var pairs: [Pair] = []
    private var taken: [Bool] = []

    private struct Pair {
        var cost: Double
        var candidate: Int
        var region: Int
    }

    /// Makes a tracker without tracks.
    package init(size: FrameSize, holdSeconds: Double) {
        self.size = size
        self.holdSeconds = holdSeconds
        diagonal = Double(size.width * size.width + size.height * size.height).squareRoot()
        tracks.reserveCapacity(TrackerTuning.limit)
        candidates.reserveCapacity(TrackerTuning.limit)
        freeSlots = Array((0..<TrackerTuning.limit).reversed())
        pairs.reserveCapacity(TrackerTuning.limit * RegionFinder.limit)
        holds.reserveCapacity(RegionFinder.limit)
        nuisances.reserveCapacity(RegionFinder.limit)
        taken.reserveCapacity(RegionFinder.limit)
    }

    /// Gives up all tracks; ids go on counting.
    package func reset() {
        for candidate in candidates { freeSlots.append(candidate.slot) }
        candidates.removeAll(keepingCapacity: true)
        tracks.removeAll(keepingCapacity: true)
    }

    /// Follows the tracks into the next frame.
    ///
    /// - Parameters:
    ///   - regions: the regions of the frame.
    ///   - seconds: time since the frame before.
    ///   - isLearning: the background is not known yet; nothing is confirmed and nothing held.
    package func update(_ regions: [Region], seconds: Double, isLearning: Bool) {
        now += seconds
        let step = min(seconds, 1)
        predict(step)
        associate(regions)
        for index in candidates.indices {
            if candidates[index].region >= 0 {
                see(index, regions[candidates[index].region], step)
                judge(index, regions[candidates[index].region], step, isLearning)
            } else {
                miss(index, regions, step)
            }
        }
        giveUp()
        let newborn = bear(regions, isLearning)
        countBirths(newborn.count, newborn.area, step)
        decideHolds(regions, isLearning)
        publish()
    }

    /// Takes a test of a track's rim: whether what is there belongs to the background rather than to the frame.
    package func noteGhostTest(of candidate: Int, isGhost: Bool?) {
        guard let isGhost else { return }
        candidates[candidate].ghostVotes = isGhost ? candidates[candidate].ghostVotes + 1 : 0
    }

    /// The next track whose rim should be looked at, from `start` on, with its region.
    package func dueGhostTest(from start: Int) -> (candidate: Int, region: Int)? {
        guard start < candidates.count else { return nil }
        for index in start..<candidates.count {
            let candidate = candidates[index]
            guard candidate.region >= 0 && candidate.resting >= candidate.nextGhostTest else { continue }
            candidates[index].nextGhostTest = candidate.resting + 0.24
            return (index, candidate.region)
        }
        return nil
    }

    private func predict(_ step: Double) {
        for index in candidates.indices {
            candidates[index].x += candidates[index].velocityX * step
            candidates[index].y += candidates[index].velocityY * step
            candidates[index].age += step
            candidates[index].region = -1
        }
    }

    private func associate(_ regions: [Region]) {
        pairs.removeAll(keepingCapacity: true)
        taken.removeAll(keepingCapacity: true)
        for index in regions.indices {
            taken.append(false)
            guard regions[index].nature == .object else { continue }
            for candidate in candidates.indices {
                guard let cost = cost(candidates[candidate], regions[index]) else { continue }
                pairs.append(Pair(cost: cost, candidate: candidate, region: index))
            }
        }
        while let best = cheapest() {
            let pair = pairs[best]
            candidates[pair.candidate].region = pair.region
            taken[pair.region] = true
        }
    }

    /// The cheapest pair whose track and region are both free still; pairs that are not are dropped on the way.
    ///
    /// Sorting would need memory; the number of rounds is bounded by the number of tracks.
    private func cheapest() -> Int? {
        var kept = 0
        var best: Int?
        for index in pairs.indices {
            let pair = pairs[index]
            if candidates[pair.candidate].region >= 0 || taken[pair.region] { continue }
            pairs[kept] = pair
            if best.map({ pair.cost < pairs[$0].cost }) ?? true { best = kept }
            kept += 1
        }
        pairs.removeLast(pairs.count - kept)
        return best
    }

    /// How badly a region fits a track, or `nil` if it is out of reach.
    private func cost(_ candidate: Candidate, _ region: Region) -> Double? {
        let width = Double(region.width)
        let height = Double(region.height)
        let dx = ((Double(region.left) + width / 2) - candidate.x).magnitude / (0.5 * (width + candidate.width) + 3)
        let dy = ((Double(region.top) + height / 2) - candidate.y).magnitude / (0.5 * (height + candidate.height) + 3)
        let away = max(dx, dy)
        guard away <= 1 + min(candidate.missing, 1) else { return nil }
        let ratio = (Double(region.area) + 5) / (candidate.area + 5)
        let growth = min(max(ratio, 1 / ratio) - 1, 2)
        let overlap = overlap(candidate, region, grown: 0)
        return (1 - overlap) + 0.5 * away + 0.15 * growth - (candidate.state == .tentative ? 0 : 0.3)
    }

    /// Intersection over union of a track's predicted box and a region, both grown by some pixels.
    func overlap(_ candidate: Candidate, _ region: Region, grown: Double) -> Double {
        let halfWidth = candidate.width / 2 + grown
        let halfHeight = candidate.height / 2 + grown
        let left = Double(region.left) - grown
        let right = Double(region.right) + grown
        let top = Double(region.top) - grown
        let bottom = Double(region.bottom) + grown
        let width = min(candidate.x + halfWidth, right) - max(candidate.x - halfWidth, left)
        let height = min(candidate.y + halfHeight, bottom) - max(candidate.y - halfHeight, top)
        guard width > 0 && height > 0 else { return 0 }
        let common = width * height
        return common / (4 * halfWidth * halfHeight + (right - left) * (bottom - top) - common)
    }

    private func giveUp() {
        var kept = 0
        for index in candidates.indices {
            let candidate = candidates[index]
            let patience = candidate.state == .tentative ? TrackerTuning.patience : TrackerTuning.confirmedPatience
            let isLost = candidate.misses >= 3 && candidate.missing > patience
            let isOutside =
                candidate.region < 0
                && (candidate.x < -20 || candidate.y < -20 || candidate.x > Double(size.width) + 20
                    || candidate.y > Double(size.height) + 20)
            if isLost || isOutside || candidate.isGhost {
                freeSlots.append(candidate.slot)
                continue
            }
            candidates[kept] = candidate
            kept += 1
        }
        candidates.removeLast(candidates.count - kept)
    }

    private func bear(_ regions: [Region], _ isLearning: Bool) -> (count: Int, area: Double) {
        var count = 0
        var area = 0.0
        for index in regions.indices where !taken[index] && regions[index].nature == .object {
            guard let slot = freeSlots.popLast() else { break }
            let candidate = Candidate(id: nextID, slot: slot, region: regions[index], index: index)
            nextID += 1
            history.restart(slot, x: candidate.x, y: candidate.y, time: now)
            candidates.append(candidate)
            count += 1
            area += candidate.area
        }
        return (count, area)
    }

    private func countBirths(_ count: Int, _ area: Double, _ step: Double) {
        let weight = min(1, step / 2)
        birthRate += weight * (Double(count) / step - birthRate)
        if count > 0 { birthArea += 0.05 * (area / Double(count) - birthArea) }
    }

    private func decideHolds(_ regions: [Region], _ isLearning: Bool) {
        holds.removeAll(keepingCapacity: true)
        nuisances.removeAll(keepingCapacity: true)
        for _ in regions {
            holds.append(HoldMap.free)
            nuisances.append(false)
        }
        for candidate in candidates where candidate.region >= 0 {
            if !isLearning { holds[candidate.region] = hold(for: candidate) }
            nuisances[candidate.region] = isNuisance(candidate, regions[candidate.region])
        }
    }

    private func publish() {
        tracks.removeAll(keepingCapacity: true)
        let width = Double(size.width)
        let height = Double(size.height)
        for candidate in candidates {
            let left = max(0, candidate.left)
            let top = max(0, candidate.top)
            let right = min(width, candidate.right)
            let bottom = min(height, candidate.bottom)
            guard right > left && bottom > top else { continue }
            tracks.append(
                Track(
                    id: candidate.id, state: candidate.state,
                    box: NormalizedBox(
                        x: left / width, y: top / height, width: (right - left) / width,
                        height: (bottom - top) / height)))
        }
    }
}
