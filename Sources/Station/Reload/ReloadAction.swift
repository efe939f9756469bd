package import Forwarding
package import Journal
package import Logging

/// One step on the way from the configuration that runs to another one.
package enum ReloadAction: Sendable, Hashable {
    /// End a camera: it is configured no more.
    case removeCamera(String)
    /// End a camera; it is started anew by a later step.
    case stopCamera(String)
    /// Start a camera: a new one, or one that was stopped.
    case startCamera(CameraConfiguration)
    /// Give a camera other rules, zones and tripwires; it goes on streaming, and what its detector learnt stays.
    case replaceRules(CameraConfiguration)
    /// Let a camera be analysed in another way; it goes on streaming, and its detector begins anew.
    case replaceAnalysis(CameraConfiguration)
    /// Judge by other limits whether a camera sees; it goes on streaming, and what is known of its view stays.
    case replaceWatch(CameraConfiguration)
    /// Let other things be kept of a camera's events from the next one on.
    case replaceKeeping(CameraConfiguration)
    /// End a destination for good; refused while anything waits for it.
    case removeDestination(String)
    /// Serve a destination by other settings; its cursors stay.
    case replaceDestination(Destination)
    /// Begin to serve a destination.
    case addDestination(Destination)
    /// Keep to other limits of space and time, and to what the destinations demand.
    case replaceStorage(StorageOptions)
    /// Log from another level on.
    case replaceLogLevel(Logger.Level)
}

extension ReloadAction: CustomStringConvertible {
    /// What is done, for people and for the entry about it.
    package var description: String {
        switch self {
        case .removeCamera(let name): "camera \(name) is removed"
        case .stopCamera(let name): "camera \(name) is stopped"
        case .startCamera(let camera): "camera \(camera.name) is started"
        case .replaceRules(let camera): "camera \(camera.name) gets other rules"
        case .replaceAnalysis(let camera): "camera \(camera.name) is analysed anew"
        case .replaceWatch(let camera): "camera \(camera.name) is watched by other limits"
        case .replaceKeeping(let camera): "camera \(camera.name) keeps other things of its events"
        case .removeDestination(let name): "destination \(name) is removed"
        case .replaceDestination(let destination): "destination \(destination.name) is served in another way"
        case .addDestination(let destination): "destination \(destination.name) is added"
        case .replaceStorage: "limits of space and time are others"
        case .replaceLogLevel(let level): "the log begins at \(level.rawValue)"
        }
    }
}
