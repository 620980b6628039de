import Hummingbird
import NIOCore

/// A request's own data: from where it comes.
struct BoxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Without its port; nil over the Unix socket.
    let address: String?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.address = source.channel.remoteAddress?.ipAddress
    }
}
