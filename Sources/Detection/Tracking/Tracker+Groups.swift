import Imaging

extension Tracker {
    /// Gives regions that nobody took to the track within whose box they lie: parts of one thing.
    ///
    /// A thing comes apart where it looks like the background behind it. Without this its parts would be things.
    func joinParts(_ regions: [Region]) {
        for index in regions.indices where owners[index] == -1 && regions[index].nature == .object {
            if regions[index].isInner { continue }
            let region = regions[index]
            let area = Double(region.width * region.height)
            var best = -1
            var most = 0.85
            for number in candidates.indices where candidates[number].region >= 0 {
                let track = candidates[number]
                guard track.state != .tentative || track.age > 0.3 else { continue }
                let halfWidth = track.width * 0.55 + 1
                let halfHeight = track.height * 0.55 + 1
                let across =
                    min(track.x + halfWidth, Double(region.right)) - max(track.x - halfWidth, Double(region.left))
                let along =
                    min(track.y + halfHeight, Double(region.bottom)) - max(track.y - halfHeight, Double(region.top))
                let main = regions[track.region]
                let gap = Double(
                    max(
                        max(region.left - main.right, main.left - region.right),
                        max(region.top - main.bottom, main.top - region.bottom)))
                let reach = 2 * region.area > main.area ? 0.06 : 0.15
                guard gap <= max(3, reach * track.size) else { continue }
                // Feet below a table: small, and right below or above.
                let isBelow =
                    4 * region.area < main.area && Double(region.left) >= track.x - halfWidth
                    && Double(region.right) <= track.x + halfWidth
                let share = isBelow ? 1 : across > 0 && along > 0 ? across * along / area : 0
                if share > most {
                    most = share
                    best = number
                }
            }
            if best >= 0 { owners[index] = best }
        }
    }

    /// Everything that was seen of a track in this frame.
    func sighting(of index: Int, _ regions: [Region]) -> Sighting {
        var sighting = Sighting(regions[candidates[index].region])
        for other in regions.indices where owners[other] == index && other != candidates[index].region {
            sighting.add(regions[other])
        }
        return sighting
    }

    /// Finds the confirmed tracks that share a region: those without one whose place lies within another's.
    func markMerged(_ regions: [Region]) {
        for index in candidates.indices {
            let track = candidates[index]
            // It begins when a track loses its own region, not later: one that drifts about is not to find another's.
            guard track.region < 0, track.state != .tentative, track.wasMerged || track.misses <= 1 else { continue }
            for number in candidates.indices {
                let other = candidates[number]
                guard number != index, other.region >= 0, other.state != .tentative, owners[other.region] == number
                else {
                    continue
                }
                let region = regions[other.region]
                guard
                    track.x > Double(region.left) && track.x < Double(region.right) && track.y > Double(region.top)
                        && track.y < Double(region.bottom)
                else { continue }
                // Together they must explain the region better than its own track alone.
                let alone = overlap(other, region, grown: 1)
                let both = jointOverlap(other, track, region)
                guard track.wasMerged || both > alone else { continue }
                candidates[index].region = other.region
                candidates[index].isMerged = true
                candidates[number].isMerged = true
                break
            }
        }
    }

    /// Overlap of a region with the smallest box around two tracks.
    private func jointOverlap(_ first: Candidate, _ second: Candidate, _ region: Region) -> Double {
        let left = min(first.x - first.width / 2, second.x - second.width / 2)
        let right = max(first.x + first.width / 2, second.x + second.width / 2)
        let top = min(first.y - first.height / 2, second.y - second.height / 2)
        let bottom = max(first.y + first.height / 2, second.y + second.height / 2)
        let across = min(right, Double(region.right)) - max(left, Double(region.left))
        let along = min(bottom, Double(region.bottom)) - max(top, Double(region.top))
        guard across > 0 && along > 0 else { return 0 }
        let common = across * along
        return common / ((right - left) * (bottom - top) + Double(region.width * region.height) - common)
    }

    /// Follows a track through a region that it shares: its outer edges, where the region ends with it, tell its place;
    /// otherwise its speed does.
    func share(_ index: Int, _ regions: [Region], _ step: Double) {
        var track = candidates[index]
        let region = regions[track.region]
        let error = 2 * TrackerTuning.error(of: track.size)
        var isLeftmost = true
        var isRightmost = true
        var isTopmost = true
        var isLowest = true
        var overlapsOther = 0.0
        for number in candidates.indices where number != index && candidates[number].region == track.region {
            let other = candidates[number]
            if other.x - other.width / 2 < track.x - track.width / 2 { isLeftmost = false }
            if other.x + other.width / 2 > track.x + track.width / 2 { isRightmost = false }
            if other.y - other.height / 2 < track.y - track.height / 2 { isTopmost = false }
            if other.y + other.height / 2 > track.y + track.height / 2 { isLowest = false }
            overlapsOther = max(
                overlapsOther,
                overlap(
                    track, other.x - other.width / 2, other.y - other.height / 2, other.x + other.width / 2,
                    other.y + other.height / 2, grown: 0))
        }
        if isLeftmost != isRightmost {
            let edge =
                isLeftmost ? Double(region.left) + track.width / 2 : Double(region.right) - track.width / 2
            track.horizontal.correct(edge, error: error)
        }
        if isLowest {
            track.vertical.correct(Double(region.bottom) - track.height / 2, error: error)
        } else if isTopmost {
            track.vertical.correct(Double(region.top) + track.height / 2, error: error)
        }
        track.left = max(track.x - track.width / 2, Double(region.left))
        track.right = min(track.x + track.width / 2, Double(region.right))
        track.top = max(track.y - track.height / 2, Double(region.top))
        track.bottom = min(track.y + track.height / 2, Double(region.bottom))
        if track.right <= track.left || track.bottom <= track.top {
            track.left = track.x - track.width / 2
            track.right = track.x + track.width / 2
            track.top = track.y - track.height / 2
            track.bottom = track.y + track.height / 2
        }
        let isOwner = owners[track.region] == index
        // Two tracks of one place may be one thing: the one that is not the region's own is soon given up.
        if isOwner { track.missing = 0 } else { track.missing += overlapsOther > 0.5 ? step : step / 8 }
        track.misses = 0
        track.hits += 1
        candidates[index] = track
    }
}
