/// Where a contact was found.
public struct RelayReadBack: Hashable, Sendable {
    /// Nil where the device says neither open nor closed.
    public let closed: Bool?
    public let rawWords: [UInt16]
    /// First byte of the answer.
    public let monotonicNanoseconds: Int64

    public init(closed: Bool?, rawWords: [UInt16], monotonicNanoseconds: Int64) {
        (self.closed, self.rawWords, self.monotonicNanoseconds) = (closed, rawWords, monotonicNanoseconds)
    }
}
