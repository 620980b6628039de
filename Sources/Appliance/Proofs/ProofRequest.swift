/// What `gridtally prove` is asked for, with labels or numbers as people give them.
public enum ProofRequest: Sendable {
    /// The period is its number, or a time in it.
    case bill(account: String, period: String)
    /// The time is in the interval, or its end; without a channel the one that bills are for.
    case reading(meter: String, time: String, channel: String?)
    case payment(collector: String, reference: String)
    /// Without a number the newest order that names the meter.
    case switching(meter: String, order: UInt32?)
}

/// Why there is nothing to prove.
public struct ProofRequestError: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// The request makes no sense, whatever is on the chain.
    public let isUsage: Bool

    static func usage(_ text: String) -> ProofRequestError { ProofRequestError(description: text, isUsage: true) }
    static func absent(_ text: String) -> ProofRequestError { ProofRequestError(description: text, isUsage: false) }
}
