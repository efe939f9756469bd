import Hummingbird
import NIOCore

/// What a handler knows of its request beyond the request itself.
struct LedgerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, so that who speaks is known, and one that misbehaves can be closed.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
