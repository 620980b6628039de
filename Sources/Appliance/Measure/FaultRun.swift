import FieldBus
import Simulation

/// What one run of a line with faults brought.
public struct FaultRun: Codable, Sendable {
    public var seed: UInt64
    /// Valid readings of the units that count, after the warm-up.
    public var good: Int
    /// Good readings by those of the clean line on the same seed.
    public var share: Double
    /// Valid readings that no unit had answered to that question.
    public var wrong: Int
    public var firstWrong: String?
    public var transactions: Int
    /// Questions after which another master was heard, or a damaged echo.
    public var disturbed: Int
    /// How often another master was found.
    public var secondMasters: Int
    /// Answers to earlier questions that were recognised and dropped.
    public var lateAnswers: Int
    /// Requests that began while somebody else was heard.
    public var collisions: Int
    public var silenceViolations: Int
    /// Longest time between two good readings of one unit.
    public var longestGapMilliseconds: Int64

    /// - Parameter clean: good readings of the clean line on the same seed, by unit.
    init(seed: UInt64, _ outcome: FaultMeasurement.Outcome, clean: [UInt8: Int]?, counted: Set<UInt8>?) {
        let (count, statistics, counters) = (outcome.count, outcome.statistics, outcome.counters)
        let reference = (clean ?? [:]).reduce(0) { $0 + (counted?.contains($1.key) ?? true ? $1.value : 0) }
        self.seed = seed
        self.good = count.good.values.reduce(0, +)
        self.share = Double(self.good) / Double(max(1, reference))
        self.wrong = count.wrong
        self.firstWrong = count.firstWrong
        self.transactions = statistics.devices.reduce(0) { $0 + $1.transactions }
        self.disturbed = statistics.collisions
        self.secondMasters = statistics.secondMasters
        self.lateAnswers = statistics.devices.reduce(0) { $0 + $1.lateAnswers }
        self.collisions = counters.collisions
        self.silenceViolations = counters.silenceViolations
        self.longestGapMilliseconds = count.longestGap / 1_000_000
    }
}
