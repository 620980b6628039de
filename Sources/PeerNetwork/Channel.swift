/// The two sockets that a peer offers and others connect to.
public enum Channel: String, Hashable, Sendable, CaseIterable {
    /// PUB, to which peers subscribe.
    case publish
    /// ROUTER, which peers ask for what they lack.
    case catchUp = "catch-up"
}
