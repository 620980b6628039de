/// What the service counted on one bus, for crews.
public struct BusStatisticsReport: Codable, Sendable {
    public var name: String
    public var port: String
    public var isSerial: Bool
    /// `open`, or why it is not.
    public var state: String
    /// How long the bus was open, in all.
    public var runningSeconds: Double
    /// Part of that time in which an exchange was under way: 0 to 1.
    public var usedShare: Double
    /// The part of it that tools took.
    public var lentShare: Double
    /// How often the port was opened.
    public var openings: Int
    public var transactions: Int
    public var collisions: Int
    /// Bytes that belonged to no question.
    public var strayBytes: Int
    public var sentCharacters: Int
    public var receivedCharacters: Int
    /// Time in which a read was due and the line lay unused.
    public var idleSeconds: Double
    /// Of all units; nil before the first answer.
    public var latency: LatencyReport?
    /// The worst first.
    public var units: [UnitStatisticsReport]
    /// What stands out, the worst first.
    public var findings: [StatisticsFinding]
}

/// What the service counted of one unit.
public struct UnitStatisticsReport: Codable, Sendable {
    public var device: String
    public var unit: Int
    public var profile: String
    public var meter: String?
    public var isCommunicating: Bool
    /// Until a silent unit is asked again.
    public var nextProbeSeconds: Double?
    /// Since the bus was made.
    public var counts: ExchangeReport
    /// The last hour.
    public var recent: RecentReport
    /// The learned time-out.
    public var timeoutMilliseconds: Double?
    /// Answers that came after their time-out and were dropped.
    public var lateAnswers: Int
    public var sweeps: Int
    /// Sweeps that brought no value.
    public var emptySweeps: Int
    /// Sweeps that were left out because the line was too slow.
    public var missedTurns: Int
    public var lastAnswerSeconds: Double?
    public var lastFailure: FailureReport?
    public var blocks: [BlockStatisticsReport]
}

/// What went wrong last.
public struct FailureReport: Codable, Sendable {
    public var text: String
    public var secondsAgo: Double
}

/// One block of registers of a unit's read plan.
public struct BlockStatisticsReport: Codable, Sendable {
    public var function: Int
    /// 0-based.
    public var address: Int
    public var count: Int
    public var counts: ExchangeReport
}

/// How exchanges ended.
public struct ExchangeReport: Codable, Sendable {
    public var transactions = 0
    public var answers = 0
    public var timeOuts = 0
    public var damagedAnswers = 0
    public var collisions = 0
    public var exceptions = 0
    /// By code in decimal digits; "0" stands for codes outside the standard.
    public var exceptionsByCode: [String: Int] = [:]
    public var retries = 0
    public var strayBytes = 0
    /// Of the time that the bus was open: 0 to 1.
    public var busShare = 0.0
    public var latency: LatencyReport?
}

/// Exchanges of the last hour.
public struct RecentReport: Codable, Sendable {
    public var transactions = 0
    public var timeOuts = 0
    public var damagedAnswers = 0
    public var exceptions = 0
}

/// From the end of a request to its answer's first byte, in milliseconds.
public struct LatencyReport: Codable, Sendable {
    public var count: Int
    public var mean: Double
    public var p50: Double
    public var p90: Double
    public var p99: Double
    public var max: Double
    public var buckets: [LatencyBucketReport]
}

public struct LatencyBucketReport: Codable, Sendable {
    public var from: Double
    public var to: Double
    public var count: Int
}

/// Something in a bus's counts that somebody should see to.
public struct StatisticsFinding: Codable, Hashable, Sendable {
    /// True where values are lost; false for what only costs time.
    public var isFault: Bool
    public var bus: String
    /// Nil where it concerns the whole line.
    public var device: String?
    public var unit: Int?
    /// What was seen, with its figures.
    public var text: String
    /// What to do next.
    public var advice: String
    /// How bad it is, for sorting: a part of the values, 0 to 1.
    public var weight: Double
}
