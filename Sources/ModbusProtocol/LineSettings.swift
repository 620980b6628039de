/// The numbers of the line discipline, in nanoseconds where not said otherwise.
public struct LineSettings: Hashable, Sendable {
    /// No learned time-out is shorter.
    public var timeoutFloor: Int64 = 100_000_000
    /// No learned time-out is longer; also the first one.
    public var timeoutCeiling: Int64 = 1_000_000_000
    /// How long an unanswered question stays open at least.
    public var quarantine: Int64 = 3_000_000_000
    /// Silences in a row after which a unit counts as silent.
    public var silencesToOpen = 3
    /// First wait before a silent unit is probed; it doubles up to ``backOffCeiling``.
    public var backOffFloor: Int64 = 4_000_000_000
    public var backOffCeiling: Int64 = 120_000_000_000
    /// Share of bus time, in percent, that silent units may take from those that answer.
    public var deadSharePercent: Int64 = 5
    /// What to do where another master asks on the line.
    public var secondMaster = SecondMasterRule.refuse
    /// A serial line is listened to for so long before the first request.
    public var listening: Int64 = 1_250_000_000
    /// As ``listening``, where the port was lost and is back.
    public var listeningAgain: Int64 = 50_000_000
    /// Another master that says nothing for so long (or three of its longest pauses) is gone; longer where it came back.
    public var foreignSilence: Int64 = 10_000_000_000
    public var foreignSilenceCeiling: Int64 = 300_000_000_000

    public init() {}
}
