import Imaging

extension Tracker {
    /// Gives regions to tracks so that the sum of the costs is least.
    func associate(_ regions: [Region]) {
        owners.removeAll(keepingCapacity: true)
        for _ in regions { owners.append(-1) }
        assignment.begin(rows: candidates.count, columns: regions.count)
        for index in regions.indices where regions[index].nature == .object {
            for candidate in candidates.indices {
                if regions[index].isInner && candidates[candidate].state == .stopped { continue }
                // What began in front of a parked thing is not to take that thing's place.
                if !regions[index].isInner && candidates[candidate].isInner && candidates[candidate].state == .tentative
                {
                    continue
                }
                guard let cost = cost(candidates[candidate], regions[index]) else { continue }
                assignment.offer(row: candidate, column: index, cost: cost)
            }
        }
        assignment.solve { row, column in
            candidates[row].region = column
            owners[column] = row
        }
    }

    /// How badly a region fits a track, or `nil` if it is out of reach.
    private func cost(_ candidate: Candidate, _ region: Region) -> Double? {
        let width = Double(region.width)
        let height = Double(region.height)
        let offX = ((Double(region.left) + width / 2) - candidate.x).magnitude
        let offY = ((Double(region.top) + height / 2) - candidate.y).magnitude
        let dx = offX / (0.5 * (width + candidate.width) + 3)
        let dy = offY / (0.5 * (height + candidate.height) + 3)
        let away = max(dx, dy)
        guard away <= 1 + min(candidate.missing, 1) else { return nil }
        let ratio = (Double(region.area) + 5) / (candidate.area + 5)
        let growth = min(max(ratio, 1 / ratio) - 1, 2)
        let overlap = overlap(candidate, region, grown: 0)
        return (1 - overlap) + 0.5 * away + 0.15 * growth - (candidate.state == .tentative ? 0 : 0.3)
    }

    /// Intersection over union of a track's predicted box and a region, both grown by some pixels.
    func overlap(_ candidate: Candidate, _ region: Region, grown: Double) -> Double {
        overlap(
            candidate, Double(region.left) - grown, Double(region.top) - grown, Double(region.right) + grown,
            Double(region.bottom) + grown, grown: grown)
    }

    /// Intersection over union of a track's predicted box, grown by some pixels, and another box.
    func overlap(
        _ candidate: Candidate, _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, grown: Double
    ) -> Double {
        let halfWidth = candidate.width / 2 + grown
        let halfHeight = candidate.height / 2 + grown
        let width = min(candidate.x + halfWidth, right) - max(candidate.x - halfWidth, left)
        let height = min(candidate.y + halfHeight, bottom) - max(candidate.y - halfHeight, top)
        guard width > 0 && height > 0 else { return 0 }
        let common = width * height
        return common / (4 * halfWidth * halfHeight + (right - left) * (bottom - top) - common)
    }
}
