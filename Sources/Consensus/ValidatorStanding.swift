/// What was heard of another validator since the start.
public struct ValidatorStanding: Hashable, Sendable {
    /// When its last valid message came, on the monotonic clock in nanoseconds.
    public var heardAt: Int64
    /// The highest view of this epoch in which it voted or proposed, or that it said it is in.
    public var view: UInt64
    /// The highest view that it said is final.
    public var finalizedView: UInt64
}
