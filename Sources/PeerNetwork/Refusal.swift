/// Why a peer does not serve a request, as it says on the wire.
public enum Refusal: UInt8, Hashable, Sendable, CustomStringConvertible {
    /// Too many of our requests wait there.
    case busy = 1
    /// The answer is larger than a message may be.
    case replyTooLarge = 2

    public var description: String {
        switch self {
        case .busy: "too many requests wait there; ask again later or another peer"
        case .replyTooLarge: "the answer is larger than a message may be; ask for less"
        }
    }
}
