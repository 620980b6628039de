/// How one exchange ended.
public enum LineOutcome: Hashable, Sendable {
    /// The answer, or an exception of the unit itself, whose first byte came at this moment.
    case answered(firstByteNanoseconds: Int64, echo: Bool)
    /// A gateway says that the unit does not answer (exceptions 0A and 0B).
    case unreachable
    /// Remains of the unit's own answer: cut, or with a wrong checksum.
    case damaged
    /// The echo of the request differs from the request, or another master asked meanwhile.
    case collision
    /// More came than the unit's own answer and noise: somebody else asks at the same time.
    case crowded
    /// Nothing that belongs to the question.
    case silent
}

/// What the driver does and tells after an exchange.
public struct LineVerdict: Hashable, Sendable {
    /// The same request may go out again at once: the answer was there, but damaged.
    public var mayRetry = false
    public var notices: [LineNotice] = []
}

/// A change that people should hear of.
public enum LineNotice: Hashable, Sendable {
    case unitSilent(UInt8)
    case unitRecovered(UInt8)
    /// The answer to an unanswered question came so many nanoseconds after the request; it was dropped.
    case lateAnswer(UInt8, nanoseconds: Int64)
    case echoFound
    case echoGone
    /// Another master asks on this line.
    case foreignMaster(ForeignMaster)
    /// It wrote to a device; the first time only.
    case foreignWrite(ForeignRequest)
    case foreignMasterGone
}
