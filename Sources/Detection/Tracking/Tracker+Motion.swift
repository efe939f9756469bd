extension Tracker {
    /// Takes a region as the track's place in this frame.
    func see(_ index: Int, _ region: Region, _ step: Double) {
        var track = candidates[index]
        let width = Double(region.width)
        let height = Double(region.height)
        let area = Double(region.area)
        let offX = Double(region.left) + width / 2 - track.x
        let offY = Double(region.top) + height / 2 - track.y
        track.hits += 1
        let alpha = max(step / (step + TrackerTuning.filter), track.hits <= 4 ? 0.7 : 0)
        let beta = alpha * alpha / (2 - alpha)
        let ratio = (area + 4) / (track.area + 4)
        let agrees =
            overlap(track, region, grown: 1) > TrackerTuning.agreeingOverlap
            && max(ratio, 1 / ratio) < TrackerTuning.agreeingArea
        track.x += alpha * offX
        track.y += alpha * offY
        track.velocityX += beta * offX / step
        track.velocityY += beta * offY / step
        if !agrees && track.hits > 4 {
            // Merging, splitting and flicker move a box, not an object: what was gained so is not displacement.
            track.anchorX += alpha * offX
            track.anchorY += alpha * offY
            history.shift(track.slot, byX: alpha * offX, y: alpha * offY, since: now - 0.32)
            track.velocityX *= 0.7
            track.velocityY *= 0.7
        }
        let weight = min(1, max(step / TrackerTuning.memory, 1 / Double(track.hits)))
        track.presence += weight * (1 - track.presence)
        track.consistency += weight * ((agrees ? 1 : 0) - track.consistency)
        track.flicker += weight * (region.flicker - track.flicker)
        track.dynamics += weight * (region.dynamics - track.dynamics)
        let growth = area - track.area
        track.area += weight * growth
        track.areaVariance += weight * ((1 - weight) * growth * growth - track.areaVariance)
        track.width += alpha * (width - track.width)
        track.height += alpha * (height - track.height)
        track.left = Double(region.left)
        track.top = Double(region.top)
        track.right = Double(region.right)
        track.bottom = Double(region.bottom)
        track.missing = 0
        track.misses = 0
        track.isMerged = false
        history.add(track.slot, x: track.x, y: track.y, time: now)
        candidates[index] = track
    }

    /// Moves a track on that was given no region.
    func miss(_ index: Int, _ regions: [Region], _ step: Double) {
        var track = candidates[index]
        track.isMerged = false
        for region in regions where region.nature == .object {
            if track.x > Double(region.left) && track.x < Double(region.right) && track.y > Double(region.top)
                && track.y < Double(region.bottom)
            {
                track.isMerged = true
                break
            }
        }
        track.misses += 1
        track.missing += track.isMerged ? step / 2 : step
        track.presence -= min(1, step / TrackerTuning.memory) * track.presence
        track.left = track.x - track.width / 2
        track.right = track.x + track.width / 2
        track.top = track.y - track.height / 2
        track.bottom = track.y + track.height / 2
        if track.missing > 0.12 {
            let damping = max(0, 1 - 2.5 * step)
            track.velocityX *= damping
            track.velocityY *= damping
        }
        candidates[index] = track
    }
}
