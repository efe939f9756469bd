import Forwarding
import Journal

extension SiteStatus {
    /// One line for a person: what watches, what does not and why, and what has not arrived.
    public var summary: String {
        let watching = cameras.filter { $0.watchState.name != "blind" }
        var parts = ["\(watching.count) of \(cameras.count) cameras see"]
        for camera in cameras {
            if let reason = camera.watchState.reason {
                parts.append("\(camera.name) is \(camera.watchState.name) (\(reason.code))")
            }
        }
        if let failure = journal.failure { parts.append("journal: \(failure)") }
        for destination in destinations where destination.lagEntries > 0 {
            parts.append("\(destination.name): \(destination.lagEntries) not delivered")
        }
        return parts.joined(separator: "; ")
    }

    /// Why a site with these cameras and this journal does not do its work, one sentence each.
    static func obstacles(cameras: [CameraStatus], journalFailure: String?) -> [String] {
        var obstacles: [String] = []
        if let journalFailure { obstacles.append("the journal takes no entries: \(journalFailure)") }
        for camera in cameras {
            if case .blind(let reason) = camera.watchState {
                obstacles.append("camera \(camera.name) is blind: \(reason.detail)")
            }
        }
        return obstacles
    }
}
