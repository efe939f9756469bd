import Imaging

extension Tracker {
    /// Decides whether a track that was seen is confirmed, revoked, stopped, or moves again.
    func judge(_ index: Int, _ step: Double) {
        let track = candidates[index]
        let course = history.course(track.slot, toX: track.x, y: track.y, time: now)
        switch track.state {
        case .tentative:
            let doubt = doubt(track, course, step)
            candidates[index].doubt = doubt
            if doubt == nil { candidates[index].state = .confirmed }
        case .confirmed, .stopped:
            if isOnTheSpot(track, course) {
                candidates[index].state = .tentative
                candidates[index].doubt = .revoked
                candidates[index].revocations += 1
                restart(index)
            }
        }
        rest(index, step)
    }

    /// Why a tentative track is not believed to be a thing that moves on a course of its own, or `nil` if it is.
    private func doubt(_ track: Candidate, _ course: PathHistory.Course, _ step: Double) -> Doubt? {
        let hits = step > 0.08 ? 3 : TrackerTuning.confirmationHits
        let isNew = now < TrackerTuning.unfamiliarSeconds
        let age = isNew ? TrackerTuning.unfamiliarConfirmationSeconds : TrackerTuning.confirmationSeconds
        guard track.age >= age, track.hits >= hits else { return .young }
        guard track.height >= leastHeight else { return .small }
        if birthRate > TrackerTuning.swarm && track.area < 3 * birthArea && track.height < 5 * leastHeight
            && track.age < TrackerTuning.swarmSeconds
        {
            return .swarm
        }
        let unrest = max(0, track.dynamics - 4) / 10
        guard track.presence >= TrackerTuning.presence else { return .fleeting }
        guard track.consistency >= (unrest > 1 ? TrackerTuning.dynamicConsistency : TrackerTuning.consistency) else {
            return .inconsistent
        }
        guard track.fill >= TrackerTuning.leastFill else { return .sparse }
        guard course.net <= TrackerTuning.swiftest * track.size * max(course.seconds, step) else { return .swift }
        let moved = displacement(track)
        let reference = min(track.size, TrackerTuning.largest * diagonal)
        if !isNew && !track.isInner && moved > 1.2 * reference && course.straightness > 0.8
            && track.consistency >= 0.8
        {
            return nil
        }
        let least = max(
            TrackerTuning.displacementOfDiagonal * diagonal, TrackerTuning.displacementOfSize * reference)
        let need =
            max(least, min(least * (1 + min(4, unrest)), max(reference, TrackerTuning.enoughOfDiagonal * diagonal)))
            * Double(1 + min(track.revocations, 8))
            * patience * (isNew ? TrackerTuning.unfamiliar : 1) * (track.isInner ? TrackerTuning.inner : 1)
        guard moved >= need else { return .still }
        guard
            course.straightness
                >= (unrest > 0.5 || isNew || track.isInner
                    ? TrackerTuning.dynamicStraightness : TrackerTuning.straightness)
        else { return .crooked }
        let travelled = course.seconds > 0 ? course.net / course.seconds * max(step, 0.04) : 0
        let explained = travelled / max(4, min(track.width, track.height))
        let isCalm = track.flicker < 0.6 + explained && track.flicker - 2 * explained < 0.22 + 3 / track.size
        return isCalm ? nil : .flickering
    }

    /// Whether a confirmed track only moves to and fro, as a branch does. One that stands still does not.
    private func isOnTheSpot(_ track: Candidate, _ course: PathHistory.Course) -> Bool {
        if track.age > 1.6 && track.consistency < 0.25 { return true }
        guard course.seconds > 1.3 && course.straightness < 0.35 && course.way > TrackerTuning.swing * track.size else {
            return false
        }
        return track.dynamics > TrackerTuning.muchDynamics || track.consistency < 0.44 || track.flicker > 0.45
    }

    private func restart(_ index: Int) {
        let track = candidates[index]
        candidates[index].anchorLeft = track.left
        candidates[index].anchorRight = track.right
        candidates[index].anchorTop = track.top
        candidates[index].anchorBottom = track.bottom
        history.restart(track.slot, x: track.x, y: track.y, time: now)
    }

    private func rest(_ index: Int, _ step: Double) {
        let track = candidates[index]
        let moved = (track.x - track.restX).magnitude + (track.y - track.restY).magnitude
        let share = track.state == .stopped ? TrackerTuning.goDistance : TrackerTuning.stopDistance
        if moved > share * track.size + 2 {
            candidates[index].restX = track.x
            candidates[index].restY = track.y
            candidates[index].resting = 0
            candidates[index].nextGhostTest = 0.5
            candidates[index].ghostVotes = 0
            if track.state == .stopped { candidates[index].state = .confirmed }
        } else {
            candidates[index].resting += step
            if track.state == .confirmed && candidates[index].resting >= TrackerTuning.stopSeconds {
                candidates[index].state = .stopped
            }
        }
    }

    /// What the background model is asked to do where a track is.
    func hold(for track: Candidate) -> UInt8 {
        if track.isGhost { return HoldMap.absorb }
        let isCalm = track.dynamics <= TrackerTuning.muchDynamics
        if track.state != .tentative {
            if track.resting > holdSeconds { return HoldMap.free }
            guard isCalm else { return HoldMap.doubtful }
            return track.state == .stopped && track.flicker < TrackerTuning.parkedFlicker
                && track.resting > TrackerTuning.parkedSeconds
                ? HoldMap.parked : HoldMap.freeze
        }
        guard track.revocations == 0, track.hits >= 2, track.age <= TrackerTuning.tentativeHold,
            track.consistency >= 0.5
        else { return HoldMap.free }
        return isCalm && track.flicker < 0.5 ? HoldMap.freeze : HoldMap.doubtful
    }

    /// Whether a region is moving background: it blinks a lot, and is not large and solid.
    func isNuisance(_ track: Candidate, _ region: Region) -> Bool {
        guard track.state == .tentative else { return false }
        let isLarge = Double(region.area) > 0.005 * Double(size.area)
        let isSolid = Double(region.area) > 0.4 * Double(region.width * region.height)
        if isLarge && isSolid { return false }
        return region.dynamicShare > (track.revocations > 0 ? 0.3 : 0.6)
    }
}
