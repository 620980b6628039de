/// One write to a relay and what came of it.
public struct WriteAttempt: Hashable, Sendable {
    /// 1 is the first, 2 the first retry.
    public var attempt: Int64
    public var asked: Moment
    /// What was read back; nil where the write failed or timed out.
    public var observed: RelayObservation?
    /// Why it failed; nil where it was read back.
    public var failure: String?

    public init(attempt: Int64, asked: Moment, observed: RelayObservation? = nil, failure: String? = nil) {
        self.attempt = attempt
        self.asked = asked
        self.observed = observed
        self.failure = failure
    }
}
