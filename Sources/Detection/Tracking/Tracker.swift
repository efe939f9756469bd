package import Imaging

/// Follows regions from frame to frame and decides which of them are objects that move.
///
/// Each track is predicted by a Kalman filter and given a region by a global assignment, so that tracks which cross
/// keep their identity. Regions that lie within a followed thing are parts of it; tracks that share one region are
/// followed through it by its edges and by their speed. A track is confirmed when it has moved on a course of its own,
/// revoked when it turns out to move on the spot, and stopped when it stands still.
///
/// Invariants: ids are never used twice; there are at most ``TrackerTuning/limit`` tracks; tracks are in the order of
/// their ids; only time, not the number of frames, decides; nothing is allocated after the initialiser.
package final class Tracker {
    /// The tracks of the last frame, oldest first.
    package internal(set) var tracks: [Track] = []
    /// What each region's cells are held as, by region.
    package internal(set) var holds: [UInt8] = []
    /// Where each region's thing will be in the next frame, by region: how far from here, in whole pixels.
    package internal(set) var leads: [Lead] = []
    /// Whether each region is taken for nuisance and belongs in no mask.
    package internal(set) var nuisances: [Bool] = []

    /// How far a thing moves from one frame to the next.
    package struct Lead: Sendable, Hashable {
        /// Pixels to the right and down.
        package var x: Int
        package var y: Int
    }

    let size: FrameSize
    let diagonal: Double
    let holdSeconds: Double
    let leastHeight: Double
    let patience: Double
    let history = PathHistory(slots: TrackerTuning.limit)
    var candidates: [Candidate] = []
    /// By region, the index of the track that it belongs to, or -1.
    var owners: [Int] = []
    var now = 0.0
    /// Newborn tracks a second and their mean area, running means.
    var birthRate = 0.0
    var birthArea = 0.0
    private var freeSlots: [Int] = []
    private var nextID = 1
    var assignment = Assignment(rows: TrackerTuning.limit, columns: RegionFinder.limit)

    /// Makes a tracker without tracks.
    ///
    /// - Parameters:
    ///   - holdSeconds: how long something that stands still is kept from becoming background.
    ///   - targetHeight: height of the smallest target in pixels.
    ///   - patience: how many times the usual distance a track must have moved to be confirmed.
    package init(size: FrameSize, holdSeconds: Double, targetHeight: Double = 0, patience: Double = 1) {
        self.size = size
        self.holdSeconds = holdSeconds
        self.patience = patience
        leastHeight = TrackerTuning.leastHeight * targetHeight
        diagonal = Double(size.width * size.width + size.height * size.height).squareRoot()
        tracks.reserveCapacity(TrackerTuning.limit)
        candidates.reserveCapacity(TrackerTuning.limit)
        freeSlots = Array((0..<TrackerTuning.limit).reversed())
        holds.reserveCapacity(RegionFinder.limit)
        leads.reserveCapacity(RegionFinder.limit)
        nuisances.reserveCapacity(RegionFinder.limit)
        owners.reserveCapacity(RegionFinder.limit)
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
    ///   - isLearning: the background is not known yet; nothing is held, and what is to be confirmed must be clearer.
    package func update(_ regions: [Region], seconds: Double, isLearning: Bool) {
        now += seconds
        let step = min(seconds, 1)
        predict(step)
        associate(regions)
        joinParts(regions)
        markMerged(regions)
        for index in candidates.indices {
            if candidates[index].isMerged {
                share(index, regions, step)
            } else if candidates[index].region >= 0 {
                let sighting = sighting(of: index, regions)
                see(index, sighting, step)
                judge(index, step)
            } else {
                miss(index, step)
            }
        }
        giveUp()
        let newborn = bear(regions)
        countBirths(newborn.count, newborn.area, step)
        decideHolds(regions, step, isLearning)
        publish()
    }

    /// Follows the tracks through a frame in which nothing can be made out; no track is shown.
    package func pause(seconds: Double) {
        now += seconds
        let step = min(seconds, 1)
        predict(step)
        for index in candidates.indices { miss(index, step) }
        owners.removeAll(keepingCapacity: true)
        holds.removeAll(keepingCapacity: true)
        leads.removeAll(keepingCapacity: true)
        nuisances.removeAll(keepingCapacity: true)
        giveUp()
        tracks.removeAll(keepingCapacity: true)
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
            guard candidate.region >= 0 && !candidate.isMerged && candidate.resting >= candidate.nextGhostTest else {
                continue
            }
            candidates[index].nextGhostTest = candidate.resting + 0.24
            return (index, candidate.region)
        }
        return nil
    }

    private func predict(_ step: Double) {
        for index in candidates.indices {
            let wander = TrackerTuning.acceleration * candidates[index].size
            candidates[index].horizontal.predict(step, acceleration: wander)
            candidates[index].vertical.predict(step, acceleration: wander)
            candidates[index].age += step
            candidates[index].region = -1
            candidates[index].wasMerged = candidates[index].isMerged
            candidates[index].isMerged = false
        }
    }

    private func giveUp() {
        var kept = 0
        for index in candidates.indices {
            let candidate = candidates[index]
            let patience = candidate.state == .tentative ? TrackerTuning.patience : TrackerTuning.confirmedPatience
            let isLost = candidate.misses >= 3 && candidate.missing > patience
            let isOutside =
                candidate.region < 0
                && (candidate.x < 0 || candidate.y < 0 || candidate.x > Double(size.width)
                    || candidate.y > Double(size.height))
            let isOver = candidate.isMerged && candidate.missing > TrackerTuning.mergedPatience
            if isLost || isOutside || isOver || candidate.isGhost {
                freeSlots.append(candidate.slot)
                for region in owners.indices where owners[region] == index { owners[region] = -2 }
                continue
            }
            if kept != index {
                for region in owners.indices where owners[region] == index { owners[region] = kept }
            }
            candidates[kept] = candidate
            kept += 1
        }
        candidates.removeLast(candidates.count - kept)
    }

    private func bear(_ regions: [Region]) -> (count: Int, area: Double) {
        var count = 0
        var area = 0.0
        for index in regions.indices where owners[index] == -1 && regions[index].nature == .object {
            guard let slot = freeSlots.popLast() else { break }
            let candidate = Candidate(id: nextID, slot: slot, region: regions[index], index: index)
            nextID += 1
            history.restart(slot, x: candidate.x, y: candidate.y, time: now)
            owners[index] = candidates.count
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
}
