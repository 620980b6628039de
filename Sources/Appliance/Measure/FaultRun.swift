import FieldBus
import Simulation

/// What one run of a line with faults brought.
public struct FaultRun: Codable, Sendable {
    public var seed: UInt64
    /// Valid readings of the units that count, after the warm-up.
    public var good: Int
    /// Good readings by those of the clean line on the same seed.
    public var share = 0.0
    /// Valid readings that no unit had answered to that question.
    public var wrong: Int
    public var firstWrong: String?
    public var transactions: Int
    /// Answers to earlier questions that were recognised and dropped.
    public var lateAnswers: Int
    /// Requests that began while somebody else was heard.
    public var collisions: Int
    public var silenceViolations: Int
    /// Longest time between two good readings of one unit.
    public var longestGapMilliseconds: Int64

    init(seed: UInt64, _ count: FaultJudge.Count, _ statistics: BusStatistics, _ counters: VirtualLineCounters) {
        self.seed = seed
        self.good = count.good
        self.wrong = count.wrong
        self.firstWrong = count.firstWrong
        self.transactions = statistics.devices.reduce(0) { $0 + $1.transactions }
        self.lateAnswers = statistics.devices.reduce(0) { $0 + $1.lateAnswers }
        self.collisions = counters.collisions
        self.silenceViolations = counters.silenceViolations
        self.longestGapMilliseconds = count.longestGap / 1_000_000
    }
}
