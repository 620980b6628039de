/// What a peer that proved its key did wrong.
public enum PeerFault: String, Hashable, Sendable {
    case multipart = "message of several frames"
    case malformed = "frame that is no message of the protocol"
    case unendingMessage = "bytes without an end of message; its connection was shut"
}
