import Imaging

extension Tracker {
    /// Decides what the background model is asked to do in each region.
    func decideHolds(_ regions: [Region], _ step: Double, _ isLearning: Bool) {
        holds.removeAll(keepingCapacity: true)
        leads.removeAll(keepingCapacity: true)
        nuisances.removeAll(keepingCapacity: true)
        for index in regions.indices {
            let owner = owners[index]
            leads.append(owner >= 0 ? lead(of: candidates[owner], step) : Lead(x: 0, y: 0))
            guard owner >= 0 else {
                // The region of a track that was given up in this frame: a ghost.
                holds.append(owner == -2 && !isLearning ? HoldMap.absorb : HoldMap.free)
                nuisances.append(owner == -2)
                continue
            }
            holds.append(isLearning ? HoldMap.free : hold(for: candidates[owner]))
            nuisances.append(isNuisance(candidates[owner], regions[index]))
        }
    }

    private func lead(of track: Candidate, _ step: Double) -> Lead {
        guard track.hits > 2 else { return Lead(x: 0, y: 0) }
        let x = min(max(track.horizontal.speed * step, -track.width), track.width)
        let y = min(max(track.vertical.speed * step, -track.height), track.height)
        return Lead(x: Int(x.rounded()), y: Int(y.rounded()))
    }

    /// Shows the tracks as they are in this frame.
    func publish() {
        tracks.removeAll(keepingCapacity: true)
        let width = Double(size.width)
        let height = Double(size.height)
        for candidate in candidates {
            let left = max(0, candidate.left)
            let top = max(0, candidate.top)
            let right = min(width, candidate.right)
            let bottom = min(height, candidate.bottom)
            guard right > left && bottom > top else { continue }
            let isShown = candidate.isMerged || candidate.missing <= TrackerTuning.shownUnseen
            tracks.append(
                Track(
                    id: candidate.id, state: isShown ? candidate.state : .tentative,
                    box: NormalizedBox(
                        x: left / width, y: top / height, width: (right - left) / width,
                        height: (bottom - top) / height),
                    doubt: isShown ? candidate.doubt : .unseen))
        }
    }
}
