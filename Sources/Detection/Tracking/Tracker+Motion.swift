import Imaging

extension Tracker {
    /// Takes what was seen of a track in this frame.
    func see(_ index: Int, _ seen: Sighting, _ step: Double) {
        var track = candidates[index]
        let oldX = track.x
        let oldY = track.y
        let agrees = agrees(track, seen)
        let error = TrackerTuning.error(of: track.size)
        track.hits += 1
        track.horizontal.correct(seen.x, error: agrees || track.hits <= 4 ? error : 4 * error)
        track.vertical.correct(seen.y, error: agrees || track.hits <= 4 ? error : 4 * error)
        if !agrees && track.hits > 4 {
            // Merging, splitting and flicker move a box, not an object: what was gained so is not displacement.
            let dx = track.x - oldX
            let dy = track.y - oldY
            track.anchorLeft += seen.left - track.left
            track.anchorRight += seen.right - track.right
            track.anchorTop += seen.top - track.top
            track.anchorBottom += seen.bottom - track.bottom
            history.shift(track.slot, byX: dx, y: dy, since: now - 0.32)
        }
        let weight = max(min(step / TrackerTuning.memory, TrackerTuning.mostWeight), 1 / Double(track.hits))
        track.presence += weight * (1 - track.presence)
        track.consistency += weight * ((agrees ? 1 : 0) - track.consistency)
        track.flicker += weight * (seen.flicker - track.flicker)
        track.dynamics += weight * (seen.dynamics - track.dynamics)
        track.fill += weight * (seen.area / max(1, seen.width * seen.height) - track.fill)
        let growth = seen.area - track.area
        track.area += weight * growth
        track.lastArea = seen.area
        track.areaVariance += weight * ((1 - weight) * growth * growth - track.areaVariance)
        let alpha = max(step / (step + TrackerTuning.sizeFilter), 1 / Double(track.hits))
        track.width += alpha * (seen.width - track.width)
        track.height += alpha * (seen.height - track.height)
        track.left = seen.left
        track.top = seen.top
        track.right = seen.right
        track.bottom = seen.bottom
        track.missing = 0
        track.misses = 0
        history.add(track.slot, x: track.x, y: track.y, time: now)
        candidates[index] = track
    }

    /// Whether what was seen fits what was expected: about the same box and area. A thing that stops at once is not where
    /// it was expected, but where it was.
    ///
    /// At the image's edge a thing comes into view bit by bit; there it is enough that the old box lies in the new one,
    /// or the reverse.
    private func agrees(_ track: Candidate, _ seen: Sighting) -> Bool {
        let overlap = max(
            overlap(track, seen.left - 1, seen.top - 1, seen.right + 1, seen.bottom + 1, grown: 1),
            Self.overlap(track.left, track.top, track.right, track.bottom, seen))
        let ratio = (seen.area + 4) / (track.lastArea + 4)
        if overlap > TrackerTuning.agreeingOverlap && max(ratio, 1 / ratio) < TrackerTuning.agreeingArea { return true }
        guard touchesEdge(seen.left, seen.top, seen.right, seen.bottom) else { return false }
        let across = min(track.x + track.width / 2, seen.right) - max(track.x - track.width / 2, seen.left)
        let along = min(track.y + track.height / 2, seen.bottom) - max(track.y - track.height / 2, seen.top)
        guard across > 0 && along > 0 else { return false }
        return across * along > 0.6 * min(track.width * track.height, seen.width * seen.height)
    }

    /// Intersection over union of a box and what was seen.
    private static func overlap(
        _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, _ seen: Sighting
    ) -> Double {
        let across = min(right, seen.right) - max(left, seen.left)
        let along = min(bottom, seen.bottom) - max(top, seen.top)
        guard across > 0 && along > 0 else { return 0 }
        let common = across * along
        return common / ((right - left) * (bottom - top) + seen.width * seen.height - common)
    }

    /// Whether a box reaches to the image's edge, or nearly.
    private func touchesEdge(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Bool {
        left <= 2 || top <= 2 || right >= Double(size.width) - 2 || bottom >= Double(size.height) - 2
    }

    /// How far a track has come from its anchor, in pixels: the mean of how far its centre and how far both of its
    /// opposite edges have moved.
    ///
    /// A thing that only grows, shrinks or flickers moves one edge, or both apart, and gains half of what one gains that
    /// moves. An edge that lies on the image's edge says nothing; then the other one counts.
    func displacement(_ track: Candidate) -> Double {
        let dx = Self.displacement(
            track.left - track.anchorLeft, track.right - track.anchorRight, isFirstCut: track.left <= 2,
            isLastCut: track.right >= Double(size.width) - 2)
        let dy = Self.displacement(
            track.top - track.anchorTop, track.bottom - track.anchorBottom, isFirstCut: track.top <= 2,
            isLastCut: track.bottom >= Double(size.height) - 2)
        return (dx * dx + dy * dy).squareRoot()
    }

    private static func displacement(_ first: Double, _ last: Double, isFirstCut: Bool, isLastCut: Bool) -> Double {
        if isFirstCut && isLastCut { return 0 }
        if isFirstCut { return last.magnitude }
        if isLastCut { return first.magnitude }
        let common = first * last > 0 ? min(first.magnitude, last.magnitude) : 0
        return (common + ((first + last) / 2).magnitude) / 2
    }

    /// Moves a track on that was given no region.
    func miss(_ index: Int, _ step: Double) {
        var track = candidates[index]
        track.misses += 1
        track.missing += step
        track.presence -= min(1, step / TrackerTuning.memory) * track.presence
        track.left = track.x - track.width / 2
        track.right = track.x + track.width / 2
        track.top = track.y - track.height / 2
        track.bottom = track.y + track.height / 2
        if track.missing > 0.12 {
            let damping = max(0, 1 - 2.5 * step)
            track.horizontal.speed *= damping
            track.vertical.speed *= damping
        }
        candidates[index] = track
    }
}
