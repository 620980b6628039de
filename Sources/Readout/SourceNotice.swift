/// Something on a line that people should hear of; sent when it changes, not at every poll.
public struct SourceNotice: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        case opened
        /// The line went away or cannot be opened; its source tries again by itself.
        case lost
        /// Nothing comes back from the device any more.
        case deviceSilent
        case deviceRecovered
        /// Somebody else gives commands on the line.
        case foreignWrite
        /// Worth a line in the log, and nothing else.
        case other
    }

    public let kind: Kind
    /// Nil where it concerns the whole line.
    public let device: String?
    /// What happened and what to do, in a sentence.
    public let description: String
    /// Why the line is lost, without its name.
    public let reason: String?
    public let monotonicNanoseconds: Int64

    public init(kind: Kind, device: String?, description: String, reason: String? = nil, monotonicNanoseconds: Int64) {
        (self.kind, self.device, self.description) = (kind, device, description)
        (self.reason, self.monotonicNanoseconds) = (reason, monotonicNanoseconds)
    }
}
