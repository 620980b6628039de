/// What a network waits for.
enum Deadline: Hashable {
    /// The answer to our request with this ID.
    case answer(UInt64)
    /// Our answer to the request with this serial number.
    case served(UInt64)
    /// The end of the listener of this channel.
    case unbound(Channel)
    /// The next try to bind this channel.
    case bind(Channel)
    /// A link that libzmq may have given up.
    case reopen(PeerLink.ID)
    /// The next look at what connections send.
    case inspection
}
