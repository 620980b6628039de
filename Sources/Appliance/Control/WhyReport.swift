/// Why a device is read as it is: its last exchanges, and what stands behind its values.
public struct WhyReport: Codable, Sendable {
    public var bus: String
    public var port: String
    public var unit: Int
    /// Nil for an address at which nothing is configured, as the next three.
    public var device: String?
    public var meter: String?
    public var serial: String?
    public var profile: String?
    /// `open`, or why the bus is not.
    public var busState: String
    /// Nil where nobody polls the unit.
    public var isCommunicating: Bool?
    /// Until a silent unit is asked again.
    public var nextProbeSeconds: Double?
    public var lastAnswerSeconds: Double?
    /// The time-out that was learned, or is in force.
    public var timeoutMilliseconds: Double?
    public var isGood: Bool
    /// What the exchanges show.
    public var summary: String
    public var advice: [String]
    /// Values that are missing or in doubt now.
    public var doubts: [ValueDoubt]
    /// What stands out in the unit's statistics.
    public var findings: [StatisticsFinding]
    /// Oldest first.
    public var exchanges: [ExchangeStory]
}

/// A value that is missing or in doubt.
public struct ValueDoubt: Codable, Sendable {
    public var name: String
    public var obis: String?
    /// `missing`, `suspect`, `estimated` or `substituted`.
    public var quality: String
    /// With its unit; nil where it is missing.
    public var value: String?
    public var rule: String?
    /// What the rule says.
    public var meaning: String
    public var ageSeconds: Double
}

/// One exchange, told.
public struct ExchangeStory: Codable, Sendable {
    /// UTC.
    public var time: String
    public var question: String
    /// As it went out, in hex.
    public var sent: String
    /// What came, a line for each run of bytes.
    public var heard: [String]
    public var outcome: String
    public var verdict: String
    public var reasons: [String]
    /// What the registers mean by the profile.
    public var values: [String]
}
