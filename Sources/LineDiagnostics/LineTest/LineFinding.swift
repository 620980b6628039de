public import ModbusProtocol

/// One cause with what speaks for it and what to do.
public struct LineFinding: Hashable, Sendable, Codable {
    public var cause: LineCause
    /// 1 to 99.
    public var confidencePercent: Int
    /// The units concerned; empty for the whole line.
    public var units: [UInt8]
    /// One sentence.
    public var summary: String
    /// Numbers and bytes, a line each.
    public var evidence: [String]
    /// What to do next, in order.
    public var advice: [String]
    /// Where something answered, for a wrong rate or parity.
    public var parameters: LineParameters?
    /// For a break: the last unit along the cable that answers.
    public var lastAnswering: UInt8?
    /// For a break: the first one that does not.
    public var firstSilent: UInt8?

    init(
        _ cause: LineCause, confidence: Int, units: [UInt8] = [], summary: String, evidence: [String] = [],
        advice: [String] = [], parameters: LineParameters? = nil
    ) {
        self.cause = cause
        self.confidencePercent = confidence
        self.units = units
        self.summary = summary
        self.evidence = evidence
        self.advice = advice
        self.parameters = parameters
    }
}
