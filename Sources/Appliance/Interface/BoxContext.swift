import Hummingbird
import NIOCore

/// A request's own data: who asks, and from where.
struct BoxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Without its port; nil over the Unix socket.
    let address: String?
    /// Who signed; nil for those who need no name.
    var person: SignedInPerson?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.address = source.channel.remoteAddress?.ipAddress
    }
}
