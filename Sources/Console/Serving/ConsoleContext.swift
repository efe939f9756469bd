import Hummingbird
import NIOCore

/// What a handler knows of its request beyond the request itself.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, so that one that misbehaves can be closed.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
